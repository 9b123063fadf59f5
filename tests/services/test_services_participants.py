"""Where people stand in a campaign: in bulk, from a segment, once a person; a meeting is a touch too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallbiz_crm.domain.campaigns import ParticipantState, TouchKind, how_far
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


def test_the_organisers_list_is_matched_to_those_met(workspace: Workspace, tmp_path: Path) -> None:
    fair = workspace.campaigns.add("Fair", starts_on=TODAY, ends_on=TODAY)
    ana = workspace.contacts.add(NewContact(name="Ana Pérez", company="Nordlicht GmbH"))
    workspace.campaigns.add_people(fair, [ana], kind="met")
    path = tmp_path / "attendees.csv"
    path.write_text(
        "Order #,Order Date,First Name,Last Name,Email,Ticket Type,Attendee Status,Company\n"
        "1,2026-05-01,Ana,Perez,ana@nordlicht.example,Day,Checked In,Nordlicht\n"
        "2,2026-05-02,Ben,Ode,ben@ode.example,Day,Attending,Ode\n"
        "2,2026-05-02,Cleo,Ode,ben@ode.example,Day,Attending,Ode\n"
        "3,2026-05-02,Dan,Gone,dan@gone.example,Day,Refunded,Gone\n",
        "utf-8",
    )
    workspace.imports.run(workspace.imports.open(path, campaign="Fair"))
    assert [(one.contact, one.how) for one in workspace.participants.standings(fair)] == [
        ("Ana Pérez", "met"),
        ("Ben Ode", "registered"),
        ("Cleo Ode", "registered"),
    ]
    assert workspace.contacts.get(ana).emails[0].address == "ana@nordlicht.example"


def test_what_was_done_is_not_undone_by_what_is_meant(workspace: Workspace) -> None:
    ana = workspace.contacts.add(NewContact(name="Ana"))
    fair = workspace.campaigns.add("Fair")
    workspace.participants.put(fair, [ana], ParticipantState.NO_SHOW)
    assert workspace.participants.put(fair, [ana], ParticipantState.AUDIENCE) == 0
    assert workspace.participants.of_person(ana)[0].how == "no_show"
    workspace.participants.take_out(fair, [ana])
    assert workspace.participants.of_person(ana) == []
    workspace.history.undo()
    assert [one.campaign for one in workspace.participants.of_person(ana)] == ["Fair"]


DAYS = st.dates(date(2026, 5, 1), date(2026, 5, 9))
TOUCHES = st.lists(st.tuples(st.sampled_from([kind.value for kind in TouchKind]), DAYS), max_size=6)


@given(
    said=st.none() | st.tuples(st.sampled_from([state.value for state in ParticipantState]), DAYS),
    touches=TOUCHES,
    data=st.data(),
)
def test_how_far_somebody_came_does_not_depend_on_the_order(
    said: tuple[str, date] | None, touches: list[tuple[str, date]], data: st.DataObject
) -> None:
    if said is None and not touches:
        return
    mixed = data.draw(st.permutations(touches))
    assert how_far(said, touches) == how_far(said, mixed)
    if said is not None and said[0] == "no_show" and all(on <= said[1] for _kind, on in touches):
        assert how_far(said, touches) == said
