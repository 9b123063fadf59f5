"""How rows about people are read: touches, entries into a stage, activities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from smallbiz_crm.domain.campaigns import TOUCH_POINTS, TouchKind, is_withdrawn, read_touch_kind
from smallbiz_crm.domain.imports import RowProblem
from smallbiz_crm.domain.lifecycle import read_lifecycle
from smallbiz_crm.domain.text import clean_line, clean_text, fold
from smallbiz_crm.services.dated_rows import Fact, Part, RowReader
from smallbiz_crm.services.import_lists import ListRow
from smallbiz_crm.store import import_dated as store
from smallbiz_crm.store.database import Connection

MOST_POINTS = 10_000


class TouchReader(RowReader):
    """A touch of a person with a campaign; the first makes the person a lead."""

    def read(self, row: ListRow, problems: list[RowProblem]) -> Fact | None:
        word = row.cells.get("kind", "")
        if is_withdrawn(fold(word)):
            return None
        person, day = self.person(row, problems), self.day(row, problems)
        name = self.campaign_name(row.cells)
        if not name:
            problems.append(RowProblem(row.number, "campaign", "", "touch.needs_campaign"))
        points = self.count(row, "points", problems)
        if person is None or day is None or not name:
            return None
        kind = read_touch_kind(fold(word)) if word else TouchKind.VISITED
        columns = {
            "contact_id": person,
            "campaign_id": None,
            "kind": kind.value,
            "touched_on": day,
            "points": TOUCH_POINTS[kind] if points is None else max(-MOST_POINTS, min(points, MOST_POINTS)),
            "note": clean_line(word) if kind is TouchKind.OTHER else None,
        }
        key = (person, self.campaign_key(name), kind.value, day)
        return Fact(name, f"{kind.value}, {day.isoformat()}", [Part(key, columns, campaign=name)])

    def write(self, parts: Sequence[Part]) -> None:
        RowReader.write(self, parts)
        first: dict[int, date] = {}
        for part in parts:
            person, day = part.columns["contact_id"], part.columns["touched_on"]
            first[person] = min(day, first.get(person, day))
        self.writer().make_leads(first)


class LifecycleReader(RowReader):
    """An entry into a stage; of returned people with its reason."""

    def read(self, row: ListRow, problems: list[RowProblem]) -> Fact | None:
        person = self.person(row, problems)
        word = row.cells.get("stage", "")
        stage = read_lifecycle(fold(word)) if word else None
        if stage is None:
            problems.append(RowProblem(row.number, "stage", word, "lifecycle.not_a_stage"))
        before = len(problems)
        day = self.context.values.day(row.cells, "date", row.number, problems)
        if person is None or stage is None or len(problems) > before:
            return None
        name = self.campaign_name(row.cells)
        columns = {
            "contact_id": person,
            "stage": stage.value,
            "entered_on": day,
            "campaign_id": None,
            "reason": clean_line(row.cells.get("reason", "")) or None,
        }
        part = Part((person, stage.value, day), columns, campaign=name or None)
        return Fact(stage.value, day.isoformat() if day else "", [part])

    def write(self, parts: Sequence[Part]) -> None:
        for part in parts:
            reason = part.columns.pop("reason")
            part.columns["reason_id"] = self.writer().reason(reason) if reason else None
        RowReader.write(self, parts)
        self.writer().let_stand({part.columns["contact_id"] for part in parts})


class ActivityReader(RowReader):
    """What happened with a person or on a deal."""

    _deals: dict[str, int]
    _kinds: Mapping[str, str] = {
        "phone": "call", "phone call": "call", "calls": "call", "e-mail": "email", "mail": "email",
        "demonstration": "demo", "appointment": "meeting", "visit": "meeting",
    }  # fmt: skip

    def prepare(self, connection: Connection, rows: Sequence[ListRow]) -> None:
        RowReader.prepare(self, connection, rows)
        ids = [row.cells.get("deal_external_id", "") for row in rows]
        self._deals = store.records_by_external_id(connection, "deal", self.context.source, ids)

    def read(self, row: ListRow, problems: list[RowProblem]) -> Fact | None:
        deal = self._deals.get(row.cells.get("deal_external_id", ""))
        untold: list[RowProblem] = []
        person = self.person(row, untold)
        if deal is None and person is None:
            problems.extend(untold)
        day = self.day(row, problems)
        if day is None or (deal is None and person is None):
            return None
        word = clean_line(row.cells.get("kind", ""))
        kind = self._kinds.get(fold(word), fold(word))
        is_ours = kind in {"note", "call", "meeting", "email", "demo"}
        told = [clean_text(row.cells.get(name, "")).strip() for name in ("subject", "outcome", "notes")]
        text = "\n".join([*([] if is_ours or not word else [word]), *(one for one in told if one)]) or word
        columns = {
            "kind": kind if is_ours else "note",
            "happened_on": day,
            "text": text,
            "contact_id": person,
            "deal_id": deal,
        }
        key = (day, person or 0, deal or 0, columns["kind"], text)
        return Fact(text.split("\n", 1)[0], day.isoformat(), [Part(key, columns)])
