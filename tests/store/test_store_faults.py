"""Kills, a full disk and many writers: what was said to be saved is there, and the file is in order.

The numbers are small here; ``KILLS`` and ``WRITES`` in the environment raise them (docs/reliability.md).
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.errors import Trouble
from smallbiz_crm.services.encryption import protect_workspace
from smallbiz_crm.services.workspace import Workspace

pytestmark = [
    pytest.mark.full,
    pytest.mark.skipif(sys.platform != "linux", reason="kills and mounts as Linux knows them"),
]
ROOT = Path(__file__).resolve().parents[2]
CLOCK = FixedClock(date(2026, 5, 14))
PASSWORD = "correct horse"
KILLS = int(os.environ.get("KILLS", "20"))
WRITES = int(os.environ.get("WRITES", "10"))

WRITER = """
import random, sys
from datetime import date
from pathlib import Path
from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.services.workspace import Workspace
path, secret, seed = Path(sys.argv[1]), sys.argv[2] or None, int(sys.argv[3])
workspace = Workspace.open(path, clock=FixedClock(date(2026, 5, 14)), holder="window", secret=secret)
chance = random.Random(seed)
print("ready", flush=True)
number = 0
while True:
    number += 1
    name = f"Person {seed} {number}"
    contact = workspace.contacts.add(NewContact(name, emails=(f"p{seed}.{number}@x.example",)))
    print(f"saved {contact} {name}", flush=True)
    kind = chance.randrange(5)
    if kind == 0:
        workspace.contacts.edit(contact, job_title=f"Title {number}")
    elif kind == 1:
        workspace.contacts.trash([contact])
    elif kind == 2:
        print(f"undoing {contact} {name}", flush=True)
        workspace.history.undo()
        workspace.history.redo()
        print(f"saved {contact} {name}", flush=True)
    elif kind == 3:
        workspace.backups.make()
    else:
        workspace.settle()
"""


@pytest.fixture(params=["plain", "encrypted"])
def guarded(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    """A workspace and its password, which may be none."""
    workspace = Workspace.create(tmp_path / "a.crm", clock=CLOCK)
    workspace.close()
    if request.param == "plain":
        return workspace.path, ""
    protect_workspace(workspace.path, None, PASSWORD, CLOCK, "command")
    return workspace.path, PASSWORD


def killed(path: Path, password: str, seed: int, chance: random.Random) -> dict[int, str]:
    """What a writer said was saved, and did not begin to undo, before it was killed in one of its steps."""
    command = [sys.executable, "-c", WRITER, str(path), password, str(seed)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        told = [child.stdout.readline().rstrip("\n") for _ in range(chance.randint(1, 6))]
        time.sleep(chance.uniform(0, 0.02))
        child.send_signal(signal.SIGKILL)
        told += child.stdout.read().splitlines()
    saved: dict[int, str] = {}
    for line in told:
        word, contact, name = line.split(" ", 2)
        if word == "saved":
            saved[int(contact)] = name
        else:
            saved.pop(int(contact))
    return saved


def test_a_kill_at_any_moment_loses_nothing_that_was_saved(guarded: tuple[Path, str]) -> None:
    path, password = guarded
    chance = random.Random(11)
    saved: dict[int, str] = {}
    for seed in range(KILLS):
        saved.update(killed(path, password, seed, chance))
        workspace = Workspace.open(path, clock=CLOCK, secret=password or None)
        try:
            assert workspace.backups.check().findings == ()
            held = {row[0]: row[1] for row in workspace.contacts.rows(list(saved))}
            assert held == saved
        finally:
            workspace.close()
    assert len(saved) > KILLS


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 8 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root may mount a small file system")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_loses_nothing_and_work_goes_on_when_there_is_room(small_disk: Path) -> None:
    workspace = Workspace.create(small_disk / "a.crm", clock=CLOCK)
    saved = [workspace.contacts.add(NewContact("Ana"))]
    for left in (400_000, 100_000, 40_000, 12_000, 0):
        ballast = small_disk / "ballast"
        ballast.write_bytes(b"x" * max(0, shutil.disk_usage(small_disk).free - left))
        refused = 0
        for number in range(60):
            try:
                saved.append(workspace.contacts.add(NewContact(f"Person {left} {number} " + "n" * 100)))
            except Trouble as error:
                assert error.code in ("disk.full", "disk.failed")  # noqa: PT017 - most of them succeed
                refused += 1
                break
        with pytest.raises(Trouble):
            workspace.backups.make()
        assert not list(small_disk.rglob("*.part"))
        ballast.unlink()
        saved.append(workspace.contacts.add(NewContact(f"After {left}")))
        assert workspace.backups.check().findings == ()
        assert workspace.contacts.count() == len(saved)
    workspace.close()
    again = Workspace.open(small_disk / "a.crm", clock=CLOCK)
    assert again.contacts.count() == len(saved)
    again.close()


def test_encrypting_on_a_full_disk_changes_nothing(small_disk: Path) -> None:
    path = small_disk / "a.crm"
    Workspace.create(path, clock=CLOCK, with_sample=True).close()
    (small_disk / "ballast").write_bytes(b"x" * max(0, shutil.disk_usage(small_disk).free - 700_000))
    with pytest.raises(Trouble) as refused:
        protect_workspace(path, None, PASSWORD, CLOCK, "command")
    assert refused.value.code in ("disk.full", "disk.failed", "file.not_writable")
    assert not list(small_disk.rglob("*.encrypting"))
    workspace = Workspace.open(path, clock=CLOCK)
    assert workspace.key is None
    assert workspace.backups.check().ok
    workspace.close()


def test_four_commands_that_write_at_once_all_arrive(tmp_path: Path) -> None:
    path = tmp_path / "a.crm"
    Workspace.create(path, clock=CLOCK).close()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    start = "import sys; from smallbiz_crm.cli import main; sys.exit(main(sys.argv[1:]))"
    children: list[subprocess.Popen[str]] = []
    for process in range(4):
        lines = "\n".join(f"Person {process} {n}, p{process}.{n}@x.example" for n in range(WRITES))
        command = [sys.executable, "-c", start, "--workspace", str(path), "add", "-"]
        child = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert child.stdin is not None
        child.stdin.write(lines + "\n")
        child.stdin.close()
        child.stdin = None
        children.append(child)
    assert [(child.communicate()[1], child.returncode) for child in children] == [("", 0)] * 4
    workspace = Workspace.open(path, clock=CLOCK)
    assert workspace.contacts.count() == 4 * WRITES
    assert workspace.backups.check().findings == ()
    workspace.close()
