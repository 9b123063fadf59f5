"""Writes over many rows: one entry a row in the journal, and undo and redo that bring everything back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.errors import Conflict
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.store import bulk
from smallbiz_crm.store.tables.people import contact, contact_email

COUNT = 300


@pytest.fixture
def crowd(tmp_path: Path) -> Iterator[tuple[Workspace, list[int]]]:
    workspace = Workspace.create(tmp_path / "crowd.crm")
    ids = [
        workspace.contacts.add(NewContact(name=f"Person {n}", emails=(f"p{n}@x.example",)))
        for n in range(COUNT)
    ]
    yield workspace, ids
    workspace.close()


def languages(workspace: Workspace) -> dict[str | None, int]:
    with workspace.database.reading() as connection:
        query = select(contact.c.language, func.count()).group_by(contact.c.language)
        return {row[0]: row[1] for row in connection.execute(query)}


def set_language(workspace: Workspace, ids: list[int], language: str) -> int:
    with workspace.database.step("contact.edited") as unit:
        return bulk.update_rows(unit, contact, ids, language=language)


def test_many_rows_take_a_value_and_give_it_back(crowd: tuple[Workspace, list[int]]) -> None:
    workspace, ids = crowd
    workspace.contacts.edit(ids[0], language="fr")
    assert set_language(workspace, ids, "de") == COUNT
    assert languages(workspace) == {"de": COUNT}
    workspace.history.undo()
    assert languages(workspace) == {"fr": 1, None: COUNT - 1}
    workspace.history.redo()
    assert languages(workspace) == {"de": COUNT}
    workspace.history.undo()
    workspace.history.undo()
    assert languages(workspace) == {None: COUNT}


def test_only_rows_that_differ_are_written(crowd: tuple[Workspace, list[int]]) -> None:
    workspace, ids = crowd
    set_language(workspace, ids[:100], "de")
    assert set_language(workspace, ids, "de") == COUNT - 100


def test_a_row_changed_since_stands_in_the_way_and_nothing_moves(crowd: tuple[Workspace, list[int]]) -> None:
    workspace, ids = crowd
    set_language(workspace, ids, "de")
    step = workspace.history.list()[0].id
    workspace.contacts.edit(ids[7], language="it")
    with pytest.raises(Conflict):
        workspace.history.undo(step)
    assert languages(workspace) == {"de": COUNT - 1, "it": 1}


def test_a_row_changed_elsewhere_since_keeps_that_change(crowd: tuple[Workspace, list[int]]) -> None:
    workspace, ids = crowd
    set_language(workspace, ids, "de")
    step = workspace.history.list()[0].id
    workspace.contacts.edit(ids[7], job_title="Baker")
    workspace.history.undo(step)
    assert languages(workspace) == {None: COUNT}
    assert workspace.contacts.get(ids[7]).job_title == "Baker"


def test_many_rows_go_and_come_back_and_are_found_again(crowd: tuple[Workspace, list[int]]) -> None:
    workspace, ids = crowd
    with workspace.database.step("contact.edited") as unit:
        emails = unit.connection.execute(select(contact_email.c.id)).scalars().all()
        bulk.delete_rows(unit, contact_email, list(emails))
    assert workspace.contacts.get(ids[3]).emails == ()
    assert workspace.contacts.count(search="p299") == 0
    workspace.history.undo()
    assert workspace.contacts.get(ids[3]).emails[0].address == "p3@x.example"
    assert workspace.contacts.count(search="p299") == 1


def test_one_change_of_several_in_a_step_is_taken_back_with_them(crowd: tuple[Workspace, list[int]]) -> None:
    workspace, ids = crowd
    with workspace.database.step("contact.edited") as unit:
        unit.update(contact, ids[0], language="pt")
        bulk.update_rows(unit, contact, ids, language="de")
    assert languages(workspace) == {"de": COUNT}
    workspace.history.undo()
    assert languages(workspace) == {None: COUNT}
