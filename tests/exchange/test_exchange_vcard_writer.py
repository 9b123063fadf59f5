"""Contact cards as written: read back the same by our reader and by another program, folded as the standard says."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import vobject  # pyright: ignore[reportMissingTypeStubs]
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smallbiz_crm.domain.contacts import Address, Contact, Email, Lifecycle, Phone, Url
from smallbiz_crm.domain.text import clean_line
from smallbiz_crm.exchange.vcard_writer import Version, card_bytes, write_cards
from smallbiz_crm.exchange.vcards import open_cards

UID = "0192f0c1-1111-7000-8000-000000000001"
VERSIONS: tuple[Version, ...] = ("4.0", "3.0")


def lines_of(text: str) -> str:
    return "\n".join(line for part in text.splitlines() if (line := clean_line(part)))


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), max_size=60).map(
    clean_line
)
FILLED = TEXT.filter(bool)
NOTES = st.lists(FILLED, max_size=3).map("\n".join)
LABELS = st.sampled_from([None, "work", "home", "mobile", "work fax", "Ferien, Haus; 2"])
URLS = st.sets(st.sampled_from(["https://x.example/?a;b,c", "y.example", "x\\y"]))
DAYS = st.dates(date(1900, 1, 1), date(2020, 12, 28)).map(date.isoformat)


def optional(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    return texts.map(lambda text: text or None)


@st.composite
def contacts(draw: st.DrawFn) -> Contact:
    emails = draw(st.lists(st.tuples(st.integers(0, 999), LABELS), max_size=3, unique_by=lambda one: one[0]))
    phones = draw(
        st.lists(st.tuples(st.integers(10**6, 10**9), LABELS), max_size=3, unique_by=lambda one: one[0])
    )
    place = optional(TEXT)
    addresses = draw(st.lists(st.tuples(optional(NOTES), place, place, place, place, LABELS), max_size=2))
    birthday = draw(st.none() | DAYS | DAYS.map(lambda day: f"--{day[5:]}"))
    return Contact(
        1, "Ana " + draw(FILLED), True, draw(FILLED), draw(optional(TEXT)), draw(optional(TEXT)), None, 1,
        draw(optional(TEXT)), draw(optional(TEXT)), birthday, None, None, Lifecycle.NONE, draw(optional(NOTES)),
        date(2026, 1, 1), False,
        tuple(Email(n, f"a{number}@x.example", label, n == 0) for n, (number, label) in enumerate(emails)),
        tuple(Phone(n, f"+{number}", None, label, n == 0) for n, (number, label) in enumerate(phones)),
        tuple(Address(n, *parts) for n, parts in enumerate(addresses) if any(parts[:5])),
        tuple(Url(n, url, None) for n, url in enumerate(draw(URLS))),
        tuple(sorted(draw(st.sets(FILLED, max_size=3)))),
    )  # fmt: skip


@pytest.mark.parametrize("version", VERSIONS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(person=contacts())
def test_any_person_comes_back_as_written(tmp_path: Path, version: Version, person: Contact) -> None:
    write_cards(tmp_path / "a.vcf", [(person, UID, None)], version)
    (card,) = open_cards(tmp_path / "a.vcf").cards()
    row = card.person

    assert row.problems == ()
    assert (row.external_id, row.name, row.given_name) == (UID, clean_line(person.name), person.given_name)
    for name in ("family_name", "prefix", "company", "job_title", "notes", "birthday"):
        assert getattr(row, name) == (getattr(person, name) or ""), name
    assert [(e.address, e.label or None, e.primary) for e in row.emails] == [
        (e.address, e.label, e.is_primary) for e in person.emails
    ]
    assert [(p.number, p.label or None, p.primary) for p in row.phones] == [
        (p.number, p.label, p.is_primary) for p in person.phones
    ]
    assert [(*(part or None for part in a[:5]), a.label or None) for a in row.addresses] == [
        (a.street, a.city, a.state, a.postal_code, a.country, a.label) for a in person.addresses
    ]
    assert [url.url for url in row.urls] == [url.url for url in person.urls]
    assert row.tags == person.tags


@pytest.mark.parametrize("version", VERSIONS)
@settings(max_examples=60, deadline=None)
@given(person=contacts())
def test_lines_end_and_fold_as_the_standard_says(version: Version, person: Contact) -> None:
    card = card_bytes(person, UID, version)
    physical = card.split(b"\r\n")
    assert physical.pop() == b""
    for line in physical:
        assert len(line) <= 75
        assert b"\n" not in line
        assert line.decode("utf-8")


@settings(max_examples=60, deadline=None)
@given(person=contacts())
def test_another_program_reads_the_same(person: Contact) -> None:
    read: Any = vobject.readOne(card_bytes(person, UID, "3.0").decode())
    assert (read.fn.value, read.uid.value) == (person.name, UID)
    assert read.n.value.given == person.given_name
    assert read.n.value.family == (person.family_name or "")
    assert [one.value for one in read.contents.get("email", [])] == [one.address for one in person.emails]
    assert [one.value for one in read.contents.get("tel", [])] == [one.number for one in person.phones]
    assert [one.value for one in read.contents.get("note", [])] == ([person.notes] if person.notes else [])
    assert [one.value for one in read.contents.get("title", [])] == (
        [person.job_title] if person.job_title else []
    )
