"""The heads-up for sales: who is inside which running campaign, and which open deals a planned one would reach."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from smallbiz_crm.domain.campaigns import ParticipantState
from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.deal_parts import Role
from smallbiz_crm.domain.segments import Comparison, Condition, Group
from smallbiz_crm.services.workspace import Workspace

TODAY = date(2026, 5, 4)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "heads.crm", clock=FixedClock(TODAY))
    yield made
    made.close()


@pytest.fixture
def ana(workspace: Workspace) -> int:
    return workspace.contacts.add(NewContact(name="Ana", tags=("fair",)))


@pytest.fixture
def mailing(workspace: Workspace) -> int:
    return workspace.campaigns.add(
        "Spring mailing",
        channel="email",
        status="running",
        starts_on=date(2026, 4, 20),
        ends_on=date(2026, 5, 12),
    )


def _names(workspace: Workspace, contact_id: int) -> list[str]:
    return [each.name for each in workspace.heads_up.of_person(contact_id)]


def _segment(workspace: Workspace) -> int:
    return workspace.segments.save("Fair", Group((Condition("tag", Comparison.IS, "fair"),)))


def test_participant_touch_and_segment_are_inside(workspace: Workspace, ana: int, mailing: int) -> None:
    assert _names(workspace, ana) == []
    workspace.participants.put(mailing, [ana], ParticipantState.AUDIENCE)
    assert _names(workspace, ana) == ["Spring mailing"]
    workspace.history.undo()
    workspace.campaigns.add_people(mailing, [ana], kind="clicked")
    assert _names(workspace, ana) == ["Spring mailing"]
    workspace.history.undo()
    workspace.campaigns.edit(mailing, segment_id=_segment(workspace))
    assert _names(workspace, ana) == ["Spring mailing"]


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "idea"},
        {"status": "done"},
        {"status": "cancelled"},
        {"ends_on": date(2026, 5, 3)},
        {"status": "planned", "starts_on": date(2026, 5, 5)},
    ],
)
def test_campaign_that_does_not_run_says_nothing(
    workspace: Workspace, ana: int, mailing: int, fields: dict[str, object]
) -> None:
    workspace.participants.put(mailing, [ana], ParticipantState.AUDIENCE)

    workspace.campaigns.edit(mailing, **fields)

    assert _names(workspace, ana) == []


def test_who_stayed_away_is_not_inside(workspace: Workspace, ana: int, mailing: int) -> None:
    workspace.participants.put(mailing, [ana], ParticipantState.NO_SHOW)

    assert _names(workspace, ana) == []


def test_deal_is_inside_by_any_of_its_people(workspace: Workspace, ana: int, mailing: int) -> None:
    deal_id = workspace.deals.add("Lamps", contact_id=workspace.contacts.add(NewContact(name="Ben")))
    workspace.participants.put(mailing, [ana], ParticipantState.AUDIENCE)

    assert workspace.heads_up.of_deal(deal_id) == []
    workspace.deal_parts.add_person(deal_id, ana, Role.INFLUENCES)
    assert [(each.name, each.ends_on) for each in workspace.heads_up.of_deal(deal_id)] == [
        ("Spring mailing", date(2026, 5, 12))
    ]


def test_planned_campaign_shows_open_deals_of_its_audience_once(workspace: Workspace, ana: int) -> None:
    ben = workspace.contacts.add(NewContact(name="Ben", tags=("fair",)))
    lamps = workspace.deals.add("Lamps", contact_id=ana)
    workspace.deal_parts.add_person(lamps, ben, Role.INFLUENCES)
    lost = workspace.deals.add("Old", contact_id=ben)
    workspace.deals.move(lost, next(each.id for each in workspace.deals.stages() if each.name == "Lost"))
    autumn = workspace.campaigns.add("Autumn", status="planned", segment_id=_segment(workspace))

    found = workspace.heads_up.deals_reached(autumn)

    assert [(each.title, each.contact, each.stage) for each in found] == [("Lamps", "Ana", "Qualified")]
