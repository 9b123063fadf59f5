"""Where people stand in a campaign: in bulk, from a segment, once a person; a meeting is a touch too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from smallbiz_crm.domain.campaigns import ParticipantState
from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.errors import NotFound
from smallbiz_crm.domain.segments import EVERYBODY
from smallbiz_crm.services.workspace import Workspace

TODAY = date(2026, 5, 14)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "people.crm", clock=FixedClock(TODAY))
    yield made
    made.close()


def test_states_are_set_in_bulk_and_taken_back(workspace: Workspace) -> None:
    people = [workspace.contacts.add(NewContact(name=f"Person {number}")) for number in range(30)]
    fair = workspace.campaigns.add("Fair")
    put = workspace.participants.put
    assert put(fair, people, ParticipantState.INVITED) == 30
    assert put(fair, people, ParticipantState.INVITED) == 0
    assert workspace.campaigns.touches(fair) == []
    assert put(fair, people[:25], ParticipantState.ATTENDED) == 25
    assert put(fair, people[25:], ParticipantState.NO_SHOW) == 5
    assert workspace.participants.counts(fair) == {ParticipantState.ATTENDED: 25, ParticipantState.NO_SHOW: 5}
    assert len(workspace.campaigns.touches(fair)) == 25
    workspace.history.undo()
    workspace.history.undo()
    assert workspace.participants.counts(fair) == {ParticipantState.INVITED: 30}
    assert workspace.campaigns.touches(fair) == []
    with pytest.raises(NotFound):
        put(999, people, ParticipantState.MET)


def test_a_segment_is_invited(workspace: Workspace) -> None:
    for number in range(3):
        workspace.contacts.add(NewContact(name=f"Person {number}"))
    segment = workspace.segments.save("Everybody", EVERYBODY)
    fair = workspace.campaigns.add("Fair")
    assert workspace.participants.put_segment(fair, segment, ParticipantState.AUDIENCE) == 3
    listed = workspace.participants.list(fair)
    assert [each.contact for each in listed] == ["Person 0", "Person 1", "Person 2"]
    workspace.participants.remove(listed[0].id)
    assert len(workspace.participants.list(fair)) == 2
    with pytest.raises(NotFound):
        workspace.participants.put_segment(fair, 999, ParticipantState.AUDIENCE)
