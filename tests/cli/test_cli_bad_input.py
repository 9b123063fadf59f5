"""Whatever comes in: a clear sentence with file, row and remedy, an exit code, and the workspace as it was."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import CommandLine, Ran
from sqlcipher3 import dbapi2

from smallbiz_crm.domain.days import SystemClock
from smallbiz_crm.store.lock import WriterLock

PEOPLE = "Name,Email,Company\n" + "".join(f"Person {n},p{n}@x.com,Firm {n % 9}\n" for n in range(40))
IS_ROOT = os.name == "posix" and os.geteuid() == 0
BUG = "should not have"


@pytest.fixture
def shop(crm: CommandLine) -> CommandLine:
    """A workspace that holds somebody, so that it can be told whether it is as before."""
    crm("add", "Ana Silva, Acme, ana@x.com")
    return crm


def refused(ran: Ran, *told: str, code: int = 3) -> None:
    """It ended with `code`, nothing on stdout and one sentence that names what, where and the remedy."""
    assert ran.code == code, ran
    assert ran.out == ""
    assert ran.err.count("\n") == 1
    assert BUG not in ran.err
    assert "…" not in ran.err
    for text in told:
        assert text in ran.err
    assert ran.err.rstrip().endswith((".", ")"))


# -- files to be read -----------------------------------------------------------------------------------------


def png() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(4_000)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.csv", b"", "is empty"),
        ("blank.csv", b"\n \r\n\t\n", "is empty"),
        ("photo.csv", png(), "neither a table nor"),
        ("people.xlsx", b"PK\x03\x04" + bytes(2_000), "cannot be read as a workbook"),
        ("nul.csv", b"Name,Email\nAna,a\0na@x.com\n", "neither a table nor"),
        ("noise.csv", b"Name,Email\n" + random.Random(2).randbytes(3_000), ""),
        ("empty.vcf", b"", "is empty"),
        ("none.vcf", b"this is no card\n", "no contact card"),
        ("nested.vcf", b"BEGIN:VCARD\n" * 40 + b"FN:X\n" + b"END:VCARD\n" * 40, "inside each other"),
    ],
)
def test_files_that_are_none_of_ours(shop: CommandLine, name: str, content: bytes, told: str) -> None:
    before = shop.state()

    refused(shop("import", shop.file(name, content)), name, told)

    assert shop.state() == before


def test_file_that_is_not_there_or_no_file(shop: CommandLine) -> None:
    refused(shop("import", shop.folder / "gone.csv"), "gone.csv", "Check the name")
    refused(shop("import", shop.folder), "is a folder")
    if hasattr(os, "mkfifo"):
        os.mkfifo(shop.folder / "pipe.csv")
        refused(shop("import", shop.folder / "pipe.csv"), "no plain file")


def test_huge_file_is_refused_at_once(shop: CommandLine) -> None:
    for name in ("huge.csv", "huge.vcf"):
        path = shop.folder / name
        with path.open("wb") as file:
            file.truncate(1 << 30)
        refused(shop("import", path), name, "MB")
        path.unlink()


def test_header_alone_is_no_row(shop: CommandLine) -> None:
    before = shop.state()

    facts = shop.json("import", shop.file("header.csv", "Name,Email\n"))

    assert (facts["rows"], facts["step"]) == (0, None)
    assert shop.state() == before


def test_rows_of_other_widths_are_taken_and_told(shop: CommandLine) -> None:
    content = "Name,Email,Company\nBo,bo@x.com\nCy,cy@x.com,Firm,surplus\nDi,di@x.com,Firm\n"

    facts = shop.json("import", shop.file("ragged.csv", content), code=1)

    assert facts["created"] == 3
    assert [(one["row"], one["code"]) for one in facts["problems"]] == [
        (2, "row.too_few_cells"),
        (3, "row.too_many_cells"),
    ]


def test_file_cut_in_the_middle_of_a_row(shop: CommandLine) -> None:
    content = 'Name,Email,Notes\nBo,bo@x.com,"fine"\nCy,cy@x.com,"cut off in the mid'

    facts = shop.json("import", shop.file("cut.csv", content), code=1)

    assert facts["created"] == 1
    assert [(one["row"], one["code"]) for one in facts["problems"]] == [(3, "row.open_quote")]


def test_bytes_that_are_no_utf8_are_named_by_row_or_read_as_what_they_are(shop: CommandLine) -> None:
    legacy = shop.json("import", shop.file("latin.csv", "Name,Email\nJosé Núñez,j@x.com\n".encode("cp1252")))
    assert legacy["created"] == 1
    assert shop.json("list", "contacts", "--search", "nunez")["items"][0]["name"] == "José Núñez"
    damaged = PEOPLE.replace("Person", "Персона").encode() + b"Bo \xff\xfe\xfa,bo@x.com,X\n"
    refused(shop("import", shop.file("damaged.csv", damaged)), "damaged.csv", "42", "UTF-8")


def test_text_where_a_number_or_day_belongs_is_named_by_row(shop: CommandLine) -> None:
    content = "title,amount,created\nA,12 apples,2026-01-01\nB,5,soon\nC," + "9" * 40 + ",2026-01-01\n"

    facts = shop.json("import", shop.file("d.csv", content), "--as", "deals", code=1)

    assert (facts["created"], facts["step"]) == (0, None)
    assert [(one["row"], one["column"]) for one in facts["problems"]] == [
        (2, "amount"),
        (3, "created"),
        (4, "amount"),
    ]


# -- workspaces that are none, or not well --------------------------------------------------------------------

LINES = (["list", "contacts"], ["add", "Bo"], ["check"], ["undo"], ["report", "sales"], ["backup"])


def everywhere(shop: CommandLine, *told: str) -> None:
    content = shop.workspace.read_bytes()
    for line in LINES:
        refused(shop(*line), shop.workspace.name, *told)
    assert shop.workspace.read_bytes() == content


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + bytes(84), png()])
def test_workspace_that_is_no_database(shop: CommandLine, content: bytes) -> None:
    _write_alone(shop.workspace, content)

    everywhere(shop, "restore a backup")


def test_workspace_of_another_program(shop: CommandLine) -> None:
    shop.workspace.unlink()
    connection = dbapi2.connect(str(shop.workspace))
    connection.execute("CREATE TABLE contact(id INTEGER PRIMARY KEY, name TEXT)")
    connection.close()

    everywhere(shop, "no workspace")


def test_workspace_of_a_newer_program(shop: CommandLine) -> None:
    connection = dbapi2.connect(str(shop.workspace))
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.execute(f"PRAGMA user_version={version + 1}")
    connection.close()

    everywhere(shop, "newer version", "Install")


def test_workspace_with_a_trap_in_it(shop: CommandLine) -> None:
    connection = dbapi2.connect(str(shop.workspace))
    connection.execute("CREATE TRIGGER trap AFTER INSERT ON contact BEGIN DELETE FROM contact; END")
    connection.commit()
    connection.close()

    everywhere(shop, "Restore a backup")


def test_workspace_cut_short(shop: CommandLine) -> None:
    shop("import", shop.file("p.csv", PEOPLE))
    content = shop.workspace.read_bytes()
    for share in (0.9, 0.5, 0.1):
        _write_alone(shop.workspace, content[: int(len(content) * share)])
        ran = shop("check")
        assert ran.code in (1, 3)
        assert BUG not in ran.err
        refused(shop("backup"), "")


@pytest.mark.full
def test_flipped_bytes_never_crash_a_command(shop: CommandLine) -> None:
    shop("import", shop.file("p.csv", PEOPLE))
    content = shop.workspace.read_bytes()
    chance = random.Random(5)
    found = 0
    for _ in range(25):
        damaged = bytearray(content)
        for _ in range(30):
            damaged[chance.randrange(100, len(damaged))] ^= 1 << chance.randrange(8)
        _write_alone(shop.workspace, bytes(damaged))
        for line in (["check"], ["list", "contacts", "--json"], ["add", "Bo Ek"]):
            ran = shop(*line)
            assert ran.code in (0, 1, 3)
            assert BUG not in ran.err, ran.err
            found += ran.code != 0
    assert found > 10


def _write_alone(path: Path, content: bytes) -> None:
    """Put `content` in place of a workspace, without what SQLite keeps beside it."""
    for name in (f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)
    path.write_bytes(content)


# -- workspaces that are in use or protected ------------------------------------------------------------------


@pytest.fixture
def window(shop: CommandLine) -> Iterator[None]:
    """Another holder of the writer lock: a window."""
    lock = WriterLock(shop.workspace, "window")
    lock.acquire()
    yield
    lock.release()


@pytest.mark.usefixtures("window")
def test_beside_a_window_reading_works_and_writing_is_refused(shop: CommandLine) -> None:
    rows = shop.file("p.csv", PEOPLE)
    for line in (["add", "Bo"], ["import", rows], ["undo"], ["set", "business.name", "X"]):
        refused(shop(*line), "open in the window", "Close the window")
    for line in (
        ["list", "contacts"],
        ["check"],
        ["backup"],
        ["add", "Bo", "--dry-run"],
        ["import", rows, "--dry-run"],
    ):
        assert shop(*line).code == 0
    assert shop.json("import", rows, "--dry-run")["created"] == 40
    assert shop.json("list", "contacts")["total"] == 1


def test_a_command_waits_for_another_and_gives_up_in_words(
    shop: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("smallbiz_crm.store.lock.WAIT_SECONDS", 0.2)
    lock = WriterLock(shop.workspace, "command")
    lock.acquire()

    refused(shop("add", "Bo"), "Another command", "Try again")

    lock.release()
    assert shop("add", "Bo").code == 0


def test_file_locked_by_another_program(shop: CommandLine) -> None:
    other = dbapi2.connect(str(shop.workspace), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    refused(shop("add", "Bo"), "Another program", "try again")

    other.execute("ROLLBACK")
    other.close()
    assert shop.json("list", "contacts")["total"] == 1


@pytest.mark.skipif(IS_ROOT or os.name != "posix", reason="for root every file can be written")
def test_read_only_workspace(shop: CommandLine) -> None:
    shop.workspace.chmod(0o400)
    refused(shop("add", "Bo"), "only be read")
    assert shop("list", "contacts").code == 0

    shop.folder.chmod(0o500)
    refused(shop("add", "Bo"), "")
    assert shop("list", "contacts").code == 0
    shop.folder.chmod(0o700)


@pytest.mark.skipif(IS_ROOT or os.name != "posix", reason="for root every file can be read")
def test_unreadable_files(shop: CommandLine) -> None:
    rows = shop.file("p.csv", PEOPLE)
    rows.chmod(0)
    refused(shop("import", rows), "p.csv", "may read it")
    shop.workspace.chmod(0)
    refused(shop("list", "contacts"), "shop.crm", "may read it")


# -- full and read-only disks ---------------------------------------------------------------------------------


@pytest.fixture
def small_disk(shop: CommandLine) -> Iterator[Path]:
    """A disk of 2 MB with a copy of the workspace on it."""
    place = shop.folder / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if not IS_ROOT or shutil.which("mount") is None or subprocess.run(mount, check=False).returncode:
        pytest.skip("a disk of its own can only be mounted by root")
    try:
        shutil.copyfile(shop.workspace, place / "shop.crm")
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def on_disk(shop: CommandLine, disk: Path) -> tuple[str, Path]:
    return "--workspace", disk / "shop.crm"


def test_disk_full_during_an_import(shop: CommandLine, small_disk: Path) -> None:
    there = on_disk(shop, small_disk)
    shop("add", "Bo Ek", *there)
    before = shop.json("check", *there)
    many = "Name,Email,Notes\n" + "".join(f"P {n},p{n}@x.com,{'word ' * 60}\n" for n in range(4_000))

    refused(shop("import", shop.file("many.csv", many), *there), "disk is full", "shop.crm")

    after = shop.json("check", *there)
    assert (after["ok"], after["rows"]) == (True, before["rows"])
    assert shop("add", "Cy Ek", *there).code == 0


def test_disk_full_during_an_export_keeps_the_old_file(shop: CommandLine, small_disk: Path) -> None:
    many = "Name,Email,Notes\n" + "".join(f"P {n},p{n}@x.com,{'word ' * 60}\n" for n in range(8_000))
    shop.json("import", shop.file("many.csv", many))
    target = small_disk / "people.csv"
    target.write_text("the old file")

    refused(shop("export", "contacts", "--to", target), "disk is full", "people.csv")
    refused(shop("backup", "--to", small_disk / "kept.crm"), "disk is full", "kept.crm")
    refused(shop("new", small_disk / "new.crm", "--sample"), "new.crm") if _fill(small_disk) else None

    assert target.read_text() == "the old file"
    assert sorted(path.name for path in small_disk.iterdir()) == ["filler", "people.csv", "shop.crm"]
    assert shop.state()[0]


def _fill(disk: Path) -> bool:
    """Leave no room for a workspace on the disk."""
    room = shutil.disk_usage(disk).free
    (disk / "filler").write_bytes(bytes(max(0, room - 40_000)))
    return True


def test_disk_that_may_only_be_read(shop: CommandLine, small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    there = on_disk(shop, small_disk)

    refused(shop("add", "Bo", *there), "shop.crm")
    refused(shop("export", "contacts", "--to", small_disk / "x.csv"), "x.csv")
    assert shop.json("list", "contacts", *there)["total"] == 1
    assert shop.json("check", *there)["ok"]


def test_the_clock_of_the_machine_is_the_default(shop: CommandLine) -> None:
    assert shop.json("show", "contact", "1")["created"] == SystemClock().today().isoformat()
