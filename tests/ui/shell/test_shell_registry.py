"""Every page and panel that the window names is there and is what it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.campaigns.page import CampaignsPage
from smallbiz_crm.ui.desk import Desk, Page, RecordPanel
from smallbiz_crm.ui.kit.icons import icon_names
from smallbiz_crm.ui.kit.messages import Banner
from smallbiz_crm.ui.shell.main_window import MainWindow
from smallbiz_crm.ui.shell.preferences import Preferences
from smallbiz_crm.ui.shell.registry import all_rooms


def test_every_room_can_be_entered_before_and_after_the_workspace_is_open(
    qtbot: QtBot, preferences: Preferences, workspace: Workspace
):
    rooms = all_rooms(preferences)
    desk = Desk(inline=True)
    window = MainWindow(desk, rooms, preferences)
    qtbot.addWidget(window)
    window.show()
    for room in rooms.pages:
        assert room.icon in icon_names()
        window.go_to(room.key)
        page = window.current_page()
        assert isinstance(page, Page)
        assert page.key == room.key
    desk.attach(workspace)
    for room in rooms.pages:
        window.go_to(room.key)
    desk.close()


def test_every_panel_shows_its_kind(qtbot: QtBot, preferences: Preferences, workspace: Workspace):
    workspace.sample.fill()
    desk = Desk(workspace, inline=True)
    window = MainWindow(desk, all_rooms(preferences), preferences)
    qtbot.addWidget(window)
    window.show()
    records = {
        "contact": workspace.contacts.ids()[0],
        "company": workspace.companies.ids()[0],
        "deal": workspace.deals.ids()[0],
        "campaign": workspace.campaigns.list()[0].id,
    }
    assert records.keys() == window.rooms.panels.keys()
    for kind, record_id in records.items():
        desk.open_record(kind, record_id)
        panel = window.panels.panel
        assert isinstance(panel, RecordPanel)
        assert (panel.kind, panel.record_id) == (kind, record_id)
        assert panel.isVisible()
    desk.close()


@pytest.mark.parametrize(("width", "height"), [(1_000, 640), (1_280, 800), (3_840, 2_160)])
def test_every_page_fits_the_window(
    qtbot: QtBot, preferences: Preferences, workspace: Workspace, width: int, height: int, tmp_path: Path
):
    workspace.sample.fill()
    desk = Desk(workspace, inline=True)
    rooms = all_rooms(preferences)
    window = MainWindow(desk, rooms, preferences)
    qtbot.addWidget(window)
    window.resize(width, height)
    window.show()
    for room in rooms.pages:
        window.go_to(room.key)
        page = window.current_page()
        assert page is not None
        assert page.minimumSizeHint().width() <= window.panels.width(), room.key
        assert page.minimumSizeHint().height() <= window.panels.height(), room.key
    assert (window.width(), window.height()) == (width, height)
    desk.close()


def test_the_sample_is_named_on_today_alone(qtbot: QtBot, preferences: Preferences, workspace: Workspace):
    workspace.sample.fill()
    desk = Desk(workspace, inline=True)
    window = MainWindow(desk, all_rooms(preferences), preferences)
    qtbot.addWidget(window)
    window.show()

    def banners() -> list[str]:
        return [shown.label.text() for shown in window.findChildren(Banner) if shown.isVisible()]

    assert len(banners()) == 1
    window.go_to("deals")
    assert banners() == []
    window.go_to("today")
    assert len(banners()) == 1
    workspace.sample.remove()
    assert banners() == []
    desk.close()


def test_campaigns_begin_with_the_month_and_then_as_they_were_left(
    qtbot: QtBot, preferences: Preferences, workspace: Workspace
):
    for left_on in ("month", "table"):
        page = all_rooms(preferences).room("campaigns").make(Desk(workspace, inline=True))
        assert isinstance(page, CampaignsPage)
        qtbot.addWidget(page)
        assert page.view_toggle.value() == page.views.key == left_on
        page.view_toggle.button("table").click()
