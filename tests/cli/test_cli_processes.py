"""Commands as processes: beside each other, cut off, interrupted, and with nobody reading what they print."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from command_line import ROOT, CommandLine

POSIX = pytest.mark.skipif(os.name != "posix", reason="signals and pipes of POSIX")
ROWS = 4_000


@pytest.fixture
def many(crm: CommandLine) -> Path:
    """A file whose import takes a second or two."""
    rows = "".join(
        f"Person {n},p{n}@firm{n % 700}.com,Firm {n % 700},+49 30 {100000 + n},tag{n % 9}\n"
        for n in range(ROWS)
    )
    return crm.file("many.csv", "Name,Email,Company,Phone,Tags\n" + rows)


def finished(process: subprocess.Popen[bytes]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, (out or b"").decode(), (err or b"").decode()


@pytest.mark.parametrize("lines", [8, pytest.param(50, marks=pytest.mark.full)])
def test_four_processes_beside_each_other_lose_nothing(crm: CommandLine, lines: int) -> None:
    processes = [crm.process("add", "-", "--workspace", crm.workspace) for _ in range(4)]
    for number, process in enumerate(processes):
        assert process.stdin is not None
        process.stdin.write(
            "".join(f"Ana{number} Nr{n}, ana{number}.{n}@x.com\n" for n in range(lines)).encode()
        )
        process.stdin.close()
        process.stdin = None

    for process in processes:
        code, _, err = finished(process)
        assert code == 0, err

    assert crm.json("list", "contacts")["total"] == 4 * lines
    assert crm.state()[0]


@pytest.mark.full
def test_forty_processes_lose_nothing(crm: CommandLine) -> None:
    waiting = [f"Ana{n} Nr{n}, ana{n}@x.com" for n in range(40)]
    running: list[subprocess.Popen[bytes]] = []
    while waiting or running:
        while waiting and len(running) < 4:
            running.append(crm.process("add", waiting.pop(), "--workspace", crm.workspace))
        code, _, err = finished(running.pop(0))
        assert code == 0, err

    assert crm.json("list", "contacts")["total"] == 40
    assert crm.state()[0]


@POSIX
def test_ctrl_c_keeps_nothing_of_an_import(crm: CommandLine, many: Path) -> None:
    before = crm.state()
    process, terminal = _on_a_terminal(crm, "import", many, "--workspace", crm.workspace)
    shown = b""
    while b" %" not in shown:
        shown += os.read(terminal, 4096)

    process.send_signal(signal.SIGINT)

    shown = _rest_of(terminal)
    code, out, _ = finished(process)
    assert (code, out) == (3, "")
    assert shown.endswith(b"\rCancelled, nothing changed.\r\n")
    assert crm.state() == before


@POSIX
def test_ctrl_c_says_what_was_saved_before(crm: CommandLine) -> None:
    process = crm.process("add", "-", "--workspace", crm.workspace)
    assert process.stdin is not None
    process.stdin.write(b"Ana, ana@x.com\n")
    process.stdin.flush()
    _wait_for(lambda: crm.json("list", "contacts")["total"] == 1)

    process.send_signal(signal.SIGINT)
    process.wait(60)

    code, _, err = finished(process)
    assert code == 1
    assert "1 step was saved before" in err


@POSIX
def test_nobody_reads_the_output(crm: CommandLine, many: Path) -> None:
    crm("import", many)
    process = crm.process("list", "contacts", "--json")
    assert process.stdout is not None
    process.stdout.read(200)
    process.stdout.close()
    process.stdout = None

    code, _, err = finished(process)

    assert (code, err) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_on_a_full_disk(crm: CommandLine) -> None:
    with Path("/dev/full").open("wb") as full:
        code, _, err = finished(crm.process("get", stdout=full))

    assert code == 3
    assert "could not be written" in err
    assert "Traceback" not in err


def test_output_into_a_pipe_is_utf8_whatever_the_locale(crm: CommandLine) -> None:
    crm("add", "Łucja Ž 田中, l@x.com")
    plain = {
        **os.environ,
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONPATH": str(ROOT),
    }

    code, out, _ = finished(crm.process("list", "contacts", env=plain))

    assert code == 0
    assert "Łucja Ž 田中" in out


def test_without_a_terminal_there_is_no_progress(crm: CommandLine, many: Path) -> None:
    code, _, err = finished(crm.process("import", many, "--dry-run", "--workspace", crm.workspace))

    assert (code, err) == (0, "")


@POSIX
def test_on_a_terminal_progress_is_shown_and_wiped(crm: CommandLine, many: Path) -> None:
    process, terminal = _on_a_terminal(crm, "import", many, "--workspace", crm.workspace)

    shown = _rest_of(terminal)

    assert finished(process)[0] == 0
    assert b"\rImporting many.csv" in shown
    assert shown.rstrip(b" ").endswith(b"\r")


@POSIX
@pytest.mark.full
def test_killed_in_an_import_it_holds_none_or_all(crm: CommandLine, many: Path) -> None:
    chance = random.Random(time.time_ns())
    empty = _content(crm)
    alone = crm.workspace.read_bytes()
    started = time.monotonic()
    assert finished(crm.process("import", many, "--workspace", crm.workspace))[0] == 0
    span = time.monotonic() - started
    full = _content(crm)
    seen: set[str] = set()
    for _ in range(20):
        _put_back(crm, alone)
        process = crm.process("import", many, "--workspace", crm.workspace)
        time.sleep(chance.uniform(0, span))
        process.kill()
        process.communicate()
        now = _content(crm)
        assert now in (empty, full)
        seen.add("none" if now == empty else "all")
        assert crm("add", "Ana, ana@x.com").code == 0
    assert "none" in seen


def _on_a_terminal(crm: CommandLine, *line: object) -> tuple[subprocess.Popen[bytes], int]:
    """A command whose stderr is a terminal, and our end of it."""
    import pty

    ours, theirs = pty.openpty()
    process = crm.process(*line, stderr=theirs)
    os.close(theirs)
    return process, ours


def _rest_of(terminal: int) -> bytes:
    """Everything that is still shown until the command ends; then the terminal is gone."""
    shown = b""
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:
            part = b""
        if not part:
            os.close(terminal)
            return shown
        shown += part


def _content(crm: CommandLine) -> dict[str, int]:
    ok, rows = crm.state()
    assert ok
    return rows


def _put_back(crm: CommandLine, content: bytes) -> None:
    shutil.rmtree(crm.folder / "backups", ignore_errors=True)
    for name in ("shop.crm-wal", "shop.crm-shm"):
        (crm.folder / name).unlink(missing_ok=True)
    crm.workspace.write_bytes(content)


def _wait_for(is_so: object) -> None:
    assert callable(is_so)
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)
