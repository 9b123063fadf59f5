"""Phone numbers: as typed, as E.164, as digits."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallbiz_crm.domain import phones

REGIONS = (
    "DE",
    "US",
    "GB",
    "FR",
    "IT",
    "ES",
    "BR",
    "RU",
    "MX",
    "AR",
    "CH",
    "PT",
    "HU",
    "GH",
    "JP",
    "AU",
    "XX",
    None,
)


@pytest.mark.parametrize(
    ("typed", "region", "e164"),
    [
        ("+49 170 5551234", None, "+491705551234"),
        ("0170 555 1234", "DE", "+491705551234"),
        ("0170 555 1234", "de", "+491705551234"),
        ("0170 555 1234", None, None),
        ("+49 (0)170 5551234", None, "+491705551234"),
        ("0049 170 5551234", "DE", "+491705551234"),
        ("(415) 555-2671", "US", "+14155552671"),
        ("1 415 555 2671", "US", "+14155552671"),
        ("+233 24 123 4567", "DE", "+233241234567"),
        ("+39 06 6982 0000", None, "+390669820000"),
        ("06 6982 0000", "IT", "+390669820000"),
        ("tel:+49-170-5551234", None, "+491705551234"),
        ("+49 170 5551234 ext. 12", None, "+491705551234"),
        ("123", "DE", None),
        ("call me", "DE", None),
        ("", "DE", None),
        ("0170 555 1234", "ZZ", None),
        ("+999 1234567", "DE", None),
        ("1" * 300, "DE", None),
    ],
)
def test_read_phone(typed: str, region: str | None, e164: str | None) -> None:
    read = phones.read_phone(typed, region)
    assert read.e164 == e164
    assert read.number == typed


def test_the_number_is_kept_as_typed_in_one_line() -> None:
    read = phones.read_phone(" 0170\t555-1234\n", "DE")
    assert read.number == "0170 555-1234"
    assert read.digits == "01705551234"


def test_digits() -> None:
    assert phones.digits_of("+49 (0)170") == "490170"
    assert phones.digits_of("٠١٧ x ²") == "017"
    assert phones.compact(" +49 170") == "+49170"
    assert phones.compact("(+49) 170") == "+49170"
    assert phones.compact("0170-5") == "01705"


def as_the_library_reads(typed: str, region: str | None) -> str | None:
    try:
        parsed = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


@given(
    st.sampled_from(
        ["", "+", "00", "0", "1", "8", "+49", "+1", "+7", "+39", "+44", "+52", "+54", "+55", "+36", "+61"]
    ),
    st.text(alphabet="0123456789", min_size=3, max_size=12),
    st.sampled_from(REGIONS),
)
def test_the_short_way_reads_as_the_library_does(front: str, digits: str, region: str | None) -> None:
    assert phones.read_phone(front + digits, region).e164 == as_the_library_reads(front + digits, region)


@given(st.data())
def test_numbers_near_valid_ones_are_read_as_the_library_does(data: st.DataObject) -> None:
    region = data.draw(st.sampled_from([region for region in REGIONS if region and region != "XX"]))
    example = phonenumbers.example_number_for_type(region, data.draw(st.integers(0, 9)))
    if example is None:
        return
    written = phonenumbers.format_number(example, data.draw(st.integers(0, 2)))
    place = data.draw(st.integers(1, len(written) - 1))
    changed = written[:place] + data.draw(st.sampled_from("0123456789")) + written[place + 1 :]
    for read_in in (region, "DE", None):
        assert phones.read_phone(changed, read_in).e164 == as_the_library_reads(changed, read_in)


@pytest.mark.parametrize("region", [region for region in REGIONS if region and region != "XX"])
def test_example_numbers_of_every_kind_are_read_as_the_library_does(region: str) -> None:
    for kind in range(5):
        example = phonenumbers.example_number_for_type(region, kind)
        if example is None:
            continue
        expected = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
        national = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL)
        international = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        assert phones.read_phone(international, "DE").e164 == expected
        assert phones.read_phone(national, region).e164 == expected


@given(st.text(max_size=70), st.sampled_from(REGIONS))
def test_any_text_is_read(text: str, region: str | None) -> None:
    if "\0" not in text:
        read = phones.read_phone(text, region)
        assert read.digits == phones.digits_of(read.number)
