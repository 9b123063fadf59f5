"""Money: whole minor units, the one grammar that reads amounts, and the arithmetic that rounds them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import Literal

from smallbiz_crm.domain.currencies import currency_of_sign, is_currency, minor_digits
from smallbiz_crm.domain.errors import Refused

__all__ = [
    "LIMIT",
    "DecimalSign",
    "Money",
    "convert",
    "decimal_style",
    "divide_half_up",
    "from_minor",
    "is_currency",
    "line_net",
    "minor_digits",
    "parse_amount",
    "parse_money",
    "parse_quantity",
    "parse_share",
    "parse_unit_price",
    "plain",
    "round_half_up",
    "share_out",
    "tax_of",
    "to_minor",
]

DecimalSign = Literal["comma", "point"]

LIMIT = 10**13
"""The largest amount, in minor units."""

_QUANTITY_LIMIT = 10**15
_UNIT_PRICE_LIMIT = 10**17
_DIGITS_LIMIT = 15
_LENGTH_LIMIT = 60
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)

_SIMPLE = re.compile(r"-?[0-9]{1,13}(?:\.[0-9]{1,2})?")
_SPACES = " \u00a0\u2007\u2008\u2009\u202f"
_QUOTES = "'’‘`´ʼ"
_NUMBER = re.compile(rf"[0-9.,{_SPACES}{_QUOTES}]+(?<=[0-9])")
_DASHED = re.compile(r"[.,] ?[-–—]{1,2}$")
_MARK = re.compile(r"[^0-9.,()+\-−]+(?:(?<=[^\W\d_])\.)?")
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_GROUPED = re.compile(r"[0-9]{1,3}(?:S[0-9]{3})+|[0-9]{1,2}(?:S[0-9]{2})+S[0-9]{3}")
_SIGNED = re.compile(r"^(?:\((?P<inside>[^()]*)\)|(?P<sign>[+\-−]) ?(?P<rest>[^()+−]*)|(?P<bare>[^()+−]*))$")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units of one currency. Adding two currencies raises ValueError."""

    amount: int
    currency: str

    @property
    def decimal(self) -> Decimal:
        return from_minor(self.amount, self.currency)

    def __add__(self, other: Money) -> Money:
        self._require_same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._require_same(other)
        return Money(self.amount - other.amount, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __str__(self) -> str:
        return f"{plain(self.amount, self.currency)} {self.currency}"

    def _require_same(self, other: Money) -> None:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added")


def divide_half_up(numerator: int, denominator: int) -> int:
    """The nearest whole number, halves away from zero; `denominator` is positive."""
    rounded = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -rounded if numerator < 0 else rounded


def round_half_up(value: Decimal) -> int:
    """The nearest whole number, halves away from zero. `value` is finite and below 10^50."""
    return int(value.quantize(Decimal(1), context=_EXACT))


def to_minor(value: Decimal, currency: str) -> int:
    """Minor units of `value`, more decimals than the currency has rounded half up.

    Raises Refused("money.too_large") beyond LIMIT and Refused("money.unreadable") for infinities.
    """
    return _scaled(value, minor_digits(currency), LIMIT)


def from_minor(amount: int, currency: str) -> Decimal:
    """The exact amount in major units, with the currency's decimals."""
    return Decimal(amount).scaleb(-minor_digits(currency), _EXACT)


def plain(amount: int, currency: str) -> str:
    """The amount for files: ``1200.50``, ``-3`` (JPY); always the currency's decimals, no grouping."""
    digits = minor_digits(currency)
    if digits == 0:
        return str(amount)
    whole, part = divmod(abs(amount), 10**digits)
    return f"{'-' if amount < 0 else ''}{whole}.{part:0{digits}}"


def parse_amount(text: str, *, decimal: DecimalSign | None = None) -> Decimal:
    """The number that `text` writes; `decimal` is what the column or locale uses, None when unknown.

    Grammar: ASCII digits, at most 15; thousands by comma, point, blank or apostrophe in whole groups; a sign
    (+ - −) before or accounting brackets around; ``5,-`` for no cents; no exponents.
    Raises Refused("money.ambiguous") for ``1.234`` or ``1,234`` without `decimal`, Refused("money.too_large")
    for more digits, Refused("money.unreadable") for anything else, each with `value`.
    """
    if decimal != "comma" and _SIMPLE.fullmatch(text):
        return Decimal(text)
    negative, core = _unsigned(text)
    number = _read_number(core, decimal, text)
    return -number if negative else number


def parse_money(
    text: str, default_currency: str, *, decimal: DecimalSign | None = None
) -> tuple[Decimal, str]:
    """Like `parse_amount`, with a currency sign or code before or after: ``€1,200.50``, ``-5 USD``."""
    if decimal != "comma" and _SIMPLE.fullmatch(text):
        return Decimal(text), default_currency
    negative, core, mark = _without_currency(text)
    currency = currency_of_sign(mark, default_currency) if mark else default_currency
    if currency is None:
        raise Refused("money.unreadable", value=_shown(text))
    number = _read_number(core, decimal, text)
    return (-number if negative else number), currency


def decimal_style(samples: Iterable[str]) -> DecimalSign | None:
    """What a column uses for decimals, told by its unambiguous values.

    None when no sample tells, or when samples contradict each other.
    """
    told: set[DecimalSign] = set()
    for sample in samples:
        style = _told_by_sample(sample)
        if style is not None:
            told.add(style)
            if len(told) > 1:
                return None
    return told.pop() if told else None


def parse_share(text: str) -> int:
    """A percentage from 0 to 100 in 10⁻⁴: ``19 %`` and ``19`` are 1900, ``0.19`` is 19.

    A comma or point is always the decimal sign. Raises Refused("share.unreadable", value=...).
    """
    bare = text.strip().replace("％", "%")
    core = (bare[:-1] if bare.endswith("%") else bare.removeprefix("%")).strip()
    match = re.fullmatch(r"([0-9]{1,3})(?:[.,]([0-9]{1,12}))?", core)
    if match is None:
        raise Refused("share.unreadable", value=_shown(text))
    share = _scaled(Decimal(f"{match[1]}.{match[2] or 0}"), 2, 10**6)
    if share > 10_000:
        raise Refused("share.unreadable", value=_shown(text))
    return share


def parse_quantity(text: str, *, decimal: DecimalSign | None = None) -> int:
    """A quantity in 10⁻³, more decimals rounded half up; the grammar and errors of `parse_amount`."""
    return _scaled(parse_amount(text, decimal=decimal), 3, _QUANTITY_LIMIT)


def parse_unit_price(text: str, *, decimal: DecimalSign | None = None) -> int:
    """A unit price in 10⁻⁶ of the major unit; the grammar and errors of `parse_amount`."""
    return _scaled(parse_amount(text, decimal=decimal), 6, _UNIT_PRICE_LIMIT)


def line_net(price_micro: int, quantity_milli: int, discount_share: int, currency: str) -> int:
    """Net minor units of a line: price (10⁻⁶) × quantity (10⁻³) × (1 − discount (10⁻⁴)), half up.

    Raises Refused("money.too_large") beyond LIMIT.
    """
    exact = price_micro * quantity_milli * (10_000 - discount_share) * 10 ** minor_digits(currency)
    return _within_limit(divide_half_up(exact, 10**13))


def tax_of(net: int, rate_share: int) -> int:
    """Tax in minor units on `net` at a rate in 10⁻⁴, half up; of −net it is exactly −tax."""
    return divide_half_up(net * rate_share, 10_000)


def share_out(total: int, weights: Sequence[Fraction | Decimal | int]) -> list[int]:
    """Parts of `total` by `weights` that sum to it: largest remainder, ties to the earlier.

    All weights zero means equal parts. Raises ValueError for no weights or a negative one.
    """
    shares = [Fraction(weight) for weight in weights]
    if not shares or any(share < 0 for share in shares):
        raise ValueError("share_out needs weights, none of them negative")
    scale = lcm(*(share.denominator for share in shares))
    whole = [share.numerator * (scale // share.denominator) for share in shares]
    denominator = sum(whole)
    if denominator == 0:
        whole, denominator = [1] * len(whole), len(whole)
    divided = [divmod(abs(total) * weight, denominator) for weight in whole]
    parts = [part for part, _ in divided]
    missing = abs(total) - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda index: -divided[index][1])
    for index in by_remainder[:missing]:
        parts[index] += 1
    return [-part for part in parts] if total < 0 else parts


def convert(amount: int, currency: str, home: str, rate: Decimal) -> int:
    """Home minor units of a foreign amount; `rate` is home units per 1 foreign unit. Half up.

    Raises Refused("money.too_large") beyond LIMIT.
    """
    numerator, denominator = rate.as_integer_ratio()
    exact = amount * numerator * 10 ** minor_digits(home)
    return _within_limit(divide_half_up(exact, denominator * 10 ** minor_digits(currency)))


def _within_limit(amount: int) -> int:
    if abs(amount) > LIMIT:
        raise Refused("money.too_large", value=str(amount))
    return amount


def _scaled(value: Decimal, digits: int, limit: int) -> int:
    if not value.is_finite():
        raise Refused("money.unreadable", value=str(value))
    if value and value.adjusted() > 20:
        raise Refused("money.too_large", value=_shown(str(value)))
    if value and value.adjusted() < -20:
        return 0
    scaled = round_half_up(value.scaleb(digits, _EXACT))
    if abs(scaled) > limit:
        raise Refused("money.too_large", value=_shown(str(value)))
    return scaled


def _shown(text: str) -> str:
    return text if len(text) <= _LENGTH_LIMIT else text[: _LENGTH_LIMIT - 1] + "…"


def _unsigned(text: str) -> tuple[bool, str]:
    """Whether the text is negative, and what stands behind its sign or inside its brackets."""
    if len(text) > _LENGTH_LIMIT:
        raise Refused("money.unreadable", value=_shown(text))
    match = _SIGNED.match(text.strip())
    if match is None:
        raise Refused("money.unreadable", value=text)
    if match["inside"] is not None:
        return True, match["inside"].strip()
    if match["sign"] is not None:
        return match["sign"] != "+", match["rest"].strip()
    return False, match["bare"].strip()


def _without_currency(text: str) -> tuple[bool, str, str]:
    """(negative, the number, the currency's sign or code as written or ``""``)."""
    negative, core = _unsigned(text)
    if not core or core[0] in "0123456789.,":
        number = _NUMBER.match(core)
        if number is None:
            return negative, core, ""
        dashed = re.match(r"[.,] ?[-–—]{1,2}", core[number.end() :])
        end = number.end() + (dashed.end() if dashed else 0)
        return negative, core[:end], core[end:].strip()
    mark = _MARK.match(core)
    if mark is None:
        raise Refused("money.unreadable", value=_shown(text))
    rest = core[mark.end() :]
    if not negative:
        negative, rest = _unsigned(rest)
    return negative, rest.strip(), mark[0].strip()


def _read_number(core: str, decimal: DecimalSign | None, text: str) -> Decimal:
    """The value of a number without sign and currency; `text` is the whole text, for the errors."""
    digits = sum(core.count(digit) for digit in "0123456789")
    core = _DASHED.sub("", core)
    if not _NUMBER.fullmatch(core):
        raise Refused("money.unreadable", value=_shown(text))
    if digits > _DIGITS_LIMIT:
        raise Refused("money.too_large", value=_shown(text))
    style = decimal or _told_by(core)
    if style is None and _AMBIGUOUS.fullmatch(core):
        raise Refused("money.ambiguous", value=_shown(text))
    whole, _, part = core.partition("," if style == "comma" else ".") if style else (core, "", "")
    bare = _ungrouped(whole)
    if bare is None or (part and not part.isdigit()):
        raise Refused("money.unreadable", value=_shown(text))
    return Decimal(f"{bare or 0}.{part or 0}") if part else Decimal(bare or "0")


@lru_cache(maxsize=64)
def _grouping(separator: str) -> re.Pattern[str]:
    return re.compile(_GROUPED.pattern.replace("S", re.escape(separator)))


def _ungrouped(whole: str) -> str | None:
    """The digits of a whole number, thousands separators checked and removed; None when wrong."""
    separators = {sign for sign in whole if not sign.isdigit()}
    if not separators:
        return whole
    separator = separators.pop()
    if separators or _grouping(separator).fullmatch(whole) is None:
        return None
    return whole.replace(separator, "")


def _told_by_sample(sample: str) -> DecimalSign | None:
    try:
        core = _without_currency(sample)[1]
    except Refused:
        return None
    return _told_by(core) if _NUMBER.fullmatch(core) else None


def _told_by(core: str) -> DecimalSign | None:
    """The decimal sign that this number proves; None when it has none or can be read in two ways."""
    commas, points = core.count(","), core.count(".")
    if commas and points:
        last_is_comma = core.rfind(",") > core.rfind(".")
        if (commas if last_is_comma else points) > 1:
            return None
        return "comma" if last_is_comma else "point"
    if not commas and not points:
        return None
    sign, other = (",", "point") if commas else (".", "comma")
    own: DecimalSign = "comma" if commas else "point"
    if max(commas, points) > 1:
        return other if _ungrouped(core) is not None else None
    whole = core.partition(sign)[0]
    if not whole.isdigit():
        return own if not whole or _ungrouped(whole) is not None else None
    return None if _AMBIGUOUS.fullmatch(core) else own
