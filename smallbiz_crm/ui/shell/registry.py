"""Which pages and panels the window has, and where each is loaded from the first time it is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from smallbiz_crm.ui.desk import Desk, Page, RecordPanel
from smallbiz_crm.ui.shell.preferences import Preferences
from smallbiz_crm.words import N_

MakePage = Callable[[Desk], Page]
MakePanel = Callable[[Desk], RecordPanel]


@dataclass(frozen=True, slots=True)
class Room:
    """One entry of the rail. `title` is English; whoever shows it passes it through the catalogue."""

    key: str
    title: str
    icon: str
    make: MakePage
    at_foot: bool = False


@dataclass(frozen=True, slots=True)
class Rooms:
    """All that the frame of the window can show: pages in the order of the rail, panels by kind of record."""

    pages: tuple[Room, ...]
    panels: Mapping[str, MakePanel]

    def has(self, key: str) -> bool:
        return any(room.key == key for room in self.pages)

    def room(self, key: str) -> Room:
        """The room of that key. Raises KeyError."""
        for room in self.pages:
            if room.key == key:
                return room
        raise KeyError(key)


def _page(module: str, name: str) -> MakePage:
    return lambda desk: getattr(import_module(f"smallbiz_crm.ui.{module}"), name)(desk)


def _panel(module: str, name: str) -> MakePanel:
    return lambda desk: getattr(import_module(f"smallbiz_crm.ui.{module}"), name)(desk)


def all_rooms(preferences: Preferences) -> Rooms:
    """The rooms of the program."""

    def contacts(desk: Desk) -> Page:
        from smallbiz_crm.ui.contacts.page import ContactsPage

        page = ContactsPage(desk)
        columns = page.list.layout_of_columns
        columns.restore(preferences.contact_columns)
        columns.changed.connect(lambda text: setattr(preferences, "contact_columns", text))
        return page

    def campaigns(desk: Desk) -> Page:
        from smallbiz_crm.ui.campaigns.page import CampaignsPage

        page = CampaignsPage(desk)
        page.start_with(preferences.campaign_view)
        page.view_chosen.connect(lambda key: setattr(preferences, "campaign_view", key))
        return page

    return Rooms(
        (
            Room("today", N_("Today"), "today", _page("today.page", "TodayPage")),
            Room("contacts", N_("Contacts"), "contacts", contacts),
            Room("deals", N_("Deals"), "deals", _page("deals.page", "DealsPage")),
            Room("campaigns", N_("Campaigns"), "campaigns", campaigns),
            Room("reports", N_("Reports"), "reports", _page("reports.page", "ReportsPage")),
            *foot_rooms(preferences),
        ),
        {
            "contact": _panel("contacts.panel", "ContactPanel"),
            "company": _panel("contacts.company_panel", "CompanyPanel"),
            "deal": _panel("deals.panel", "DealPanel"),
            "campaign": _panel("campaigns.panel", "CampaignPanel"),
        },
    )


def foot_rooms(preferences: Preferences) -> tuple[Room, ...]:
    """What every workspace has beside the daily work."""

    def settings(desk: Desk) -> Page:
        from smallbiz_crm.ui.shell.settings_page import SettingsPage

        return SettingsPage(desk, preferences)

    return (
        Room("history", N_("History"), "history", _page("shell.history_page", "HistoryPage"), at_foot=True),
        Room("trash", N_("Trash"), "trash", _page("shell.trash_page", "TrashPage"), at_foot=True),
        Room("settings", N_("Settings"), "settings", settings, at_foot=True),
        Room("help", N_("Help"), "help", _page("shell.help_page", "HelpPage"), at_foot=True),
    )
