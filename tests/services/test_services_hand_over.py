"""The hand-over over a real file: qualifying, accepting, returning, the clock, and the card."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from smallbiz_crm.domain.contacts import Lifecycle, NewContact
from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.hand_over import Return
from smallbiz_crm.services.workspace import Workspace

THURSDAY = date(2026, 5, 14)


@dataclass
class MovableClock:
    day: date = THURSDAY

    def today(self) -> date:
        return self.day

    def now(self) -> datetime:
        return datetime.combine(self.day, time(12), UTC)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def workspace(tmp_path: Path, clock: MovableClock) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "leads.crm", clock=clock)
    yield made
    made.close()


@pytest.fixture
def ana(workspace: Workspace) -> int:
    """A lead from the Spring Fair, of Nordlicht."""
    contact_id = workspace.contacts.add(NewContact(name="Ana", company="Nordlicht GmbH"))
    workspace.campaigns.add_people(workspace.campaigns.add("Spring Fair"), [contact_id])
    return contact_id


def _stage(workspace: Workspace, contact_id: int) -> Lifecycle:
    return workspace.contacts.get(contact_id).lifecycle


def test_marking_hands_over_and_starts_the_clock(workspace: Workspace, ana: int, clock: MovableClock) -> None:
    assert workspace.hand_overs.qualify([ana]) == 1

    leads, count = workspace.hand_overs.waiting()
    assert count == 1
    assert (leads[0].name, leads[0].company, leads[0].campaign) == ("Ana", "Nordlicht GmbH", "Spring Fair")
    assert leads[0].clock is not None
    assert (leads[0].clock.due_on, leads[0].clock.left) == (date(2026, 5, 18), 2)
    clock.day = date(2026, 5, 19)
    late = workspace.hand_overs.card(ana).waiting
    assert late is not None
    assert late.clock is not None
    assert (late.clock.left, late.clock.is_late) == (-1, True)


def test_holidays_stop_the_clock_and_a_call_ends_it(
    workspace: Workspace, ana: int, clock: MovableClock
) -> None:
    workspace.settings.set("business.holidays", "2026-05-15, 2026-05-18")
    workspace.contacts.log(ana, "call", "before", on=date(2026, 5, 13))
    workspace.hand_overs.qualify([ana])
    clock.day = date(2026, 5, 20)

    running = workspace.hand_overs.waiting(1)[0][0].clock
    assert running is not None
    assert (running.due_on, running.left, running.contacted_on) == (date(2026, 5, 20), 0, None)
    workspace.contacts.log(ana, "call", "wants prices")
    talked = workspace.hand_overs.waiting()[0][0].clock
    assert talked is not None
    assert talked.contacted_on == clock.day
    assert not talked.is_late


def test_hours_are_by_the_clock(workspace: Workspace, ana: int, clock: MovableClock) -> None:
    workspace.settings.set("promise.first_contact", "24 hours")
    workspace.hand_overs.qualify([ana])
    clock.day = date(2026, 5, 16)

    lead = workspace.hand_overs.waiting()[0][0]

    assert lead.clock is not None
    assert (lead.clock.left, lead.clock.in_hours, lead.clock.is_late) == (-24, True, True)


def test_accepting_drafts_the_deal_with_its_campaign(workspace: Workspace, ana: int) -> None:
    workspace.hand_overs.qualify([ana])

    deals = workspace.hand_overs.accept([ana])

    deal = workspace.deals.get(deals[ana])
    assert (deal.title, deal.source_campaign) == ("Nordlicht GmbH", "Spring Fair")
    stages = [step.stage for step in workspace.hand_overs.card(ana).steps]
    assert stages == [Lifecycle.LEAD, Lifecycle.MQL, Lifecycle.SQL, Lifecycle.OPPORTUNITY]
    assert workspace.hand_overs.waiting() == ([], 0)
    workspace.history.undo()
    assert _stage(workspace, ana) is Lifecycle.MQL
    assert workspace.deals.count() == 0


def test_returning_keeps_reason_note_and_the_day_to_try_again(workspace: Workspace, ana: int) -> None:
    workspace.hand_overs.qualify([ana])
    back = Return("Not now", "budget comes in autumn", date(2026, 9, 1), "Try Ana again")

    assert workspace.hand_overs.send_back([ana], back) == 1

    card = workspace.hand_overs.card(ana)
    assert _stage(workspace, ana) is Lifecycle.RETURNED
    last = card.steps[-1]
    assert (last.reason, last.note, last.campaign) == ("Not now", "budget comes in autumn", "Spring Fair")
    assert last.is_backwards
    planned = workspace.follow_ups.of("contact", ana)
    assert [(each.text, each.due_on) for each in planned] == [("Try Ana again", date(2026, 9, 1))]
    told = [entry.text for entry in workspace.contacts.timeline(ana) if entry.kind == "lifecycle"]
    assert "Not now, budget comes in autumn" in told


def test_handed_over_again_all_entries_stay(workspace: Workspace, ana: int, clock: MovableClock) -> None:
    workspace.hand_overs.qualify([ana])
    workspace.hand_overs.send_back([ana], Return("Not now"))
    clock.day = date(2026, 6, 10)

    workspace.hand_overs.qualify([ana])

    steps = workspace.hand_overs.card(ana).steps
    assert [step.stage.value for step in steps] == ["lead", "mql", "returned", "mql"]
    assert [step.is_backwards for step in steps] == [False, False, True, False]
    assert workspace.hand_overs.waiting()[0][0].since == clock.day


def test_many_are_decided_in_one_step(workspace: Workspace, ana: int) -> None:
    others = [workspace.contacts.add(NewContact(name=f"P{number}")) for number in range(30)]
    workspace.hand_overs.qualify([ana])

    assert workspace.hand_overs.qualify([*others, ana]) == 30
    assert workspace.hand_overs.waiting(3)[1] == 31
    assert len(workspace.hand_overs.accept([*others, ana])) == 31
    workspace.history.undo()
    assert workspace.hand_overs.waiting()[1] == 31


def test_what_cannot_be_is_refused(workspace: Workspace, ana: int) -> None:
    workspace.deals.add("Shop", contact_id=ana)

    with pytest.raises(Refused, match="further_already"):
        workspace.hand_overs.qualify([ana])
    with pytest.raises(Refused, match="accepted_already"):
        workspace.hand_overs.accept([ana])
    with pytest.raises(Refused, match="nothing_to_return"):
        workspace.hand_overs.send_back([ana], Return("Not now"))
    with pytest.raises(Refused, match="needs_reason"):
        workspace.hand_overs.send_back([ana], Return(" "))
    with pytest.raises(NotFound):
        workspace.hand_overs.card(4_711)


def test_a_returned_lead_is_proposed_again_after_a_new_touch(
    workspace: Workspace, ana: int, clock: MovableClock
) -> None:
    workspace.settings.set("score.threshold", "5")
    assert [lead.id for lead in workspace.scoring.proposed()[0]] == [ana]
    workspace.hand_overs.send_back([ana], Return("Not now"))
    assert workspace.scoring.proposed() == ([], 0)

    clock.day = date(2026, 5, 20)
    workspace.campaigns.add_people(workspace.campaigns.add("Mailing"), [ana], kind="clicked")

    assert [lead.id for lead in workspace.scoring.proposed()[0]] == [ana]
