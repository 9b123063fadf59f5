"""What came of a campaign: per channel and segment, who bought, whose revenue it is, and what the Trash keeps tied."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from smallbiz_crm.domain.attribution import Attribution
from smallbiz_crm.domain.campaigns import ParticipantState
from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import ALL, FixedClock
from smallbiz_crm.domain.hand_over import AudienceShare, FeedbackScope, Return
from smallbiz_crm.domain.segments import Comparison, Condition, Group
from smallbiz_crm.services.workspace import Workspace

TODAY = date(2026, 3, 21)
MET = (("Fair", date(2026, 3, 1)), ("Mailing", date(2026, 3, 10)), ("Ads", date(2026, 3, 20)))


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "outcome.crm", clock=FixedClock(TODAY))
    yield made
    made.close()


@pytest.fixture
def campaigns(workspace: Workspace) -> dict[str, int]:
    channels = {"Fair": "event", "Mailing": "email", "Ads": "ads"}
    return {name: workspace.campaigns.add(name, channel=channel) for name, channel in channels.items()}


def _win(workspace: Workspace, contact_id: int, amount: int, campaign_id: int | None = None) -> int:
    deal_id = workspace.deals.add(
        "Deal", contact_id=contact_id, amount=amount, source_campaign_id=campaign_id
    )
    workspace.deals.move(deal_id, next(each.id for each in workspace.deals.stages() if each.name == "Won"))
    return deal_id


def _revenue(workspace: Workspace, campaigns: dict[str, int], model: Attribution) -> list[int]:
    return [workspace.hand_overs.revenue(each).by_model[model] for each in campaigns.values()]


# -- attribution ----------------------------------------------------------------------------------------------


def test_the_order_in_which_touches_were_typed_does_not_matter(
    workspace: Workspace, campaigns: dict[str, int]
) -> None:
    chance = random.Random(7)
    for _round in range(4):
        person = workspace.contacts.add(NewContact(name="Ana"))
        for name, on in chance.sample(MET, len(MET)):
            workspace.campaigns.add_people(campaigns[name], [person], on=on)
        _win(workspace, person, 100_000)

    assert _revenue(workspace, campaigns, Attribution.FIRST) == [400_000, 0, 0]
    assert _revenue(workspace, campaigns, Attribution.LAST) == [0, 0, 400_000]
    assert _revenue(workspace, campaigns, Attribution.EQUAL) == [133_336, 133_332, 133_332]
    assert _revenue(workspace, campaigns, Attribution.POSITION) == [160_000, 80_000, 160_000]
    for model in Attribution:
        told = workspace.reports.report("campaigns", ALL, attribution=model)
        assert sum(_revenue(workspace, campaigns, model)) == 400_000 == told.figures["revenue"].value
        by_row = {row.key: row.figures["revenue"].value for row in told.tables["by_campaign"]}
        assert [by_row.get(each) or 0 for each in campaigns.values()] == _revenue(workspace, campaigns, model)


def test_an_older_file_corrects_the_first_touch(
    workspace: Workspace, campaigns: dict[str, int], tmp_path: Path
) -> None:
    person = workspace.contacts.add(NewContact(name="Ana", emails=("ana@example.com",)))
    workspace.campaigns.add_people(campaigns["Ads"], [person], on=date(2026, 3, 20))
    _win(workspace, person, 50_000)
    assert _revenue(workspace, campaigns, Attribution.FIRST) == [0, 0, 50_000]
    older = tmp_path / "touches.csv"
    older.write_text(
        "contact_email,campaign,kind,date\nana@example.com,Fair,met,2026-01-05\n", encoding="utf-8"
    )

    workspace.imports.run(workspace.imports.open(older, kind="touches"))

    assert _revenue(workspace, campaigns, Attribution.FIRST) == [50_000, 0, 0]
    workspace.history.undo()
    assert _revenue(workspace, campaigns, Attribution.FIRST) == [0, 0, 50_000]


def test_touch_after_the_deal_was_created_counts_in_no_model(
    workspace: Workspace, campaigns: dict[str, int]
) -> None:
    person = workspace.contacts.add(NewContact(name="Ana"))
    _win(workspace, person, 50_000)
    workspace.campaigns.add_people(campaigns["Ads"], [person], on=date(2026, 3, 22))

    assert [_revenue(workspace, campaigns, model) for model in Attribution] == [[0, 0, 0]] * 5


# -- feedback -------------------------------------------------------------------------------------------------


def test_feedback_sums_over_the_channel_and_over_the_segment(
    workspace: Workspace, campaigns: dict[str, int]
) -> None:
    other = workspace.campaigns.add("Autumn fair", channel="event")
    segment = workspace.segments.save("Big", Group((Condition("tag", Comparison.IS, "big"),)))
    workspace.campaigns.edit(campaigns["Fair"], segment_id=segment)
    people = [workspace.contacts.add(NewContact(name=f"P{n}", tags=("big",) * (n > 1))) for n in range(4)]
    workspace.campaigns.add_people(campaigns["Fair"], people[:2])
    workspace.campaigns.add_people(other, people[2:])
    workspace.hand_overs.qualify(people)
    workspace.hand_overs.accept(people[:1])
    workspace.hand_overs.send_back(people[3:], Return("Not now"))

    def told(scope: FeedbackScope) -> tuple[int, int, int]:
        found = workspace.hand_overs.feedback(campaigns["Fair"], scope)
        return found.handed_over, found.accepted, sum(count for _name, count in found.returned)

    assert told(FeedbackScope.CAMPAIGN) == (2, 1, 0)
    assert told(FeedbackScope.CHANNEL) == (4, 1, 1)
    assert told(FeedbackScope.SEGMENT) == (2, 0, 1)


def test_buyers_stand_beside_the_audience_that_was_meant(
    workspace: Workspace, campaigns: dict[str, int]
) -> None:
    people: list[int] = []
    for number, industry in enumerate(("Retail", "Retail", "Food", "Food", "Food")):
        people.append(workspace.contacts.add(NewContact(name=f"P{number}", company=f"C{number}")))
        company_id = workspace.contacts.get(people[-1]).company_id
        workspace.companies.edit(company_id or 0, industry=industry)
    workspace.participants.put(campaigns["Mailing"], people[:4], ParticipantState.AUDIENCE)
    _win(workspace, people[0], 10_000, campaigns["Mailing"])
    _win(workspace, people[4], 10_000, campaigns["Mailing"])

    split = workspace.hand_overs.audience(campaigns["Mailing"])

    assert (split.audience, split.buyers) == (4, 2)
    assert dict(split.fields)["industry"] == (AudienceShare("Food", 2, 1), AudienceShare("Retail", 2, 1))


# -- the Trash ------------------------------------------------------------------------------------------------


def test_trashed_campaign_keeps_spend_deals_and_people_tied(
    workspace: Workspace, campaigns: dict[str, int]
) -> None:
    person = workspace.contacts.add(NewContact(name="Ana"))
    workspace.campaigns.add_people(campaigns["Fair"], [person], on=date(2026, 3, 1))
    deal_id = _win(workspace, person, 50_000, campaigns["Fair"])
    workspace.spending.add("Stand Ltd", TODAY, 20_000, campaign_id=campaigns["Fair"], category="Advertising")
    before = workspace.reports.report("campaigns", ALL).figures

    workspace.campaigns.trash([campaigns["Fair"]])

    line = workspace.spending.list()[0]
    assert (line.campaign_id, line.campaign, line.is_campaign_trashed) == (campaigns["Fair"], "Fair", True)
    assert [each.id for each in workspace.spending.list(without_campaign=True)] == [line.id]
    assert workspace.deals.get(deal_id).source_campaign == "Fair"
    after = workspace.reports.report("campaigns", ALL)
    assert {key: figure.value for key, figure in after.figures.items()} == {
        key: figure.value for key, figure in before.items()
    }
    assert workspace.backups.check().ok
    workspace.campaigns.restore([campaigns["Fair"]])
    assert workspace.campaigns.get(campaigns["Fair"]).cost == 20_000
    assert workspace.spending.list(without_campaign=True) == []
