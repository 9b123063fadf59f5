"""The arrows between the rooms hold, and each contract would notice an import that breaks it."""

from __future__ import annotations

import ast
import shutil
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "smallbiz_crm"

HEAVY = ("matplotlib", "xlsxwriter", "alembic", "babel", "charset_normalizer", "phonenumbers", "openpyxl")
NETWORK = ("socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "imaplib", "poplib", "xmlrpc",
           "socketserver", "requests", "httpx", "PySide6.QtWebSockets")  # fmt: skip
NETWORK_CLASSES = ("QNetworkAccessManager", "QTcpSocket", "QUdpSocket", "QSslSocket", "QTcpServer")

PLANTED = {
    "The layers point down": ("store", "import smallbiz_crm.services"),
    "The window and the command line speak only to services, domain and words": (
        "cli",
        "import smallbiz_crm.store",
    ),
    "No Qt below the window": ("services", "import PySide6.QtCore"),
    "Only the store knows the database": ("services", "import sqlite3"),
    "Only the store knows the tables": ("services", "import smallbiz_crm.store.tables"),
    "Pages never import each other": ("ui.today", "import smallbiz_crm.ui.contacts"),
    "Inside the window: shell over pages over desk over kit": (
        "ui.today",
        "import smallbiz_crm.ui.shell",
    ),
    "The kit knows no word of the business": ("ui.kit", "import smallbiz_crm.domain"),
}


def contract_names() -> list[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]


def broken_contracts(folder: Path) -> set[str]:
    """The names of the contracts that the package in `folder` breaks."""
    program = "from importlinter.cli import lint_imports; import sys; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    broken = {name for name in contract_names() if f"{name} BROKEN" in " ".join(done.stdout.split())}
    assert bool(done.returncode) == bool(broken), done.stdout + done.stderr
    return broken


def run_python(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(PACKAGE, tmp_path / PACKAGE.name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def plant(copy: Path, room: str, line: str) -> None:
    """Put `line` at the top of a new module in `room`, made where it does not exist yet."""
    folder = copy / PACKAGE.name / room.replace(".", "/")
    folder.mkdir(exist_ok=True)
    (folder / "__init__.py").touch()
    (folder / "planted.py").write_text(line + "\n", encoding="utf-8")


def test_the_program_keeps_every_contract():
    assert broken_contracts(ROOT) == set()


def test_every_contract_has_an_import_that_breaks_it():
    assert sorted(PLANTED) == sorted(contract_names())


@pytest.mark.full
@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_import_breaks_its_contract(copy: Path, contract: str):
    assert contract not in broken_contracts(copy)
    plant(copy, *PLANTED[contract])
    assert contract in broken_contracts(copy)


@pytest.mark.parametrize("module", ["smallbiz_crm.app", "smallbiz_crm.__main__"])
def test_starting_imports_no_heavy_library(module: str):
    if not (PACKAGE / f"{module.rpartition('.')[2]}.py").exists():
        pytest.skip(f"{module} is not written yet")
    loaded = run_python(f"import sys, {module}; print(*sys.modules)").split()
    assert [name for name in HEAVY if name in loaded] == []


def test_the_command_line_loads_no_qt():
    if not (PACKAGE / "__main__.py").exists():
        pytest.skip("smallbiz_crm.__main__ is not written yet")
    loaded = run_python("import sys, smallbiz_crm.__main__; print(*sys.modules)").split()
    assert [name for name in loaded if name.startswith(("PySide6", "shiboken6"))] == []


def test_no_module_can_open_a_network_connection():
    assert {
        path.name: names for path in sorted(PACKAGE.rglob("*.py")) if (names := network_imports(path))
    } == {}


def network_imports(path: Path) -> list[str]:
    names = imported_names(ast.parse(path.read_text(encoding="utf-8")))
    modules = tuple(f"{module}." for module in NETWORK)
    return [name for name in names if name.startswith(modules) or name.split(".")[-2] in NETWORK_CLASSES]


def imported_names(tree: ast.Module) -> list[str]:
    """What a module imports, in full and ending with a dot: ``urllib.request.urlopen.``."""
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [f"{alias.name}." for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names += [f"{node.module}.{alias.name}." for alias in node.names]
    return names


def test_tests_cannot_reach_the_network():
    with socket.socket(socket.AF_INET) as connection, pytest.raises(AssertionError, match="use the network"):
        connection.connect(("127.0.0.1", 9))
