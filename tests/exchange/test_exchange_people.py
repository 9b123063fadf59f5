"""People read from tables: names, lists, dates, consent, and what is said of doubtful cells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallbiz_crm.domain.days import DayOrder
from smallbiz_crm.exchange.mapped import build_mapping
from smallbiz_crm.exchange.people import (
    AddressEntry,
    EmailEntry,
    PersonRow,
    PhoneEntry,
    Problem,
    UrlEntry,
)
from smallbiz_crm.exchange.person_reader import PersonReader
from smallbiz_crm.exchange.presets import recognise
from smallbiz_crm.exchange.tables import Row, open_table


def person(cells: dict[str, str], order: DayOrder | None = None, **asked: list[str]) -> PersonRow:
    header = list(cells)
    mapping = build_mapping(header, recognise(header, "contacts"), **asked)
    return PersonReader(mapping, order).read(Row(2, list(cells.values())))


def test_a_google_row_gives_everything_it_holds() -> None:
    row = person(
        {
            "Name": "Dr. Ana María Pérez", "Given Name": "Ana", "Additional Name": "María", "Family Name": "Pérez",
            "Name Prefix": "Dr.", "Birthday": " --12-31", "Notes": "met\nat fair",
            "Group Membership": "* myContacts ::: VIP ::: * Friends",
            "E-mail 1 - Type": "Other", "E-mail 1 - Value": "a@x.example ::: b@x.example",
            "E-mail 2 - Type": "* Work", "E-mail 2 - Value": "c@x.example",
            "Phone 1 - Type": "Mobile", "Phone 1 - Value": "+49 170 555 ::: 0170 556",
            "Address 1 - Type": "Home", "Address 1 - Formatted": "Weg 1\nUlm", "Address 1 - Street": "Weg 1",
            "Address 1 - City": "Ulm", "Address 1 - PO Box": "PO 7", "Address 1 - Postal Code": "89073",
            "Address 2 - Formatted": "Far\naway", "Organization 1 - Name": "Nordlicht", "Organization 1 - Title": "CEO",
            "Website 1 - Type": "Home Page", "Website 1 - Value": "x.example",
            "Custom Field 1 - Label": "Shoe", "Custom Field 1 - Value": "42",
        }
    )  # fmt: skip
    assert row == PersonRow(
        name="Dr. Ana María Pérez", given_name="Ana", family_name="Pérez", prefix="Dr.", company="Nordlicht",
        job_title="CEO", birthday="--12-31", notes="met\nat fair", tags=("VIP", "Friends"),
        emails=(
            EmailEntry("a@x.example", "other", False), EmailEntry("b@x.example", "other", False),
            EmailEntry("c@x.example", "work", True),
        ),
        phones=(PhoneEntry("+49 170 555", "mobile", True), PhoneEntry("0170 556", "mobile", False)),
        addresses=(
            AddressEntry("Weg 1\nPO 7", "Ulm", "", "89073", "", "home"), AddressEntry("Far\naway", "", "", "", "", ""),
        ),
        urls=(UrlEntry("x.example", "home"),), custom={"Shoe": "42"},
    )  # fmt: skip


def test_an_outlook_row_has_labels_from_its_headers() -> None:
    row = person(
        {
            "Title": "Dr.", "First Name": "Jo", "Middle Name": "van", "Last Name": "Ek", "Suffix": "jr.",
            "Business Street": "A 1", "Business Street 2": "Floor 2", "Business City": "Ghent", "Home City": "Gent",
            "Business Fax": "+32 1", "Business Phone": "+32 2", "Mobile Phone": "+32 3",
            "E-mail Address": "/o=Exchange/cn=x", "E-mail 2 Address": "jo@x.example", "Birthday": "0/0/00",
            "Categories": "A;B", "Department": "IT",
        }
    )  # fmt: skip
    assert (row.name, row.prefix, row.suffix) == ("Jo van Ek", "Dr.", "jr.")
    assert row.addresses == (
        AddressEntry("A 1\nFloor 2", "Ghent", "", "", "", "work"),
        AddressEntry("", "Gent", "", "", "", "home"),
    )
    assert [(phone.number, phone.label) for phone in row.phones] == [
        ("+32 2", "work"), ("+32 3", "mobile"), ("+32 1", "work fax"),
    ]  # fmt: skip
    assert row.emails == (EmailEntry("jo@x.example", "", True),)
    assert row.problems == (Problem("E-mail Address", "/o=Exchange/cn=x", "email.invalid"),)
    assert (row.birthday, row.tags) == ("", ("A", "B"))


@pytest.mark.parametrize(
    ("cell", "addresses"),
    [
        ("a@x.example", ["a@x.example"]),
        ("Ana Pérez <a@x.example>; b@x.example", ["a@x.example", "b@x.example"]),
        ("mailto:a@x.example", ["a@x.example"]),
        ("a@x.example, A@X.example", ["a@x.example"]),
        ("n/a", []),
        ("", []),
    ],
)
def test_the_addresses_of_a_cell(cell: str, addresses: list[str]) -> None:
    row = person({"Email": cell, "Name": "x"})
    assert [email.address for email in row.emails] == addresses
    assert [email.primary for email in row.emails] == [True, False][: len(addresses)]
    assert row.problems == ()


def test_the_apostrophe_that_keeps_a_number_a_text_is_no_part_of_a_phone() -> None:
    row = person({"Phone": "'+49 170 5551234", "Mobile": "'030 1; '031 2", "Name": "x"})
    assert [phone.number for phone in row.phones] == ["+49 170 5551234", "030 1", "031 2"]


def test_a_phone_that_a_spreadsheet_rounded_is_told() -> None:
    row = person({"Phone": "4.91701E+11", "Mobile": "491701234567.0", "Fax": "1; 2", "Name": "x"})
    assert [phone.number for phone in row.phones] == ["491701234567", "1", "2"]
    assert row.problems == (Problem("Phone", "4.91701E+11", "phone.rounded"),)


@pytest.mark.parametrize(
    ("cell", "order", "birthday"),
    [
        ("1980-03-04", None, "1980-03-04"),
        ("03/04/1980", "dmy", "1980-04-03"),
        ("03/04/1980", "mdy", "1980-03-04"),
        ("31/12/1980", None, "1980-12-31"),
        ("--0203", None, "--02-03"),
        ("--02-29", None, "--02-29"),
        ("1604-05-06", None, "--05-06"),
        ("12/31", None, "--12-31"),
        ("31.12.", None, "--12-31"),
        ("05/06", "mdy", "--05-06"),
        ("05/06", "dmy", "--06-05"),
        ("1/1/4501", None, ""),
        ("0/0/00", None, ""),
    ],
)
def test_birthdays(cell: str, order: DayOrder | None, birthday: str) -> None:
    row = person({"Birthday": cell, "Email": "a@x.example"}, order)
    assert (row.birthday, row.problems) == (birthday, ())


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("03/04/1980", "day.ambiguous"),
        ("05/06", "day.ambiguous"),
        ("spring", "day.unreadable"),
        ("--13-01", "day.unreadable"),
    ],
)
def test_birthdays_that_are_not_told(cell: str, code: str) -> None:
    row = person({"Birthday": cell, "Email": "a@x.example"})
    assert (row.birthday, row.problems) == ("", (Problem("Birthday", cell, code),))


@pytest.mark.parametrize(
    ("parts", "birthday"),
    [(("1980", "2", "3"), "1980-02-03"), (("", "2", "3"), "--02-03"), (("", "", ""), "")],
)
def test_a_birthday_in_three_columns(parts: tuple[str, str, str], birthday: str) -> None:
    row = person(
        {**dict(zip(("Birth Year", "Birth Month", "Birth Day"), parts, strict=True)), "Email": "a@x.example"}
    )
    assert (row.birthday, row.problems) == (birthday, ())


def test_consent_comes_from_the_column_or_the_list() -> None:
    assert person({"Email Address": "a@x.example", "MEMBER_RATING": "2"}).consent == "granted"
    assert person({"Email Address": "a@x.example", "UNSUB_TIME": "x"}).consent == "unsubscribed"
    assert person({"Email Address": "a@x.example", "CLEAN_TIME": "x"}).consent == "bounced"
    assert person({"Email": "a@x.example", "Opt-in": "Sí"}).consent == "granted"
    assert person({"Email": "a@x.example", "Consent": "no"}).consent == "refused"
    odd = person({"Email": "a@x.example", "Consent": "perhaps"})
    assert (odd.consent, odd.problems) == ("", (Problem("Consent", "perhaps", "consent.unknown"),))
    assert (
        person({"Email": "a@x.example", "Consent": "perhaps"}, values=["consent:Perhaps=yes"]).consent
        == "granted"
    )


@pytest.mark.parametrize(
    ("cell", "tags"),
    [
        ("a, b", ("a", "b")),
        ("a; b, c", ("a", "b, c")),
        ('"a","b, c"', ("a", "b, c")),
        ("a|b|A", ("a", "b")),
        ('a\nb "c"', ('a b "c"',)),
        ("a\nb", ("a", "b")),
        ('"' + "x" * 200_000, ('"' + "x" * 200_000,)),
        ("", ()),
    ],
)
def test_tags_are_split_at_the_sign_of_the_cell(cell: str, tags: tuple[str, ...]) -> None:
    assert person({"Tags": cell, "Email": "a@x.example"}).tags == tags


def test_constants_and_values_reach_people() -> None:
    row = person(
        {"Email": "a@x.example", "Tags": "old", "Lifecycle Stage": "", "Country": "D"},
        constants=["tags=Fair", "owner=Ann", "custom:Hall=3"],
        values=["tags:old=new", "lifecycle:=lead", "owner:ann=Anna"],
    )
    assert (row.tags, row.owner, row.lifecycle, row.custom) == (
        ("new", "Fair"),
        "Anna",
        "lead",
        {"Hall": "3"},
    )


def test_a_constant_of_a_list_is_an_entry_of_every_row() -> None:
    row = person({"Email": "a@x.example", "City": "Ulm"}, constants=["country=Germany"])
    assert row.addresses == (AddressEntry("", "Ulm", "", "", "Germany", ""),)


def test_blanks_and_control_characters_are_taken_off() -> None:
    row = person({"Name": " Ana \x07  Pe\u0301rez ", "Email": " a@x.example ", "Notes": " one \r\n two\t"})
    assert (row.name, row.emails[0].address, row.notes) == ("Ana Pérez", "a@x.example", "one \n two")


@given(st.lists(st.text(max_size=30), min_size=8, max_size=8))
def test_no_cell_breaks_the_reader(cells: list[str]) -> None:
    header = ["Name", "Email", "Phone", "Birthday", "Tags", "Consent", "Street", "Notes"]
    cells = [cell.replace("\0", "") for cell in cells]
    row = person(dict(zip(header, cells, strict=True)))
    assert not any(sign in row.name for sign in "\r\n\t")
    assert sum(email.primary for email in row.emails) == bool(row.emails)


def test_the_people_of_every_real_table_are_read_as_expected(data_folder: Path) -> None:
    cases = json.loads((data_folder / "csv_contacts_expected.json").read_text(encoding="utf-8"))
    wrong: list[tuple[str, str, object, object]] = []
    for file, case in cases.items():
        table = open_table(data_folder / "csv" / file)
        reader = PersonReader(build_mapping(table.header, recognise(table.header, "contacts")))
        people = [reader.read(row) for row in table.rows()]
        assert (len(people), table.header_row) == (case["rows"], case["header_line"])
        for found, expected in zip(people, case["people"], strict=True):
            wrong += [(file, *difference) for difference in differences(found, expected)]
    assert len(cases) == 15
    assert wrong == []


def differences(found: PersonRow, expected: dict[str, object]) -> list[tuple[str, object, object]]:
    """The expectation holds at most three e-mails and five phones; its tags are the cell as it is."""
    given = {
        "name": found.name,
        "first": found.given_name,
        "last": found.family_name,
        "emails": [email.address for email in found.emails][:3],
        "phones": [phone.number for phone in found.phones][:5],
        "org": found.company,
        "title": found.job_title,
        "note": found.notes,
        "url": "".join(entry.url for entry in found.urls),
        "tags": sorted(found.tags),
    }
    wanted = {**expected, "tags": sorted(split(str(expected.get("tags", ""))))}
    return [
        (name, value, wanted[name])
        for name, value in given.items()
        if name in expected and value != wanted[name]
    ]


def split(cell: str) -> list[str]:
    return [tag.strip(" *") for tag in cell.replace(":::", ",").split(",")]
