"""Undo, redo and history by the line."""

from __future__ import annotations

from command_line import CommandLine

SETTLED = {"step", "journal_entry", "id_counter"}


def content(crm: CommandLine) -> dict[str, int]:
    """Rows per table, but those that tell of the steps themselves."""
    ok, rows = crm.state()
    assert ok
    return {name: count for name, count in rows.items() if name not in SETTLED}


def test_undo_and_redo_name_the_step_they_concern(crm: CommandLine) -> None:
    empty = content(crm)
    imported = crm.json("import", crm.file("p.csv", "Name,Email\nAna,ana@x.com\nBo,bo@x.com\n"))
    full = content(crm)

    undone = crm.json("undo")
    assert (undone["step"], undone["label"]) == (imported["step"], "Imported 2 rows from p.csv")
    assert undone["changed"]["contact"] == 2
    assert content(crm) == empty

    redone = crm.json("redo")
    assert (redone["step"], redone["label"]) == (imported["step"], "Imported 2 rows from p.csv")
    assert content(crm) == full


def test_an_older_step_is_taken_back_alone(crm: CommandLine) -> None:
    first = crm.json("import", crm.file("a.csv", "Name,Email\nAna,ana@x.com\n"))
    crm("import", crm.file("b.csv", "Name,Email\nBo,bo@x.com\n"))

    assert crm("undo", first["step"]).code == 0

    assert [item["name"] for item in crm.json("list", "contacts")["items"]] == ["Bo"]


def test_later_work_in_the_way_is_named(crm: CommandLine) -> None:
    crm("add", "Ana Silva, ana@x.com")
    step = crm.json("history", "--limit", "1")["items"][0]["step"]
    crm("import", crm.file("a.csv", "Name,Email,Job title\nAna Silva,ana@x.com,Buyer\n"))
    before = content(crm)

    ran = crm("undo", step)

    assert ran.code == 3
    assert "Imported 1 row from a.csv" in ran.err
    assert content(crm) == before


def test_nothing_to_undo_or_redo(crm: CommandLine) -> None:
    for line in (["undo"], ["redo"], ["undo", "1"], ["undo", "99"]):
        ran = crm(*line)
        assert ran.code == 3
        assert ran.err.count("\n") == 1


def test_history_lists_the_newest_first(crm: CommandLine) -> None:
    crm("add", "Ana", "--today", "2026-03-04")
    crm("undo")

    items = crm.json("history")["items"]
    assert [item["label"] for item in items] == ["Taken back: Added Ana", "Added Ana", "Made the workspace"]
    assert [item["undone"] for item in items] == [False, True, False]
    assert items[1]["at"].startswith("2026-03-04T12:00:00")
    assert items[1]["changed"] == {"contact": 1}
    assert len(crm.json("history", "--limit", "2")["items"]) == 2
    assert "taken back" in crm("history").out
