"""Phone numbers: kept as typed, compared by E.164 where they are valid, searched by their digits."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from smallbiz_crm.domain.text import clean_line

_LENGTH_LIMIT = 60
_PLAIN = re.compile(r"\+?[0-9][0-9 ()./\u00a0-]*")
_NOT_DIGITS = bytes(set(range(256)) - set(b"0123456789"))


class _Plan(NamedTuple):
    leading_digits: re.Pattern[str] | None
    kinds: tuple[tuple[frozenset[int], re.Pattern[str]], ...]


class PhoneNumber(NamedTuple):
    """`number` as typed, in one clean line; `e164` only when it is valid; `digits` alone, for search."""

    number: str
    e164: str | None
    digits: str


def digits_of(text: str) -> str:
    """The decimal digits of the text, those of other scripts as 0–9."""
    if text.isascii():
        return text.encode().translate(None, _NOT_DIGITS).decode()
    return "".join(str(unicodedata.decimal(sign)) for sign in text if sign.isdecimal())


def compact(text: str) -> str:
    """The digits with a leading + if one was typed: ``+49 170 5551234`` is ``+491705551234``."""
    return ("+" if text.lstrip(" (").startswith(("+", "＋")) else "") + digits_of(text)


def read_phone(typed: str, region: str | None) -> PhoneNumber:
    """The number as typed and what is known of it; `region` (``DE``) reads numbers without country code.

    Never refuses: what is no valid number simply has no `e164`.
    """
    return _read(typed, region.upper() if region else None)


@lru_cache(maxsize=4096)
def _read(typed: str, region: str | None) -> PhoneNumber:
    number = clean_line(typed)
    digits = digits_of(number)
    e164 = None
    if len(number) <= _LENGTH_LIMIT:
        if _PLAIN.fullmatch(number):
            is_international = number[0] == "+"
            e164 = _e164_abroad(digits) if is_international else _e164_at_home(digits, region)
        e164 = e164 or _e164_of_any(number, region)
    return PhoneNumber(number, e164, digits)


def _e164_abroad(digits: str) -> str | None:
    """E.164 of a plain number behind its +, at a tenth of the library's time; None leaves it to the library."""
    codes = _calling_codes()
    code = next((code for code in (digits[:1], digits[:2], digits[:3]) if code in codes), None)
    if code is None:
        return None
    national = digits[len(code) :]
    prefix = _prefix_pattern(code)
    return None if prefix is not None and prefix.match(national) else _e164(code, national)


def _e164_at_home(digits: str, region: str | None) -> str | None:
    """E.164 of a plain number of a region; None leaves it to the library."""
    known = _plain_region(region)
    if known is None:
        return None
    code, national_prefix = known
    if digits.startswith(code):
        return None
    return _e164(code, digits.removeprefix(national_prefix))


def _e164(code: str, national: str) -> str | None:
    if not national or national[0] == "0" or len(national) > 15:
        return None
    return f"+{code}{national}" if _is_valid(code, national) else None


def _is_valid(code: str, national: str) -> bool:
    """What the library's is_valid_number finds, with its patterns kept compiled."""
    length = len(national)
    for leading_digits, kinds in _plans(code):
        if leading_digits is None or leading_digits.match(national):
            for lengths, kind in kinds:
                if length in lengths and kind.fullmatch(national):
                    return True
            if leading_digits is not None:
                return False
    return False


@cache
def _plans(code: str) -> tuple[_Plan, ...]:
    """The numbering plans of the regions that share a calling code, the main one first."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

    plans: list[_Plan] = []
    for region in COUNTRY_CODE_TO_REGION_CODE[int(code)]:
        metadata = PhoneMetadata.metadata_for_region(region, None)
        if metadata is None:
            continue
        described = (
            metadata.mobile, metadata.fixed_line, metadata.toll_free, metadata.premium_rate,
            metadata.shared_cost, metadata.voip, metadata.personal_number, metadata.pager, metadata.uan,
            metadata.voicemail,
        )  # fmt: skip
        kinds = tuple(
            (frozenset(kind.possible_length or metadata.general_desc.possible_length), pattern)
            for kind in described
            if kind is not None
            and metadata.general_desc is not None
            and (pattern := _compiled(kind.national_number_pattern)) is not None
        )
        plans.append(_Plan(_compiled(metadata.leading_digits), kinds))
    return tuple(plans)


def _compiled(pattern: str | None) -> re.Pattern[str] | None:
    return re.compile(pattern) if pattern else None


@cache
def _calling_codes() -> frozenset[str]:
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

    return frozenset(map(str, COUNTRY_CODE_TO_REGION_CODE))


@cache
def _prefix_pattern(code: str) -> re.Pattern[str] | None:
    """What the library would take from the front of a national number of this calling code."""
    from phonenumbers import PhoneMetadata, region_code_for_country_code

    metadata = PhoneMetadata.metadata_for_region_or_calling_code(
        int(code), region_code_for_country_code(int(code))
    )
    pattern = metadata.national_prefix_for_parsing if metadata is not None else None
    return re.compile(pattern) if pattern else None


@cache
def _plain_region(region: str | None) -> tuple[str, str] | None:
    """(calling code, national prefix) of a region whose national prefix is a plain string; else None."""
    from phonenumbers import PhoneMetadata

    metadata = PhoneMetadata.metadata_for_region(region, None) if region else None
    if metadata is None or metadata.national_prefix_transform_rule:
        return None
    prefix = metadata.national_prefix or ""
    if (metadata.national_prefix_for_parsing or "") != prefix:
        return None
    return str(metadata.country_code), prefix


def _e164_of_any(number: str, region: str | None) -> str | None:
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
