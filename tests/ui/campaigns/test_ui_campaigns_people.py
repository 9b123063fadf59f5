from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from smallbiz_crm.domain.campaigns import ParticipantState, TouchKind
from smallbiz_crm.domain.segments import EVERYBODY
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.campaigns.add_people import AddPeopleDialog
from smallbiz_crm.ui.campaigns.panel import PEOPLE, CampaignPanel
from smallbiz_crm.ui.campaigns.people_tab import PeopleTab
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.chips import ChipButton
from smallbiz_crm.ui.kit.messages import MessageHost

ENTER = Qt.Key.Key_Return


@pytest.fixture
def tab(panel: CampaignPanel, people: dict[str, int]) -> PeopleTab:
    panel.show_page(PEOPLE)
    return panel.people


def _dialog(tab: PeopleTab) -> AddPeopleDialog:
    dialog = tab.add()
    assert dialog is not None
    return dialog


def _listed(tab: PeopleTab) -> list[tuple[str, str]]:
    return [(tab.model.text(row, 0), tab.model.text(row, 1)) for row in range(tab.model.rowCount())]


def _click(tab: PeopleTab, row: int, column: int) -> None:
    place = tab.list.visualRect(tab.model.index(row, column)).center()
    QTest.mouseClick(tab.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_nobody_yet_says_so(tab: PeopleTab) -> None:
    assert tab.summary.text().startswith("Nobody yet")
    assert not tab.list.isVisible()
    assert not tab.remove_button.isVisible()


def test_several_people_are_found_as_one_types_and_added_at_once(
    tab: PeopleTab, workspace: Workspace, people: dict[str, int], messages: MessageHost, desk: Desk
) -> None:
    dialog = _dialog(tab)
    assert not dialog.accept_button.isEnabled()
    for part in ("ana", "cle"):
        QTest.keyClicks(dialog.search, part)
        QTest.keyClick(dialog.search, ENTER)
        assert dialog.search.text() == ""
    assert list(dialog.chosen.values()) == ["Ana Silva", "Cleo Martin"]
    assert dialog.accept_button.text() == "Add 2 people"
    dialog.kind.set_value(TouchKind.ATTENDED)
    dialog.day.edit.selectAll()
    QTest.keyClicks(dialog.day.edit, "12/5/2026")
    QTest.keyClick(dialog.search, ENTER)
    assert not dialog.isVisible()
    touches = workspace.campaigns.touches(tab._campaign.id if tab._campaign else 0)
    assert {(touch.contact, touch.kind, touch.touched_on) for touch in touches} == {
        ("Ana Silva", "attended", date(2026, 5, 12)),
        ("Cleo Martin", "attended", date(2026, 5, 12)),
    }
    assert tab.summary.text() == "2 people"
    assert messages.toasts()[-1].label.text() == "2 people added"
    desk.undo()
    assert not tab.list.isVisible()


def test_arrows_in_the_search_choose_among_those_found(tab: PeopleTab) -> None:
    dialog = _dialog(tab)
    QTest.keyClicks(dialog.search, "ltd")
    assert len(dialog.found.ids()) == 3
    first = dialog.list.current_id()
    QTest.keyClick(dialog.search, Qt.Key.Key_Down)
    assert dialog.list.current_id() != first
    QTest.keyClick(dialog.search, ENTER)
    assert list(dialog.chosen) == [dialog.found.id_at(1)]


def test_a_click_takes_and_a_press_on_the_chip_lets_go(tab: PeopleTab, people: dict[str, int]) -> None:
    dialog = _dialog(tab)
    place = dialog.list.visualRect(dialog.found.index(1, 0)).center()
    QTest.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert list(dialog.chosen.values()) == ["Ben Okoro"]
    dialog.findChildren(ChipButton)[-1].click()
    assert dialog.chosen == {}
    assert not dialog.accept_button.isEnabled()
    QTest.mouseDClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert list(dialog.chosen.values()) == ["Ben Okoro"]


def test_adding_somebody_twice_says_so(
    tab: PeopleTab,
    workspace: Workspace,
    people: dict[str, int],
    messages: MessageHost,
    campaigns: dict[str, int],
) -> None:
    workspace.campaigns.add_people(campaigns["Ads"], [people["Ana Silva"]], kind="clicked")
    dialog = _dialog(tab)
    assert dialog.kind.value() is TouchKind.CLICKED
    dialog.take(people["Ana Silva"])
    dialog.accept_button.click()
    assert messages.toasts()[-1].label.text() == "They were there on that day already."
    assert len(workspace.campaigns.touches(campaigns["Ads"])) == 1


def test_a_campaign_that_is_over_offers_its_last_day(
    panel: CampaignPanel, tab: PeopleTab, campaigns: dict[str, int]
) -> None:
    panel.show_record(campaigns["Fair"])
    dialog = _dialog(tab)
    assert dialog.day.value() == date(2026, 3, 24)
    assert dialog.kind.value() is TouchKind.ATTENDED


def test_a_click_on_the_name_opens_the_person_and_beside_it_only_selects(
    tab: PeopleTab,
    workspace: Workspace,
    people: dict[str, int],
    campaigns: dict[str, int],
    opened: list[tuple[str, int]],
) -> None:
    workspace.campaigns.add_people(campaigns["Ads"], [people["Ana Silva"]])
    _click(tab, 0, 1)
    assert opened == []
    assert tab.remove_button.isVisible()
    _click(tab, 0, 0)
    assert opened == [("contact", people["Ana Silva"])]
    tab.list.setFocus()
    QTest.keyClick(tab.list, ENTER)
    assert opened == [("contact", people["Ana Silva"])] * 2


def test_a_touch_is_removed_and_brought_back(
    tab: PeopleTab,
    workspace: Workspace,
    people: dict[str, int],
    campaigns: dict[str, int],
    messages: MessageHost,
    desk: Desk,
) -> None:
    workspace.campaigns.add_people(campaigns["Ads"], list(people.values()))
    _click(tab, 1, 1)
    name = _listed(tab)[1][0]
    QTest.keyClick(tab.list, Qt.Key.Key_Delete)
    assert name not in [person for person, _kind in _listed(tab)]
    assert messages.toasts()[-1].label.text() == f"{name} was removed from the campaign"
    desk.undo()
    assert len(_listed(tab)) == 3
    _click(tab, 0, 1)
    tab.remove_button.click()
    assert len(_listed(tab)) == 2


def test_a_renamed_person_is_renamed_here(
    tab: PeopleTab, workspace: Workspace, people: dict[str, int], campaigns: dict[str, int]
) -> None:
    workspace.campaigns.add_people(campaigns["Ads"], [people["Ana Silva"]])
    workspace.contacts.edit(people["Ana Silva"], name="Ana de Silva")
    assert _listed(tab) == [("Ana de Silva", "Met")]


def test_those_who_are_only_invited_are_listed_and_counted(
    tab: PeopleTab, workspace: Workspace, people: dict[str, int], campaigns: dict[str, int]
) -> None:
    workspace.participants.put(campaigns["Ads"], list(people.values()), ParticipantState.INVITED)
    assert _listed(tab) == [(name, "Invited") for name in people]
    tab.list.select_id(tab.model.id_at(0))
    tab.remove_selected()
    assert len(_listed(tab)) == 2


def test_a_person_is_one_row_however_often_they_were_met(
    tab: PeopleTab, workspace: Workspace, people: dict[str, int], campaigns: dict[str, int]
) -> None:
    ads, ana = campaigns["Ads"], people["Ana Silva"]
    workspace.participants.put(ads, [ana], ParticipantState.INVITED)
    workspace.campaigns.add_people(ads, [ana], kind="registered", on=date(2026, 5, 1))
    workspace.campaigns.add_people(ads, [ana], kind="met", on=date(2026, 5, 2))
    assert _listed(tab) == [("Ana Silva", "Met")]


def test_states_are_set_for_all_who_are_selected_and_shown_apart(
    tab: PeopleTab, workspace: Workspace, people: dict[str, int], campaigns: dict[str, int], desk: Desk
) -> None:
    workspace.participants.put(campaigns["Ads"], list(people.values()), ParticipantState.REGISTERED)
    tab.list.selectAll()
    _open, states, _remove = tab.menu_of(people["Ana Silva"]).actions()
    menu = states.menu()
    assert isinstance(menu, QMenu)
    next(action for action in menu.actions() if action.text() == "Did not come").trigger()
    assert {how for _name, how in _listed(tab)} == {"Did not come"}
    tab.list.select_id(people["Ben Okoro"])
    tab.set_state(ParticipantState.ATTENDED)
    tab.filter.set_value("attended")
    tab.filter.saved.emit("attended")
    assert _listed(tab) == [("Ben Okoro", "Attended")]
    desk.undo()
    assert len(_listed(tab)) == 3


def test_the_attendee_file_is_asked_for_with_its_campaign(tab: PeopleTab, desk: Desk) -> None:
    asked: list[tuple[str, str]] = []
    desk.import_requested.connect(lambda kind, campaign: asked.append((kind, campaign)))
    tab.file_button.click()
    assert asked == [("contacts", "Search ads")]


def test_afterwards_tells_who_was_not_contacted(
    tab: PeopleTab, workspace: Workspace, people: dict[str, int], campaigns: dict[str, int]
) -> None:
    ads = campaigns["Ads"]
    workspace.campaigns.add_people(ads, [people["Ana Silva"]], kind="met", on=date(2026, 5, 12))
    workspace.campaigns.add_people(ads, list(people.values()), kind="registered", on=date(2026, 5, 1))
    workspace.contacts.log(people["Ben Okoro"], "call", "Told her about it")
    dialog = tab.deal_with_all()
    assert dialog is not None
    assert [(each.name, each.how.value) for each in dialog.people] == [
        ("Ana Silva", "met"),
        ("Ben Okoro", "registered"),
        ("Cleo Martin", "registered"),
    ]
    dialog.only_waiting.box.click()
    assert [each.name for each in dialog.people] == ["Ana Silva", "Cleo Martin"]
    dialog.buttons["qualify"].click()
    assert {lead.name for lead in workspace.hand_overs.waiting()[0]} == {"Ana Silva", "Cleo Martin"}


def test_a_segment_is_added(
    tab: PeopleTab, workspace: Workspace, people: dict[str, int], campaigns: dict[str, int]
) -> None:
    dialog = tab.add_segment()
    assert dialog is not None
    assert not dialog.accept_button.isEnabled()
    dialog.reject()
    segment = workspace.segments.save("Everybody", EVERYBODY)
    dialog = tab.add_segment()
    assert dialog is not None
    assert (dialog.segment.value(), dialog.told.text()) == (segment, "3 people are in it now.")
    dialog.accept_button.click()
    assert workspace.participants.counts(campaigns["Ads"]) == {ParticipantState.AUDIENCE: 3}


def test_planned_campaign_shows_open_deals_of_its_audience(
    panel: CampaignPanel, workspace: Workspace, people: dict[str, int], opened: list[tuple[str, int]]
) -> None:
    lamps = workspace.deals.add("Lamps", contact_id=people["Ana Silva"])
    campaign_id = panel.campaign.id if panel.campaign else 0
    workspace.participants.put(campaign_id, [people["Ana Silva"]], ParticipantState.AUDIENCE)
    panel.show_page(PEOPLE)
    assert panel.people.reached.isHidden()

    workspace.campaigns.edit(campaign_id, status="planned")

    assert panel.people.reached.words.text() == "1 open deal in the audience"
    panel.people.reached.chips[0].click()
    assert opened[-1] == ("deal", lamps)
