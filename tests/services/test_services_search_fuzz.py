"""Whatever is typed into the search: never an error, and for plain words just what a plain comparison finds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from smallbiz_crm.domain.contacts import Contact, NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.text import fold_email, search_words
from smallbiz_crm.services.workspace import Workspace

PIECES = (
    *"\"'*()^:+-~{}[]<>&|\\/.,;@#!?%_=`$€ \t\n",
    *("AND", "OR", "NOT", "NEAR", "NEAR(", "words:", "search_contact", "rowid", "a*", '"a', "--", "/*", "';"),
    *("\0", "\x07", "\x1b", "\u200b", "\u200f", "\u202e", "\ufeff", "\ud7ff", "\uffff", "🙂", "👩‍👩‍👧", "🇩🇪"),
    *(
        "عمر",
        "حداد",
        "שלום",
        "李",
        "株式会社",
        "Łód",
        "ß",
        "đ",
        "İ",
        "é",
        "ana",
        "acme",
        "0170",
        "555",
        "x@y",
    ),
)
PEOPLE = (
    NewContact("Ana Pérez", "Nordlicht GmbH", "Buyer", ("ana@nordlicht.example",), ("0170 555 1234",)),
    NewContact("Łukasz Nowak", "Sklep Łódź", None, ("lukasz@sklep.example",), (), (), ("vip",)),
    NewContact("Jürgen Groß", "Groß & Söhne", None, ("j.gross@soehne.example",)),
    NewContact("Đorđe Ilić", "Ilić d.o.o.", "Owner", (), ("+381 11 555 1234",)),
    NewContact("عمر حداد", "شركة حداد", None, ("omar@haddad.example",)),
    NewContact("株式会社 田中", None, None, ("yuki@tanaka.example",)),
    NewContact("Anna Maria d'Arcy", "O'Brien & Co", "Head of Sales", (), (), (), ("retail", "paris")),
    NewContact("Bo", None, None, ("bo@acme.example",)),
)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = Workspace.create(tmp_path / "a.crm", clock=FixedClock(date(2026, 5, 14)))
    diet = opened.fields.add("contact", "Diet", "text")
    for person in PEOPLE:
        contact_id = opened.contacts.add(person)
        opened.fields.set_value(diet, contact_id, f"Käse {person.name[:2]}")
    yield opened
    opened.close()


def test_words_of_ones_own_fields_find_people(workspace: Workspace) -> None:
    people = list(workspace.contacts.ids())
    allergy = workspace.fields.add("contact", "Allergy", "choice", ["Nüsse", "none"])
    workspace.fields.set_value(allergy, people[0], "Nüsse")
    name = workspace.contacts.get(people[0]).name
    assert list(workspace.contacts.ids(search="nuss")) == [people[0]]
    assert list(workspace.contacts.ids(search=f"nusse {name.split()[0]}")) == [people[0]]
    assert len(workspace.contacts.ids(search="kase")) == len(PEOPLE)
    workspace.history.undo()
    assert list(workspace.contacts.ids(search="nuss")) == []


def plainly_found(people: list[Contact], typed: str) -> set[int]:
    """Who has a word that begins so for each word typed; for one word nobody has, whose address holds it."""
    words = search_words(typed).split()
    held = {
        person.id: search_words(
            person.name,
            person.company or "",
            person.job_title or "",
            *(email.address for email in person.emails),
            *person.tags,
            *person.custom.values(),
        ).split()
        for person in people
    }
    found = {
        key
        for key, all_words in held.items()
        if all(any(w.startswith(word) for w in all_words) for word in words)
    }
    if found or len(typed.strip()) < 3 or " " in typed.strip():
        return found
    return {
        person.id
        for person in people
        if any(fold_email(typed) in one.address.lower() for one in person.emails)
    }


@pytest.mark.full
def test_no_text_is_an_error_and_plain_words_find_what_a_plain_comparison_finds(workspace: Workspace) -> None:
    chance = random.Random(20260514)
    people = workspace.contacts.get_many(workspace.contacts.ids())
    vocabulary = [
        word for person in people for word in search_words(person.name, person.company or "").split()
    ]
    vocabulary = [word for word in vocabulary if word.isascii() and word.isalpha()]
    for number in range(20_000):
        if number % 2:
            typed = "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 12)))
            first = workspace.contacts.ids(search=typed, limit=400, beginnings=True)
            assert set(first) <= set(workspace.contacts.ids(search=typed)) or not search_words(typed)
            continue
        words = [chance.choice(vocabulary) for _ in range(chance.randint(1, 2))]
        typed = " ".join(word[: chance.randint(1, len(word))].title() for word in words)
        assert set(workspace.contacts.ids(search=typed)) == plainly_found(people, typed), typed
