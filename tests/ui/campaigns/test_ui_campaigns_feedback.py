"""What sales made of a campaign's leads, as the campaign's page tells it."""

from __future__ import annotations

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.domain.hand_over import CampaignFeedback, Return
from smallbiz_crm.domain.segments import Comparison, Condition, Group
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.campaigns.feedback_box import feedback_lines
from smallbiz_crm.ui.campaigns.results_tab import ResultsTab
from smallbiz_crm.ui.desk import Desk


def test_accepted_returned_and_deals_land_on_their_campaign(workspace: Workspace) -> None:
    fair = workspace.campaigns.add("Feedback Fair")
    mailing = workspace.campaigns.add("Feedback Mailing")
    people = [workspace.contacts.add(NewContact(name=f"Lead {number}")) for number in range(4)]
    workspace.campaigns.add_people(fair, people)
    workspace.hand_overs.qualify(people)
    workspace.campaigns.add_people(mailing, people, kind="clicked")
    workspace.hand_overs.send_back(people[:2], Return("Not now"))
    workspace.hand_overs.send_back(people[2:3], Return("No budget"))
    workspace.hand_overs.qualify(people[:1])
    deals = workspace.hand_overs.accept([people[0], people[3]])
    lost = next(stage.id for stage in workspace.deals.stages() if stage.kind is Outcome.LOST)
    for deal_id in deals.values():
        workspace.deals.edit(deal_id, source_campaign_id=fair)
    workspace.deals.move(deals[people[3]], lost, reason="Price")

    told = workspace.hand_overs.feedback(fair)

    assert told == CampaignFeedback(4, 2, (("Not now", 2), ("No budget", 1)), 1, 0, 1, (("Price", 1),))
    assert feedback_lines(told) == [
        "Accepted: 2 of 4 MQLs (50%, few)",
        "Returned: Not now 2, No budget 1",
        "Deals: 1 open, 0 won, 1 lost",
        "Lost because: Price 1",
    ]
    workspace.contacts.trash([people[0]])
    assert workspace.hand_overs.feedback(fair).accepted == 1


def test_nothing_yet_is_said_so(workspace: Workspace, desk: Desk) -> None:
    tab = ResultsTab(desk)
    tab.show_campaign(workspace.campaigns.get(workspace.campaigns.add("Idea")))

    assert tab.feedback.text.text() == "Accepted: —, no MQL yet\nDeals: 0 open, 0 won, 0 lost"


def test_box_turns_to_the_channel_the_segment_and_another_model(workspace: Workspace, desk: Desk) -> None:
    segment = workspace.segments.save("Fair", Group((Condition("tag", Comparison.IS, "fair"),)))
    fair = workspace.campaigns.add("Spring Fair", channel="event", segment_id=segment)
    tab = ResultsTab(desk)
    tab.show_campaign(workspace.campaigns.get(fair))

    assert [tab.feedback.scope.itemText(place) for place in range(tab.feedback.scope.count())] == [
        "This campaign",
        "Channel: Event",
        "Segment: Fair",
    ]
    tab.feedback.model.setCurrentIndex(1)
    tab.feedback.model.activated.emit(1)
    assert tab.feedback.revenue.text() == (
        "€0.00 of deals won to date, by last touch. Marketing spend €0.00, ROI on revenue —."
    )
    assert tab.feedback.split.text() == "Nobody bought through this campaign yet."
