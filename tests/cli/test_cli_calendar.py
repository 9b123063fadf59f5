"""``export calendar`` and ``export follow-ups``: files that other calendars read."""

from __future__ import annotations

import csv
from pathlib import Path

import vobject
from command_line import CommandLine


def test_the_calendar_is_written_as_events_or_to_dos(crm: CommandLine, tmp_path: Path) -> None:
    assert crm("add", "Ana Pérez, call her !2026-05-20").code == 0
    events, todos = tmp_path / "a.ics", tmp_path / "b.ics"

    assert crm.json("export", "calendar", "--to", events)["rows"] == 1
    assert crm.json("export", "follow-ups", "--format", "todos", "--to", todos)["rows"] == 1

    event = vobject.readOne(events.read_text(encoding="utf-8")).vevent
    todo = vobject.readOne(todos.read_text(encoding="utf-8")).vtodo
    assert event.uid.value == todo.uid.value
    assert event.dtstart.value.isoformat() == "2026-05-20"


def test_formats_stay_with_their_kinds(crm: CommandLine, tmp_path: Path) -> None:
    assert crm("export", "calendar", "--format", "csv", "--to", tmp_path / "a.csv").code == 2
    said = crm("export", "calendar", "--format", "csv", "--to", tmp_path / "a.csv").err
    assert said.strip() == "There is no csv file of calendar. Choose one of: ics, todos."
    assert crm("export", "deals", "--format", "ics", "--to", tmp_path / "a.ics").code == 2
    assert not list(tmp_path.glob("a.*"))


def test_follow_ups_are_written_as_a_table_too(crm: CommandLine, tmp_path: Path) -> None:
    assert crm("add", "Ana Pérez, call her, soon !2026-05-20").code == 0
    for form in ("csv", "xlsx"):
        target = tmp_path / f"follow-ups.{form}"
        assert crm.json("export", "follow-ups", "--format", form, "--to", target)["rows"] == 1
    with (tmp_path / "follow-ups.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["due"], row["done"], row["contact"]) for row in rows] == [("2026-05-20", "", "Ana Pérez")]
    assert rows[0]["external_id"]
    assert rows[0]["contact_external_id"]
