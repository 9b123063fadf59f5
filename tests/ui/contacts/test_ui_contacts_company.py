"""The panel of a company: its facts in place, its people, its deals."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.contacts.company_panel import CompanyPanel
from smallbiz_crm.ui.desk import Desk


@pytest.fixture
def company(workspace: Workspace, people: dict[str, int]) -> int:
    found = workspace.contacts.get(people["Ana"]).company_id
    assert found is not None
    return found


@pytest.fixture
def panel(desk: Desk, company: int, window: Callable[[QWidget], QWidget]) -> CompanyPanel:
    made = CompanyPanel(desk)
    window(made)
    made.show_record(company)
    return made


def test_facts_are_written_in_place(
    panel: CompanyPanel, workspace: Workspace, company: int, qtbot: QtBot
) -> None:
    city = panel.fields["city"].input()
    city.setFocus()
    qtbot.keyClicks(city, "Hamburg")
    qtbot.keyClick(city, Qt.Key.Key_Return)
    assert workspace.companies.get(company).city == "Hamburg"
    assert panel.subtitle.text() == "Hamburg"

    name = panel.fields["name"]
    name.input().setFocus()
    name.input().selectAll()  # type: ignore[attr-defined]
    qtbot.keyClick(name.input(), Qt.Key.Key_Delete)
    qtbot.keyClick(name.input(), Qt.Key.Key_Return)
    assert name.message()
    assert workspace.companies.get(company).name == "Nordlicht GmbH"


def test_its_people_and_deals_are_opened(
    panel: CompanyPanel, workspace: Workspace, people: dict[str, int]
) -> None:
    deal = workspace.deals.add("Shop fitting", company="Nordlicht GmbH")
    asked: list[tuple[str, int]] = []
    panel.desk.record_requested.connect(lambda kind, record: asked.append((kind, record)))
    panel.show_page(2)
    assert panel.people.count.text() == "2 people"
    panel.people.rows[1].click()
    panel.show_page(3)
    panel.deals.rows[0].click()
    assert asked == [("contact", people["Björn"]), ("deal", deal)]

    panel.show_page(2)
    workspace.contacts.edit(people["Chloé"], company="Nordlicht GmbH")
    assert panel.people.count.text() == "3 people"


def test_a_company_goes_to_the_trash_and_back(
    panel: CompanyPanel, workspace: Workspace, company: int
) -> None:
    next(each for each in panel.menu().actions() if each.text() == "Move to Trash").trigger()
    assert panel.trash_banner.isVisible()
    next(each for each in panel.menu().actions() if each.text() == "Restore").trigger()

    assert not workspace.companies.get(company).is_trashed
    assert not panel.trash_banner.isVisible()


def test_one_story_holds_its_own_and_its_peoples_with_their_names(
    panel: CompanyPanel, workspace: Workspace, company: int, people: dict[str, int]
) -> None:
    fair = workspace.campaigns.add("Spring Fair", channel="event")
    workspace.campaigns.add_people(fair, [people["Björn"]])
    workspace.contacts.log(people["Ana"], "call", "Wants oak")
    workspace.contacts.log(people["Elif"], "note", "Works elsewhere")
    workspace.companies.log(company, "note", "Moved to Hamburg")
    workspace.companies.edit(company, city="Hamburg")
    workspace.deals.add("Counter", company="Nordlicht GmbH")
    panel.show_page(1)
    assert sorted(panel.timeline.texts()) == [
        "Ana Pérez – Call: Wants oak, Today",
        "Björn Lind – Met: Spring Fair, Today",
        "Björn Lind – Now Lead, Today",
        "City: — → Hamburg, Today",
        "Deal created: Counter, Today",
        "Moved to Hamburg, Today",
    ]
    box = panel.timeline.group_box
    place = box.findData("touches")
    box.setCurrentIndex(place)
    box.activated.emit(place)
    assert panel.timeline.texts() == ["Björn Lind – Met: Spring Fair, Today"]


def test_a_key_begins_a_note_on_the_company_and_a_deal_is_begun_for_it(
    panel: CompanyPanel, workspace: Workspace, company: int, desk: Desk, qtbot: QtBot
) -> None:
    asked: list[tuple[str, object]] = []
    desk.page_requested.connect(lambda key, argument: asked.append((key, argument)))
    panel.setFocus()
    qtbot.keyClick(panel, Qt.Key.Key_N)
    text = panel.timeline.log_box.edit
    qtbot.keyClicks(text, "Called back")
    qtbot.keyClick(text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [entry.text for entry in workspace.companies.timeline(company, group="activities")] == [
        "Called back"
    ]
    panel.deals.new_button.click()
    assert asked == [("deals", {"new_for_company": "Nordlicht GmbH"})]
