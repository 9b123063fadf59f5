"""The pinned versions answer what the project asks for and lack the faults that made us pin them."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from sqlcipher3 import dbapi2

ROOT = Path(__file__).resolve().parent.parent

PAINTING = """
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QPen

application = QGuiApplication([])
image = QImage(8, 8, QImage.Format.Format_RGB32)
painter = QPainter(image)
pen = QPen()
for _ in range(20_000):
    painter.setPen(pen)
painter.end()
print("painted")
"""


def pinned(name: str) -> dict[tuple[str, str], str]:
    """The version of each package in a pinned list, by its name and the condition that it stands under."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    wanted = [Requirement(line.rstrip(" \\")) for line in lines if line[:1].isalnum()]
    return {
        (canonicalize_name(one.name), str(one.marker or "")): str(one.specifier).removeprefix("==")
        for one in wanted
    }


def asked(extra: str = "") -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [
        Requirement(line)
        for line in project["dependencies"] + project["optional-dependencies"].get(extra, [])
    ]


@pytest.mark.parametrize(("name", "extra"), [("requirements.txt", ""), ("requirements-dev.txt", "dev")])
def test_the_pinned_list_answers_what_the_project_asks_for(name: str, extra: str):
    versions = pinned(name)
    for requirement in asked(extra):
        found = [
            version
            for (package, _), version in versions.items()
            if package == canonicalize_name(requirement.name)
        ]
        assert found, f"{requirement} is missing in {name}; CONTRIBUTING.md tells how to pin it"
        assert all(requirement.specifier.contains(version) for version in found), (
            f"{requirement} in {name}: {found}"
        )


def test_the_developers_list_holds_all_that_the_program_runs_on():
    assert pinned("requirements.txt").items() <= pinned("requirements-dev.txt").items()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-uv.txt"])
def test_every_pinned_package_has_its_hashes_and_no_address(name: str):
    text = (ROOT / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\w)", text)
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text


def test_qt_survives_painting_for_long():
    """PySide6 6.12.0 on Python 3.11 loses a reference to None with each call and dies after about 5,000."""
    done = subprocess.run([sys.executable, "-c", PAINTING], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "painted"), done.stderr


def test_sqlite_is_new_enough():
    """Older ones have a bug in WAL files that two connections write at once, fixed in 3.51.3."""
    assert dbapi2.sqlite_version_info >= (3, 51, 3)


def test_sqlite_encrypts_and_searches():
    connection = dbapi2.connect(":memory:")
    options = {row[0] for row in connection.execute("PRAGMA compile_options")}
    version = connection.execute("PRAGMA cipher_version").fetchone()
    connection.close()
    assert version is not None
    assert "ENABLE_FTS5" in options


@pytest.mark.x11
def test_a_window_opens_on_a_real_display(qtbot: QtBot):
    window = QWidget()
    field = QLineEdit(window)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    qtbot.keyClicks(field, "Ada")
    assert (QGuiApplication.platformName(), field.text()) == ("xcb", "Ada")
