from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from smallbiz_crm.ui.kit import private_files
from smallbiz_crm.ui.kit.private_files import PrivateFiles, is_document, remove_left_behind, safe_name


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def files() -> Iterator[PrivateFiles]:
    made = PrivateFiles()
    yield made
    made.clear()


@pytest.mark.skipif(sys.platform == "win32", reason="rights are other there")
def test_only_the_user_may_read_what_is_opened(files: PrivateFiles) -> None:
    path = files.write("Invoice 7.pdf", b"%PDF")
    assert path.name == "Invoice 7.pdf"
    assert path.read_bytes() == b"%PDF"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.parent.parent.stat().st_mode) == 0o700


def test_two_files_of_one_name_do_not_meet(files: PrivateFiles) -> None:
    first, second = files.write("a.pdf", b"1"), files.write("a.pdf", b"2")
    assert (first.read_bytes(), second.read_bytes()) == (b"1", b"2")


def test_clearing_removes_all_and_writing_goes_on_after_it(files: PrivateFiles, temporary: Path) -> None:
    path = files.write("a.pdf", b"1")
    files.clear()
    assert not path.exists()
    assert list(temporary.iterdir()) == []
    assert files.write("b.pdf", b"2").read_bytes() == b"2"


def test_what_a_killed_process_left_is_removed_and_a_living_one_is_left_alone(
    files: PrivateFiles, temporary: Path
) -> None:
    program = (
        "import os, tempfile; tempfile.tempdir = {folder!r}\n"
        "from smallbiz_crm.ui.kit.private_files import private_files\n"
        "print(private_files.write('a.pdf', b'1'), flush=True); os._exit(9)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program.format(folder=str(temporary))],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(private_files.__file__).parents[3])},
    )
    left = Path(done.stdout.strip())
    assert left.exists(), done.stderr
    mine = files.write("b.pdf", b"2")
    assert not left.exists()
    remove_left_behind()
    assert mine.exists()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\a.pdf", "a.pdf"),
        ("Rechnung für Ä & B.pdf", "Rechnung für Ä _ B.pdf"),
        ("a:b|c?.png", "a_b_c_.png"),
        (".pdf", "pdf"),
        ("...", "file"),
        ("", "file"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
    ],
)
def test_names_are_made_safe_and_keep_their_ending(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("a.pdf", True),
        ("A.JPG", True),
        ("a.pdf.exe", False),
        ("run.desktop", False),
        ("a.html", False),
        ("a", False),
    ],
)
def test_only_documents_are_opened(name: str, is_one: bool) -> None:
    assert is_document(name) is is_one
