"""What the palette finds: what was used last, commands of the desk, records of the workspace, and adding somebody."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QIcon

from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.text import search_words
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.words import _, phrase

if TYPE_CHECKING:
    from smallbiz_crm.domain.campaigns import Campaign

PEOPLE, OTHERS = 6, 4
RECENT, REMEMBERED = 6, 20
LEAST_TO_ADD = 3
_MARKS = frozenset(",@#!")
COMMANDS = 6
MENUS = ("record", "view", "edit", "file", "help")


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the palette: what it is called, what is said beside it, and what Enter does."""

    icon: QIcon
    text: str
    detail: str
    run: Callable[[], object]
    action: QAction | None = None
    """The command that it is."""


class Recent(QObject):
    """The records that were opened and the commands that were run from the palette, the newest first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._keys: list[tuple[str, int] | QAction] = []
        desk.record_requested.connect(lambda kind, record_id: self.note((kind, record_id)))

    def note(self, what: tuple[str, int] | QAction) -> None:
        """Put it first."""
        self._keys = [what, *(key for key in self._keys if key != what)][:REMEMBERED]

    def found(self) -> list[Found]:
        """Those that are still there and can be used now."""
        lines = (self._line(key) for key in self._keys)
        return [line for line in lines if line is not None][:RECENT]

    def _line(self, key: tuple[str, int] | QAction) -> Found | None:
        if isinstance(key, QAction):
            return _command(key) if key.isEnabled() else None
        kind, record_id = key
        if not self._desk.is_open or kind not in _RECORDS:
            return None
        return next(iter(_RECORDS[kind](self._desk, [record_id])), None)


def find(desk: Desk, typed: str, recent: Recent | None = None) -> list[Found]:
    """Commands whose words begin so, then people, companies, deals and campaigns, then adding what was typed.

    For nothing typed: what was used last, then all commands. Adding is offered when nothing else is found or the
    line reads like one for quick capture, and comes first after ``add``.
    """
    words = search_words(typed).split()
    commands = list(_commands(desk, words))
    if not words:
        last = recent.found() if recent is not None else []
        names = {(line.text, line.detail) for line in last}
        return [*last, *(line for line in commands if (line.text, line.detail) not in names)]
    if not desk.is_open:
        return commands[:COMMANDS]
    records: list[Found] = []
    adding: list[Found] = []
    try:
        for search in (_people, _companies, _deals, _campaigns):
            records.extend(search(desk, typed))
        if not (commands or records) or _asks_to_add(typed) or not _MARKS.isdisjoint(typed):
            adding = list(_adding(desk, typed))
    except CrmError as error:
        desk.show_trouble(error)
    if adding and _asks_to_add(typed):
        return [*adding, *commands[:COMMANDS], *records]
    return [*commands[:COMMANDS], *records, *adding]


def _asks_to_add(typed: str) -> bool:
    """Whether the line begins with the word for adding, and says whom."""
    first, _blank, rest = typed.strip().partition(" ")
    return first.casefold() == _("add").casefold() and bool(rest.strip())


def _adding(desk: Desk, typed: str) -> Iterator[Found]:
    """Adding whom the line names, as the capture line would."""
    line = typed.strip()
    if _asks_to_add(line):
        line = line.partition(" ")[2].strip()
    said = desk.workspace.capture.understand(line)
    name = said.name or said.company or next(iter(said.emails), "")
    if len(line) < LEAST_TO_ADD or not name:
        return

    def add() -> None:
        desk.write(lambda workspace: workspace.capture.add(line), said=_("Added {name}").format(name=name))

    beside = ", ".join(part for part in (said.company if said.company != name else "", said.note) if part)
    yield Found(icon("plus", "muted"), _("Add {name}").format(name=name), beside, add)


def _commands(desk: Desk, words: list[str]) -> Iterator[Found]:
    for action in sorted(desk.commands, key=_place):
        name = str(action.property("name") or action.text()).rstrip(" …")
        parts = search_words(name).split()
        if action.isEnabled() and all(any(part.startswith(word) for part in parts) for word in words):
            yield _command(action)


def _command(action: QAction) -> Found:
    name = str(action.property("name") or action.text()).rstrip(" …")
    keys = action.shortcut().toString(action.shortcut().SequenceFormat.NativeText)
    return Found(_icon_of(action), name, keys, action.trigger, action)


def _place(action: QAction) -> int:
    """The menus in the order in which one looks for something to do; within each, as registered."""
    menu = str(action.property("menu") or "").partition("/")[0]
    return MENUS.index(menu) if menu in MENUS else len(MENUS)


def _icon_of(action: QAction) -> QIcon:
    return icon("bolt", "muted") if action.icon().isNull() else action.icon()


def _people(desk: Desk, typed: str) -> Iterator[Found]:
    return _people_of(desk, desk.workspace.contacts.ids(search=typed, limit=PEOPLE))


def _people_of(desk: Desk, ids: Sequence[int]) -> Iterator[Found]:
    rows = {row[0]: row for row in desk.workspace.contacts.rows(ids)} if ids else {}
    for contact_id in ids:
        if contact_id in rows:
            name, company = rows[contact_id][1:3]
            run = _opener(desk, "contact", contact_id)
            yield Found(icon("person", "muted"), name, company or _("Person"), run)


def _companies(desk: Desk, typed: str) -> Iterator[Found]:
    return _companies_of(desk, desk.workspace.companies.ids(search=typed, limit=OTHERS))


def _companies_of(desk: Desk, ids: Sequence[int]) -> Iterator[Found]:
    for company in desk.workspace.companies.get_many(ids):
        run = _opener(desk, "company", company.id)
        yield Found(icon("company", "muted"), company.name, _("Company"), run)


def _deals(desk: Desk, typed: str) -> Iterator[Found]:
    return _deals_of(desk, desk.workspace.deals.ids(search=typed, limit=OTHERS))


def _deals_of(desk: Desk, ids: Sequence[int]) -> Iterator[Found]:
    for card in desk.workspace.deals.cards(ids):
        beside = ", ".join(part for part in (_("Deal"), card.company or card.contact) if part)
        yield Found(icon("handshake", "muted"), card.title, beside, _opener(desk, "deal", card.id))


def _campaigns(desk: Desk, typed: str) -> Iterator[Found]:
    return _campaigns_among(desk, desk.workspace.campaigns.list(search=typed)[:OTHERS])


def _campaigns_of(desk: Desk, ids: Sequence[int]) -> Iterator[Found]:
    known = desk.workspace.campaigns.list()
    return _campaigns_among(desk, [campaign for campaign in known if campaign.id in ids])


def _campaigns_among(desk: Desk, campaigns: Sequence[Campaign]) -> Iterator[Found]:
    for campaign in campaigns:
        beside = ", ".join((_("Campaign"), phrase(f"status.{campaign.status.value}")))
        yield Found(icon("campaigns", "muted"), campaign.name, beside, _opener(desk, "campaign", campaign.id))


def _opener(desk: Desk, kind: str, record_id: int) -> Callable[[], object]:
    return partial(desk.open_record, kind, record_id)


_RECORDS: dict[str, Callable[[Desk, list[int]], Iterator[Found]]] = {
    "contact": _people_of,
    "company": _companies_of,
    "deal": _deals_of,
    "campaign": _campaigns_of,
}
