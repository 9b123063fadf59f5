"""Steps, undo and redo on real files: whatever was done can be taken back, or is refused with nothing changed."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.errors import Conflict, Refused
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.store.tables import METADATA
from smallbiz_crm.store.tables.people import contact

TODAY = date(2026, 5, 14)
NOT_STATE = {"step", "journal_entry", "id_counter"}


@pytest.fixture
def workspace(tmp_path: Path):
    made = Workspace.create(tmp_path / "a.crm", clock=FixedClock(TODAY), holder="window")
    yield made
    made.close()


def state(workspace: Workspace) -> dict[str, list[Any]]:
    """Every row of every journalled table, and the search index."""
    with workspace.database.reading() as connection:
        tables = {
            name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for name, table in METADATA.tables.items()
            if name not in NOT_STATE
        }
        for kind in ("contact", "company", "deal", "campaign"):
            rows = connection.execute(text(f"SELECT rowid, words FROM search_{kind} ORDER BY rowid"))  # noqa: S608
            tables[f"search_{kind}"] = [tuple(row) for row in rows]
        return tables


def reopened(workspace: Workspace) -> Workspace:
    workspace.close()
    return Workspace.open(workspace.path, clock=FixedClock(TODAY), holder="window")


def test_undo_and_redo_bring_back_exactly_what_was(workspace: Workspace) -> None:
    empty = state(workspace)
    contact_id = workspace.contacts.add(
        NewContact("Ana Pérez", company="Nordlicht", emails=("ana@x.example",))
    )
    added = state(workspace)
    workspace.contacts.edit(contact_id, name="Ana Silva", job_title="Buyer")
    edited = state(workspace)
    workspace.history.undo()
    assert state(workspace) == added
    workspace.history.undo()
    assert state(workspace) == empty
    workspace.history.redo()
    workspace.history.redo()
    assert state(workspace) == edited


def test_undo_works_after_closing_and_opening_again(workspace: Workspace) -> None:
    before = state(workspace)
    workspace.sample.fill()
    again = reopened(workspace)
    again.history.undo()
    assert state(again) == before
    again = reopened(again)
    again.history.redo()
    assert again.contacts.count() == 16
    again.close()


def test_redo_ends_with_the_next_new_step(workspace: Workspace) -> None:
    workspace.contacts.add(NewContact("Ana"))
    workspace.history.undo()
    workspace.contacts.add(NewContact("Rita"))
    assert workspace.history.next_redo() is None
    with pytest.raises(Refused) as refused:
        workspace.history.redo()
    assert refused.value.code == "redo.nothing"


def test_an_older_step_is_taken_back_alone(workspace: Workspace) -> None:
    contact_id = workspace.contacts.add(NewContact("Ana"))
    workspace.contacts.edit(contact_id, job_title="Buyer")
    edit = workspace.history.list(1)[0].id
    workspace.contacts.edit(contact_id, notes="Likes oak")
    workspace.history.undo(edit)
    now = workspace.contacts.get(contact_id)
    assert (now.job_title, now.notes) == (None, "Likes oak")


def test_a_field_written_since_is_in_the_way(workspace: Workspace) -> None:
    contact_id = workspace.contacts.add(NewContact("Ana"))
    workspace.contacts.edit(contact_id, job_title="Buyer")
    edit = workspace.history.list(1)[0].id
    workspace.contacts.edit(contact_id, job_title="Owner")
    before = state(workspace)
    with pytest.raises(Conflict) as conflict:
        workspace.history.undo(edit)
    assert conflict.value.code == "undo.field_changed_since"
    assert conflict.value.params["field"] == "job_title"
    assert state(workspace) == before


def test_a_created_row_changed_since_is_in_the_way_until_that_is_undone(workspace: Workspace) -> None:
    contact_id = workspace.contacts.add(NewContact("Ana"))
    creation = workspace.history.list(1)[0].id
    workspace.contacts.edit(contact_id, job_title="Buyer")
    change = workspace.history.list(1)[0].id
    with pytest.raises(Conflict) as conflict:
        workspace.history.undo(creation)
    assert conflict.value.params["by"] == [change]
    workspace.history.undo(change)
    workspace.history.undo(creation)
    assert workspace.contacts.count() == 0


def test_a_row_that_others_refer_to_is_not_taken_away(workspace: Workspace) -> None:
    contact_id = workspace.contacts.add(NewContact("Ana"))
    creation = workspace.history.list(1)[0].id
    workspace.follow_ups.add("Call", TODAY, contact_id=contact_id)
    with pytest.raises(Conflict) as conflict:
        workspace.history.undo(creation)
    assert conflict.value.code == "undo.referred_to"
    assert workspace.contacts.get(contact_id).name == "Ana"


def test_a_step_is_undone_only_once(workspace: Workspace) -> None:
    workspace.contacts.add(NewContact("Ana"))
    step = workspace.history.list(1)[0].id
    workspace.history.undo(step)
    with pytest.raises(Refused) as refused:
        workspace.history.undo(step)
    assert refused.value.code == "step.undone_already"


def test_the_ground_of_a_new_workspace_is_never_undone(workspace: Workspace) -> None:
    with pytest.raises(Refused):
        workspace.history.undo()
    assert len(workspace.deals.stages()) == 6


def test_ids_are_never_given_twice(workspace: Workspace) -> None:
    first = workspace.contacts.add(NewContact("Ana"))
    workspace.history.undo()
    assert workspace.contacts.add(NewContact("Rita")) > first


def test_a_change_that_changes_nothing_leaves_no_step(workspace: Workspace) -> None:
    contact_id = workspace.contacts.add(NewContact("Ana"))
    steps = workspace.history.list()
    workspace.contacts.edit(contact_id, name="Ana")
    assert workspace.history.list() == steps


def _fail_in_the_middle(workspace: Workspace) -> None:
    with workspace.database.step("contact.added") as unit:
        unit.insert(
            contact, name="Ana", sort_name="ana", match_name="ana", lifecycle="none", created_on=TODAY
        )
        raise ZeroDivisionError


def test_a_failure_in_the_middle_keeps_nothing(workspace: Workspace) -> None:
    before = state(workspace)
    with pytest.raises(ZeroDivisionError):
        _fail_in_the_middle(workspace)
    assert state(workspace) == before
    assert workspace.backups.check().ok


def test_a_write_past_the_journal_is_refused(workspace: Workspace) -> None:
    workspace.contacts.add(NewContact("Ana"))
    with (
        pytest.raises(AssertionError, match="outside the journal"),
        workspace.database.step("contact.edited") as unit,
    ):
        unit.connection.exec_driver_sql("UPDATE contact SET name = 'x'")
    assert workspace.contacts.rows(workspace.contacts.ids())[0][1] == "Ana"


def test_listeners_hear_which_records_changed(workspace: Workspace) -> None:
    heard: list[dict[str, set[int]]] = []
    workspace.on_change(lambda changes: heard.append(dict(changes.records)))
    contact_id = workspace.contacts.add(NewContact("Ana", emails=("a@x.example",)))
    assert heard[-1]["contact"] == {contact_id}
    workspace.history.undo()
    assert heard[-1]["contact"] == {contact_id}


def _random_act(workspace: Workspace, chance: random.Random) -> None:
    people, deals = list(workspace.contacts.ids()), list(workspace.deals.ids())
    act = chance.randrange(10)
    if act == 0 or not people:
        name = f"Person {chance.randrange(1000)}"
        workspace.contacts.add(
            NewContact(name, company=chance.choice(["Acme", "Terra", None]), tags=("new",))
        )
    elif act == 1:
        workspace.contacts.edit(chance.choice(people), job_title=f"Job {chance.randrange(5)}")
    elif act == 2:
        workspace.contacts.set_tags(chance.choice(people), chance.sample(["a", "b", "c", "new"], 2))
    elif act == 3:
        workspace.contacts.trash([chance.choice(people)])
    elif act == 4 or not deals:
        workspace.deals.add(f"Deal {chance.randrange(1000)}", contact_id=chance.choice(people), amount=12_345)
    elif act == 5:
        stage = chance.choice(workspace.deals.stages())
        workspace.deals.move(chance.choice(deals), stage.id, reason="Price")
    elif act == 6:
        workspace.deals.edit(chance.choice(deals), amount=chance.randrange(100_000))
    elif act == 7:
        workspace.follow_ups.add("Call", TODAY, contact_id=chance.choice(people))
    elif act == 8:
        campaigns = workspace.campaigns.list()
        if not campaigns:
            workspace.campaigns.add(f"Fair {chance.randrange(1000)}", channel="event")
        else:
            workspace.campaigns.add_people(chance.choice(campaigns).id, [chance.choice(people)])
    else:
        workspace.contacts.log(chance.choice(people), "note", "Said hello")


@pytest.mark.parametrize(
    "seed", [1, 2, pytest.param(3, marks=pytest.mark.full), pytest.param(4, marks=pytest.mark.full)]
)
def test_random_histories_go_back_and_forth_through_every_state(workspace: Workspace, seed: int) -> None:
    chance = random.Random(seed)
    states = [state(workspace)]
    for _ in range(25):
        steps = len(workspace.history.list())
        _random_act(workspace, chance)
        if len(workspace.history.list()) > steps:
            states.append(state(workspace))
    workspace = reopened(workspace)
    for expected in reversed(states[:-1]):
        workspace.history.undo()
        assert state(workspace) == expected
    workspace = reopened(workspace)
    for expected in states[1:]:
        workspace.history.redo()
        assert state(workspace) == expected
    assert workspace.backups.check().ok
    workspace.close()
