"""The wheel holds all that the program needs and runs from any folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pytest

import smallbiz_crm

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ("smallbiz_crm", "resources", "pyproject.toml", "README.md", "LICENSE")

WHERE = """
import smallbiz_crm
from smallbiz_crm.resources import resource
print(smallbiz_crm.__file__, resource(), sep="\\n")
"""

pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh folder that holds the installed wheel and nothing else.

    A pure wheel is installed by unpacking it, so the test needs no installer and no network.
    """
    source = tmp_path_factory.mktemp("source")
    for name in SHIPPED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, source)
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(source / "out")]
    done = subprocess.run(build, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = (source / "out").glob("*.whl")
    target = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def run_installed(installed: Path, elsewhere: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=elsewhere,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def installed_distribution(installed: Path) -> Distribution:
    (distribution,) = distributions(path=[str(installed)])
    return distribution


def test_the_installed_program_runs_from_another_folder(installed: Path, tmp_path: Path):
    done = run_installed(installed, tmp_path, "-m", "smallbiz_crm", "--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert smallbiz_crm.__version__ in done.stdout


def test_the_installed_program_finds_its_own_files(installed: Path, tmp_path: Path):
    done = run_installed(installed, tmp_path, "-c", WHERE)
    package, resources = map(Path, done.stdout.splitlines())
    assert package.parent == installed / "smallbiz_crm"
    assert resources == package.parent / "resources"


def test_every_file_of_the_project_is_in_the_wheel(installed: Path):
    folders = {ROOT / "smallbiz_crm": "smallbiz_crm", ROOT / "resources": "smallbiz_crm/resources"}
    missing = [
        path.relative_to(ROOT)
        for folder, inside in folders.items()
        for path in folder.rglob("*")
        if path.is_file()
        and path.suffix != ".pyc"
        and not (installed / inside / path.relative_to(folder)).exists()
    ]
    assert missing == []


def test_the_wheel_offers_the_command_and_names_what_it_needs(installed: Path):
    distribution = installed_distribution(installed)
    commands = {point.name: point.value for point in distribution.entry_points}
    assert commands["smallbiz-crm"] == "smallbiz_crm.__main__:main"
    assert any(line.startswith("pyside6-essentials") for line in distribution.requires or [])


def test_the_version_is_the_same_everywhere(installed: Path):
    assert installed_distribution(installed).version == smallbiz_crm.__version__
