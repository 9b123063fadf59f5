"""Making, backing up and checking a workspace, and which one a command means."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from command_line import CommandLine


def test_new_tells_the_file_its_checksum_and_rows(bare: CommandLine) -> None:
    facts = bare.json("new", bare.workspace, "--currency", "usd", "--fiscal-year-start", "04-01")

    assert facts["file"] == str(bare.workspace)
    assert facts["sha256"] == hashlib.sha256(bare.workspace.read_bytes()).hexdigest()
    assert facts["rows"]["pipeline"] == 1
    assert facts["rows"]["contact"] == 0
    assert bare.json("get")["settings"]["business.currency"] == "USD"
    assert bare.json("report", "sales", "--period", "FY2026")["period"]["start"] == "2025-04-01"


def test_new_with_the_sample_company(bare: CommandLine) -> None:
    assert bare("new", bare.workspace, "--sample").code == 0

    assert bare.json("list", "contacts")["total"] > 5
    assert bare.state()[0]


@pytest.mark.parametrize(
    ("name", "options", "code"),
    [
        ("shop.db", [], 3),
        ("shop.crm", ["--currency", "gold"], 2),
        ("shop.crm", ["--fiscal-year-start", "13-45"], 2),
        ("Dropbox/shop.crm", [], 3),
    ],
)
def test_new_refused_leaves_nothing(bare: CommandLine, name: str, options: list[str], code: int) -> None:
    ran = bare("new", bare.folder / name, *options)

    assert ran.code == code
    assert ran.err.count("\n") == 1
    assert not any(path.is_file() for path in bare.folder.rglob("*"))


def test_new_never_replaces_a_file(crm: CommandLine) -> None:
    crm("add", "Ana")

    ran = crm("new", crm.workspace)

    assert ran.code == 3
    assert "there already" in ran.err
    assert crm.json("list", "contacts")["total"] == 1


def test_the_workspace_opened_last_is_meant(crm: CommandLine) -> None:
    other = crm.folder / "other.crm"
    crm("new", other)
    crm("add", "Ana", "--workspace", crm.workspace)

    assert crm.json("list", "contacts")["total"] == 1
    crm("list", "contacts", "--workspace", other)
    assert crm.json("list", "contacts")["total"] == 1


def test_without_any_workspace_the_way_out_is_told(bare: CommandLine) -> None:
    ran = bare("list", "contacts")

    assert ran.code == 3
    assert "smallbiz-crm new" in ran.err


def test_backup_is_a_workspace_that_opens(crm: CommandLine) -> None:
    crm("add", "Ana Silva, ana@x.com")

    made = crm.json("backup")
    kept = crm.json("backup", "--to", crm.folder / "kept.crm")

    assert Path(made["file"]).parent == crm.folder / "backups"
    assert kept["rows"]["contact"] == 1
    assert kept["sha256"] == hashlib.sha256((crm.folder / "kept.crm").read_bytes()).hexdigest()
    assert crm.json("list", "contacts", "--workspace", kept["file"])["items"][0]["name"] == "Ana Silva"


def test_restore_puts_a_copy_back_and_keeps_what_stood_there(crm: CommandLine) -> None:
    crm("add", "Ana Silva")
    kept = crm.json("backup", "--to", crm.folder / "kept.crm")
    crm("add", "Ben Ito")

    restored = crm.json("restore", kept["file"])
    ran = crm("restore", kept["file"], "--to", crm.folder / "second.crm")

    assert restored["rows"]["contact"] == crm.json("list", "contacts")["total"] == 1
    assert len(list((crm.folder / "backups").glob("*replaced*.crm"))) == 1
    assert ran.code == 0
    assert crm.json("check", "--workspace", crm.folder / "second.crm")["ok"]


def test_what_is_no_copy_is_not_restored(crm: CommandLine) -> None:
    crm("add", "Ana Silva")
    wrong = crm.folder / "wrong.crm"
    wrong.write_text("no workspace at all", encoding="utf-8")

    ran = crm("restore", wrong)

    assert ran.code == 3
    assert "wrong.crm" in ran.err
    assert crm.json("list", "contacts")["total"] == 1


@pytest.mark.parametrize("line", [["backup"], ["export", "contacts"], ["report", "sales"]])
def test_nothing_is_written_over_the_workspace(crm: CommandLine, line: list[str]) -> None:
    crm("add", "Ana Silva")
    target = crm.workspace
    if line[0] == "report":
        target = crm.folder / "same.csv"
        target.symlink_to(crm.workspace)

    ran = crm(*line, "--to", target)

    assert ran.code == 3
    assert "workspace itself" in ran.err
    assert crm.state()[1]["contact"] == 1


def test_check_counts_rows_and_finds_damage_it_can_name(crm: CommandLine) -> None:
    crm("add", "Ana Silva, ana@x.com")
    facts = crm.json("check")
    assert facts["ok"]
    assert facts["problems"] == []
    assert facts["rows"]["contact"] == 1
    assert facts["schema"] >= 1

    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(str(crm.workspace))
    connection.execute("UPDATE contact SET name = 'Eva'")
    connection.execute("DELETE FROM search_contact")
    connection.commit()
    connection.close()

    damaged = crm.json("check", code=1)
    assert not damaged["ok"]
    assert damaged["problems"][0]["code"] == "check.search"
    assert "search index" in damaged["problems"][0]["message"]


def test_everything_goes_out_and_comes_back_equal(bare: CommandLine) -> None:
    assert bare("new", bare.workspace, "--sample", "--currency", "SEK").code == 0
    target, other = bare.folder / "all.zip", bare.folder / "other.crm"
    written = bare.json("export", "everything", "--to", target)
    before = bare.json("check")
    assert bare("new", other).code == 0

    dry = bare.json("import", target, "--dry-run")
    read = bare.json("import", target)

    assert (dry["rows"], dry["step"]) == (written["rows"], None)
    assert (read["rows"], read["created"], read["kind"]) == (written["rows"], written["rows"], "everything")
    after = bare.json("check")
    assert after["content"] == before["content"]
    journal = {"step", "journal_entry", "id_counter"}
    assert {n: c for n, c in after["rows"].items() if n not in journal} == {
        n: c for n, c in before["rows"].items() if n not in journal
    }
    assert "holds records already" in bare("import", target).err
    assert bare("undo").code == 0
    assert bare.json("list", "contacts")["total"] == 0


def test_a_zip_of_another_program_is_refused_in_a_sentence(crm: CommandLine) -> None:
    ran = crm("import", crm.file("photos.zip", b"PK\x05\x06" + bytes(18)))

    assert ran.code == 3
    assert "not a zip of everything" in ran.err
