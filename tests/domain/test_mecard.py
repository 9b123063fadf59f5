"""MECARD as it is written and read, and the line that quick capture takes from a code."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallbiz_crm.domain.capture import read_line
from smallbiz_crm.domain.mecard import CardPerson, mecard, read_mecard, scanned_person, scanned_text
from smallbiz_crm.domain.text import clean_line

TEXTS = st.text(st.characters(exclude_categories=("C",)), max_size=30).map(clean_line)
LETTERS = st.text(st.characters(categories=("Lu", "Ll")), min_size=2, max_size=12).map(clean_line)


def test_a_card_is_written_as_phones_expect_it() -> None:
    person = CardPerson(
        name="Ana Pérez",
        family_name="Pérez",
        given_name="Ana",
        company="Nordlicht; Söhne: GmbH",
        phones=("+49 170 5551234",),
        emails=("ana@nordlicht.example",),
    )
    assert mecard(person) == (
        "MECARD:N:Pérez,Ana;ORG:Nordlicht\\; Söhne\\: GmbH;TEL:+49 170 5551234;EMAIL:ana@nordlicht.example;;"
    )


@given(company=TEXTS, title=TEXTS, family=LETTERS, given_name=LETTERS, phone=TEXTS)
def test_what_is_written_is_read_back(
    company: str, title: str, family: str, given_name: str, phone: str
) -> None:
    person = CardPerson(
        name=f"{given_name} {family}",
        family_name=family,
        given_name=given_name,
        company=company,
        job_title=title,
        phones=(phone,) if phone else (),
    )
    assert read_mecard(mecard(person)) == person


@given(st.text(max_size=200))
def test_any_text_is_read_without_failing(text: str) -> None:
    read_mecard(f"MECARD:{text}")
    read_mecard(text)
    scanned_text(text)


def test_a_business_card_of_the_older_kind_is_read() -> None:
    person = read_mecard("BIZCARD:N:Sean;X:Owen;T:Engineer;C:Acme;B:+12125551212;E:sean@acme.example;;")
    assert person is not None
    assert (person.name, person.company, person.job_title) == ("Sean Owen", "Acme", "Engineer")
    assert (person.phones, person.emails) == (("+12125551212",), ("sean@acme.example",))


def test_a_text_that_is_no_card_is_none() -> None:
    assert read_mecard("https://example.com") is None


def test_every_word_of_a_scanned_card_means_what_the_card_says() -> None:
    person = CardPerson(
        name="Acme Nordlicht",
        company="Ana Pérez, Inc.",
        job_title="Head of #1 & !fri",
        emails=("ana@nordlicht.example",),
        phones=("+49 170 5551234",),
        urls=("https://nordlicht.example",),
        note="Hall 3, stand 14",
    )
    scanned = scanned_person("MECARD:…", person)
    said = read_line(scanned.line, today=date(2026, 5, 14), decided=scanned.decided)
    assert (said.name, said.company, said.job_title) == (
        "Acme Nordlicht",
        "Ana Pérez Inc.",
        "Head of 1 & fri",
    )
    assert said.emails == person.emails
    assert [phone.digits for phone in said.phones] == ["+491705551234"]
    assert said.urls == person.urls
    assert said.note == "Hall 3 stand 14"
    assert said.follow_up is None
    assert said.tags == ()


@given(name=LETTERS, company=LETTERS)
def test_name_and_company_are_never_mistaken_for_each_other(name: str, company: str) -> None:
    if clean_line(name) == clean_line(company):
        return
    scanned = scanned_person("", CardPerson(name=name, company=company))
    said = read_line(scanned.line, today=date(2026, 5, 14), decided=scanned.decided)
    assert (said.name, said.company) == (clean_line(name), clean_line(company))


@pytest.mark.parametrize(
    ("text", "kind", "line"),
    [
        ("https://example.com/a?b=1", "link", "https://example.com/a?b=1"),
        ("tel:+491705551234", "text", "+491705551234"),
        ("mailto:ana@acme.example?subject=Hi", "text", "ana@acme.example"),
        ("Ana Silva\nAcme\n\nBerlin", "text", "Ana Silva, Acme, Berlin"),
    ],
)
def test_what_is_no_card_stands_in_the_line_as_it_is(text: str, kind: str, line: str) -> None:
    scanned = scanned_text(text)
    assert (scanned.kind, scanned.line) == (kind, line)
