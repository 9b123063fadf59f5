"""What is done with many people at once: one step each, taken back whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from smallbiz_crm.domain.contacts import Lifecycle, NewContact
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.services.workspace import Workspace

COUNT = 230


@pytest.fixture
def crowd(tmp_path: Path) -> Iterator[tuple[Workspace, list[int]]]:
    workspace = Workspace.create(tmp_path / "crowd.crm")
    ids = [workspace.contacts.add(NewContact(name=f"Person {n}")) for n in range(COUNT)]
    yield workspace, ids
    workspace.close()


def steps(workspace: Workspace) -> int:
    return len(workspace.history.list(1_000))


def test_a_tag_is_given_and_taken(crowd: tuple[Workspace, list[int]]) -> None:
    workspace, ids = crowd
    people = workspace.contacts
    before = steps(workspace)
    people.tag(ids, "Fair")
    assert people.count(where={"tag": "fair"}) == COUNT
    assert people.count(search="fair") == COUNT
    assert people.untag(ids[:30], "#fair") == 30
    assert steps(workspace) == before + 2
    workspace.history.undo()
    assert people.count(where={"tag": "Fair"}) == COUNT
    workspace.history.undo()
    assert people.count(search="fair") == 0


def test_a_field_is_set_for_all(crowd: tuple[Workspace, list[int]]) -> None:
    workspace, ids = crowd
    people = workspace.contacts
    assert people.set_field(ids, "company", "Nordlicht GmbH") == COUNT
    assert people.count(search="nordlicht") == COUNT
    assert people.set_field(ids, "owner", "Ina") == COUNT
    workspace.history.undo()
    workspace.history.undo()
    assert people.get(ids[0]).company is None
    assert people.count(search="nordlicht") == 0
    with pytest.raises(Refused):
        people.set_field(ids, "shoe_size", "44")


def test_a_field_of_ones_own_is_set_changed_and_cleared(crowd: tuple[Workspace, list[int]]) -> None:
    workspace, ids = crowd
    people = workspace.contacts
    workspace.fields.add("contact", "Visits", "number")
    people.set_field(ids[:200], "custom:visits", "3")
    assert people.set_field(ids, "custom:Visits", "4.5") == COUNT
    assert people.get(ids[0]).custom == {"Visits": "4.5"}
    assert people.set_field(ids[:5], "custom:Visits", "") == 5
    assert people.get(ids[0]).custom == {}
    for _ in range(3):
        workspace.history.undo()
    assert people.get(ids[0]).custom == {}
    with pytest.raises(Refused):
        people.set_field(ids, "custom:Visits", "many")
    with pytest.raises(Refused):
        people.set_field(ids, "custom:Size", "1")


def test_follow_ups_are_planned_for_all(crowd: tuple[Workspace, list[int]]) -> None:
    workspace, ids = crowd
    workspace.contacts.plan_follow_ups(ids, "send price list", date(2026, 5, 20), kind="email")
    assert len(workspace.follow_ups.all_open()) == COUNT
    workspace.history.undo()
    assert workspace.follow_ups.all_open() == []
    with pytest.raises(Refused):
        workspace.contacts.plan_follow_ups(ids, " ", date(2026, 5, 20))


def test_a_campaign_makes_leads_of_all_and_undo_takes_it_back(crowd: tuple[Workspace, list[int]]) -> None:
    workspace, ids = crowd
    campaign_id = workspace.campaigns.add("Spring fair")
    assert workspace.campaigns.add_people(campaign_id, ids) == COUNT
    assert workspace.contacts.count(where={"lifecycle": "lead"}) == COUNT
    workspace.history.undo()
    assert workspace.contacts.get(ids[9]).lifecycle is Lifecycle.NONE


def test_all_go_to_the_trash_and_come_back(crowd: tuple[Workspace, list[int]]) -> None:
    workspace, ids = crowd
    workspace.contacts.trash(ids)
    assert workspace.contacts.count() == 0
    assert workspace.contacts.count(trashed=True) == COUNT
    workspace.history.undo()
    assert workspace.contacts.count() == COUNT
    workspace.history.redo()
    workspace.contacts.restore(ids[:100])
    assert workspace.contacts.count() == 100
