"""Phone numbers: kept as typed, compared by E.164 where they are valid, searched by their digits."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from smallbiz_crm.domain.text import clean_line

_LENGTH_LIMIT = 60
_PLAIN = re.compile(r"\+?[0-9][0-9 ()./\u00a0-]*")
_SEPARATORS = str.maketrans("", "", " ()./\u00a0-")


@dataclass(frozen=True, slots=True)
class _Plan:
    leading_digits: re.Pattern[str] | None
    kinds: tuple[tuple[frozenset[int], re.Pattern[str]], ...]


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """`number` as typed, in one clean line; `e164` only when it is valid; `digits` alone, for search."""

    number: str
    e164: str | None
    digits: str


def digits_of(text: str) -> str:
    """The decimal digits of the text, those of other scripts as 0–9."""
    if text.isascii():
        return "".join(filter(str.isdigit, text))
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
    e164 = None
    if len(number) <= _LENGTH_LIMIT:
        if _PLAIN.fullmatch(number):
            e164 = _e164_of_plain(number.translate(_SEPARATORS), region)
        e164 = e164 or _e164_of_any(number, region)
    return PhoneNumber(number, e164, digits_of(number))


def _e164_of_plain(bare: str, region: str | None) -> str | None:
    """E.164 of the plainest writings, at a third of the library's time; None leaves it to the library."""
    if bare[0] == "+":
        code = _calling_code(bare)
        if code is None:
            return None
        national = bare[1 + len(code) :]
        prefix = _prefix_pattern(code)
        if prefix is not None and prefix.match(national):
            return None
    else:
        known = _plain_region(region)
        if known is None:
            return None
        code, national_prefix = known
        if bare.startswith(code):
            return None
        national = bare.removeprefix(national_prefix) if national_prefix else bare
    if not national or national[0] == "0" or len(national) > 15:
        return None
    return f"+{code}{national}" if _is_valid(code, national) else None


def _is_valid(code: str, national: str) -> bool:
    """What the library's is_valid_number finds, with its patterns kept compiled."""
    for plan in _plans(code):
        if plan.leading_digits is None or plan.leading_digits.match(national):
            if any(len(national) in lengths and kind.fullmatch(national) for lengths, kind in plan.kinds):
                return True
            if plan.leading_digits is not None:
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


def _calling_code(bare: str) -> str | None:
    codes = _calling_codes()
    for length in (1, 2, 3):
        if bare[1 : 1 + length] in codes:
            return bare[1 : 1 + length]
    return None


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
