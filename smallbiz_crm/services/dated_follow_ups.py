"""How rows of follow-ups are read: what is to be done with whom and when, and what came of what is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.follow_ups import FollowUpKind, Repeat, parse_time
from smallbiz_crm.domain.imports import RowProblem
from smallbiz_crm.domain.text import clean_line, clean_text, fold
from smallbiz_crm.services.dated_rows import Fact, Part, RowReader
from smallbiz_crm.services.import_lists import ListRow
from smallbiz_crm.store import import_dated as store
from smallbiz_crm.store.database import Connection

_KINDS = {
    "phone": "call", "phone call": "call", "anruf": "call", "llamada": "call", "appel": "call",
    "e-mail": "email", "mail": "email", "appointment": "meeting", "termin": "meeting", "visit": "meeting",
}  # fmt: skip
_STILL_OPEN = frozenset(
    ("", "no", "0", "false", "open", "not started", "in progress", "waiting", "deferred", "offen", "nein")
)
_IS_DONE = frozenset(("yes", "1", "true", "done", "completed", "complete", "erledigt", "ja", "x"))


class FollowUpReader(RowReader):
    """A follow-up of a person, a deal or a campaign, open or done."""

    _deals: dict[str, int]

    def prepare(self, connection: Connection, rows: Sequence[ListRow]) -> None:
        RowReader.prepare(self, connection, rows)
        ids = [row.cells.get("deal_external_id", "") for row in rows]
        self._deals = store.records_by_external_id(connection, "deal", self.context.source, ids)

    def read(self, row: ListRow, problems: list[RowProblem]) -> Fact | None:
        cells = row.cells
        names_person = bool(cells.get("contact_external_id") or cells.get("contact_email"))
        deal, name = self._deal(row, problems), self.campaign_name(cells)
        untold: list[RowProblem] = []
        person = self.person(row, untold) if names_person else None
        if person is None and deal is None and not name:
            problems.extend(untold)
        due = self.day(row, problems, "due")
        told = [clean_text(cells.get(part, "")).strip() for part in ("text", "notes")]
        text = clean_line(" – ".join(part for part in told if part))
        if not text:
            problems.append(RowProblem(row.number, "text", "", "follow_up.needs_text"))
        if problems or due is None:
            return None
        word = fold(cells.get("kind", ""))
        kind = _KINDS.get(word, word)
        kind = kind if kind in set(FollowUpKind) else FollowUpKind.TODO.value
        columns = {
            "kind": kind,
            "text": text,
            "due_on": due,
            "due_time": self._time(row, problems),
            "zone": _zone(cells.get("zone", "")),
            "remind_minutes": self.count(row, "remind_minutes", problems),
            "repeats": self._rhythm(row, problems),
            "done_on": self._done(row, due, problems),
            "outcome": clean_text(cells.get("outcome", "")).strip() or None,
            "contact_id": person,
            "deal_id": deal,
            "campaign_id": None,
        }
        key = (due, person or 0, deal or 0, self.campaign_key(name), kind, text)
        return Fact(text, due.isoformat(), [Part(key, columns, campaign=name or None)])

    def _deal(self, row: ListRow, problems: list[RowProblem]) -> int | None:
        """The deal a row names; one that is not there is a problem where nothing else says whom it is about."""
        external_id = row.cells.get("deal_external_id", "")
        deal = self._deals.get(external_id)
        is_about_else = any(
            row.cells.get(name) for name in ("contact_external_id", "contact_email", "campaign")
        )
        if external_id and deal is None and not is_about_else:
            problems.append(RowProblem(row.number, "deal_external_id", external_id, "deal.not_there"))
        return deal

    def _time(self, row: ListRow, problems: list[RowProblem]) -> str | None:
        """A time that cannot be read is left out and told."""
        typed = row.cells.get("due_time", "")
        try:
            return parse_time(typed) or None
        except Refused as error:
            problems.append(RowProblem(row.number, "due_time", typed, error.code, error.params))
            return None

    def _rhythm(self, row: ListRow, problems: list[RowProblem]) -> str | None:
        word = fold(row.cells.get("repeats", ""))
        if not word or word in set(Repeat):
            return word or None
        problems.append(RowProblem(row.number, "repeats", row.cells["repeats"], "follow_up.unknown_rhythm"))
        return None

    def _done(self, row: ListRow, due: date, problems: list[RowProblem]) -> date | None:
        """The day it was done: as the file says, of one that only says that it is done the day it was due."""
        word = fold(row.cells.get("done", ""))
        if word in _STILL_OPEN:
            return None
        if word in _IS_DONE:
            return min(due, self.context.today)
        return self.context.values.day(row.cells, "done", row.number, problems)


def _zone(name: str) -> str | None:
    """A zone that this machine knows; the machine's own for any other."""
    try:
        return ZoneInfo(name.strip()).key if name.strip() else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
