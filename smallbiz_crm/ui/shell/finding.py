"""What the palette finds for a few typed letters: commands of the desk, and records of the workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QAction, QIcon

from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.text import search_words
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.words import _, phrase

PEOPLE, OTHERS = 6, 4
COMMANDS = 6
MENUS = ("record", "view", "edit", "file", "help")


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the palette: what it is called, what is said beside it, and what Enter does."""

    icon: QIcon
    text: str
    detail: str
    run: Callable[[], object]


def find(desk: Desk, typed: str) -> list[Found]:
    """Commands whose words begin so, then people, companies, deals and campaigns; all commands for nothing."""
    words = search_words(typed).split()
    commands = list(_commands(desk, words))
    if not words:
        return commands
    if not desk.is_open:
        return commands[:COMMANDS]
    records: list[Found] = []
    try:
        for search in (_people, _companies, _deals, _campaigns):
            records.extend(search(desk, typed))
    except CrmError as error:
        desk.show_trouble(error)
    return [*commands[:COMMANDS], *records]


def _commands(desk: Desk, words: list[str]) -> Iterator[Found]:
    for action in sorted(desk.commands, key=_place):
        name = str(action.property("name") or action.text()).rstrip(" …")
        parts = search_words(name).split()
        if action.isEnabled() and all(any(part.startswith(word) for part in parts) for word in words):
            keys = action.shortcut().toString(action.shortcut().SequenceFormat.NativeText)
            yield Found(_icon_of(action), name, keys, action.trigger)


def _place(action: QAction) -> int:
    """The menus in the order in which one looks for something to do; within each, as registered."""
    menu = str(action.property("menu") or "").partition("/")[0]
    return MENUS.index(menu) if menu in MENUS else len(MENUS)


def _icon_of(action: QAction) -> QIcon:
    return icon("bolt", "muted") if action.icon().isNull() else action.icon()


def _people(desk: Desk, typed: str) -> Iterator[Found]:
    contacts = desk.workspace.contacts
    rows = (
        {row[0]: row for row in contacts.rows(ids)}
        if (ids := contacts.ids(search=typed, limit=PEOPLE))
        else {}
    )
    for contact_id in ids:
        if contact_id in rows:
            name, company = rows[contact_id][1:3]
            yield Found(
                icon("person", "muted"), name, company or _("Person"), _opener(desk, "contact", contact_id)
            )


def _companies(desk: Desk, typed: str) -> Iterator[Found]:
    companies = desk.workspace.companies
    for company in companies.get_many(companies.ids(search=typed, limit=OTHERS)):
        run = _opener(desk, "company", company.id)
        yield Found(icon("company", "muted"), company.name, _("Company"), run)


def _deals(desk: Desk, typed: str) -> Iterator[Found]:
    deals = desk.workspace.deals
    for card in deals.cards(deals.ids(search=typed, limit=OTHERS)):
        beside = ", ".join(part for part in (_("Deal"), card.company or card.contact) if part)
        yield Found(icon("handshake", "muted"), card.title, beside, _opener(desk, "deal", card.id))


def _campaigns(desk: Desk, typed: str) -> Iterator[Found]:
    for campaign in desk.workspace.campaigns.list(search=typed)[:OTHERS]:
        beside = ", ".join((_("Campaign"), phrase(f"status.{campaign.status.value}")))
        yield Found(icon("campaigns", "muted"), campaign.name, beside, _opener(desk, "campaign", campaign.id))


def _opener(desk: Desk, kind: str, record_id: int) -> Callable[[], object]:
    return partial(desk.open_record, kind, record_id)
