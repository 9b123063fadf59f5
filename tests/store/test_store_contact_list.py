"""The list of people: the first hits come the same whichever way they are found, and a stale read stops."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import SystemClock
from smallbiz_crm.domain.errors import Cancelled
from smallbiz_crm.store import contact_changes, contacts
from smallbiz_crm.store.database import Database, create_file
from smallbiz_crm.store.new_workspace import fill_new_workspace

PEOPLE = 1_200


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "people.crm"
    create_file(path)
    opened = Database(path, SystemClock(), "window")
    opened.open()
    fill_new_workspace(opened, "EUR", "01-01", lambda text: text)
    with opened.step("import.done", count=PEOPLE, file="people.csv") as unit:
        for number in range(PEOPLE):
            company = "Nordlicht GmbH" if number % 3 else "Łódź Śruby"
            name = f"{'Zoë' if number == PEOPLE - 1 else 'Ana'} {number * 7919 % PEOPLE:04d}"
            contact_changes.add_contact(unit, NewContact(name=name, company=company))
    yield opened
    opened.close()


def _ids(database: Database, search: str, limit: int | None = None) -> array[int]:
    with database.reading() as connection:
        return contacts.contact_ids(connection, search=search, limit=limit)


@pytest.mark.parametrize("search", ["a", "gmbh", "lodz sr", "ana nord", "zoe", "ana 0001", "nobody", "Śrub"])
def test_the_first_hits_are_the_beginning_of_all_hits(database: Database, search: str) -> None:
    everything = _ids(database, search)

    assert _ids(database, search, 30) == everything[:30]


def test_common_and_rare_words_find_who_they_should(database: Database) -> None:
    assert len(_ids(database, "gmbh")) == PEOPLE * 2 // 3
    assert len(_ids(database, "gmbh", 100)) == 100
    assert len(_ids(database, "zoe", 100)) == 1
    assert len(_ids(database, "łódź", 100)) == 100
    assert not _ids(database, "!?", 100)


def test_the_list_is_walked_in_order_without_sorting(database: Database) -> None:
    with database.reading() as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT id FROM contact WHERE trashed_at IS NULL ORDER BY sort_name, id LIMIT 400"
        )
        steps = " ".join(str(row[-1]) for row in plan)

    assert "ix_contact_listed" in steps
    assert "TEMP B-TREE" not in steps


def test_a_read_nobody_waits_for_stops(database: Database) -> None:
    with database.reading() as connection:
        with pytest.raises(Cancelled):
            contacts.contact_ids(connection, search="ana", sort="email", is_stale=lambda: True)

        assert len(contacts.contact_ids(connection, is_stale=lambda: False)) == PEOPLE


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = tmp_path_factory.mktemp("book") / "book.crm"
    create_file(path)
    opened = Database(path, SystemClock(), "window")
    opened.open()
    fill_new_workspace(opened, "EUR", "01-01", lambda text: text)
    with opened.step("import.done", count=5, file="people.csv") as unit:
        for new in (
            NewContact(name="Łukasz Đorđević", company="Østby & Weiß", tags=("Messe 2026",)),
            NewContact(name="Ana Pérez", phones=("0170 555 1234",), emails=("ana.perez@nordlicht.example",)),
            NewContact(name="Yuki Tanaka", company="株式会社田中商店"),
            NewContact(name="Rita Mensah", phones=("+233 24 123 4567",)),
            NewContact(name="Zoë O'Brien", emails=("office@obrien.example",)),
        ):
            contact_changes.add_contact(unit, new)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("lukasz", [1]),
        ("LUKASZ DORD", [1]),
        ("ostby weiss", [1]),
        ("messe", [1]),
        ("#messe", [1]),
        ("perez", [2]),
        ("5551", [2]),
        ("0170555", [2]),
        ("+49 170 5551", [2]),
        ("(0170) 555-12", [2]),
        ("23 45", [4]),
        ("233241", [4]),
        ("rez@nord", [2]),
        ("ordlicht", [2]),
        ("@obrien", [5]),
        ("o'brien", [5]),
        ("田中", [3]),
        ("商店", [3]),
        ("株式会社", [3]),
        ("tanaka 田中", [3]),
        ("99999", []),
        ("nobody@here", []),
    ],
)
def test_beginnings_and_middles_are_found(book: Database, typed: str, who: list[int]) -> None:
    with book.reading() as connection:
        assert list(contacts.contact_ids(connection, search=typed, limit=400)) == who
        assert list(contacts.contact_ids(connection, search=typed)) == who
        assert contacts.count_contacts(connection, search=typed) == len(who)


@given(st.text(max_size=60) | st.text(alphabet="0123456789+@.-*\"'%_()^: ANDORNOTEARab\0", max_size=30))
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_anything_typed_is_answered(book: Database, typed: str) -> None:
    with book.reading() as connection:
        found = contacts.contact_ids(connection, search=typed, limit=400)
        assert contacts.count_contacts(connection, search=typed) == len(found)
