"""The line itself: commands, options that may stand anywhere, wrong usage in one sentence with exit code 2."""

from __future__ import annotations

import subprocess
import sys

import pytest
from command_line import ROOT, CommandLine

from smallbiz_crm import __version__
from smallbiz_crm.cli.arguments import MODULES, command_named


def test_version_and_help_need_no_workspace(bare: CommandLine) -> None:
    assert bare("--version").out == f"smallbiz-crm {__version__}\n"
    overview = bare("--help")

    assert overview.code == 0
    assert all(f"\n  {name} " in overview.out for name in MODULES)


@pytest.mark.parametrize("name", sorted(MODULES))
def test_every_command_tells_its_options(bare: CommandLine, name: str) -> None:
    ran = bare(name, "--help")

    assert ran.code == 0
    assert f"smallbiz-crm {name}" in ran.out
    assert "--workspace" in ran.out
    assert command_named(name).summary in ran.out


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (["lst"], "no command “lst”"),
        (["--json"], "Name a command"),
        (["import"], "PATH"),
        (["import", "a.csv", "--frobnicate"], "--frobnicate"),
        (["import", "a.csv", "--on-duplicate", "maybe"], "update, replace, skip, new"),
        (["import", "a.csv", "--leads-since", "03/04/2026"], "no date"),
        (["list"], "KIND"),
        (["list", "people"], "contacts"),
        (["list", "contacts", "--limit", "-3"], "--limit"),
        (["list", "contacts", "--where", "lifecycle"], "field=value"),
        (["report", "sales", "--today", "soon"], "“soon” is no date"),
        (["accountant"], "--to"),
        (["export", "contacts"], "--to"),
        (["history", "--limit", "many"], "no whole number"),
    ],
)
def test_wrong_usage_is_one_sentence_and_code_2(bare: CommandLine, line: list[str], told: str) -> None:
    ran = bare(*line)

    assert ran.code == 2
    assert told in ran.err
    assert ran.err.count("\n") == 1
    assert ran.out == ""


@pytest.mark.parametrize(
    "line",
    [
        ["report", "sales", "--period", "2026-13"],
        ["list", "deals", "--where", "colour=red"],
        ["get", "business.mood"],
        ["set", "business.currency", "gold"],
        ["accountant", "--to", "x", "--formats", "ledger,telepathy"],
    ],
)
def test_words_that_no_workspace_knows_are_wrong_usage(crm: CommandLine, line: list[str]) -> None:
    ran = crm(*line)

    assert ran.code == 2
    assert ran.err.count("\n") == 1


def test_options_of_all_commands_stand_before_or_after(crm: CommandLine) -> None:
    other = crm.folder / "other.crm"
    assert crm("new", other, "--currency", "USD").code == 0

    before = crm("--workspace", other, "--json", "get", "business.currency")
    after = crm("get", "business.currency", f"--workspace={other}", "--json")

    assert before == after
    assert before.facts == {"name": "business.currency", "value": "USD"}


def test_today_is_the_day_the_line_says(crm: CommandLine) -> None:
    crm("add", "Ana, ana@x.com", "--today", "2024-02-29")

    assert crm.json("show", "contact", "1")["created"] == "2024-02-29"


def test_a_short_command_loads_neither_qt_nor_the_database(bare: CommandLine) -> None:
    program = (
        "import sys; from smallbiz_crm.cli import main; main(sys.argv[1:])\n"
        "loaded = {name.partition('.')[0] for name in sys.modules}\n"
        "print(sorted(loaded & {'PySide6', 'sqlalchemy', 'sqlcipher3', 'babel', 'alembic', 'matplotlib'}))"
    )
    for line in (["--version"], ["--help"], ["import", "--help"], ["nonsense"]):
        done = subprocess.run(
            [sys.executable, "-c", program, *line], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert done.stdout.endswith("[]\n"), done.stdout


def test_writing_loads_no_qt_and_nothing_heavy(crm: CommandLine) -> None:
    program = (
        "import sys; from smallbiz_crm.cli import main; code = main(sys.argv[1:])\n"
        "loaded = {name.partition('.')[0] for name in sys.modules}\n"
        "print(code, sorted(loaded & {'PySide6', 'matplotlib', 'xlsxwriter', 'alembic'}))"
    )
    line = ["add", "Ana Silva, ana@x.com", "--workspace", str(crm.workspace)]
    done = subprocess.run(
        [sys.executable, "-c", program, *line], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.endswith("0 []\n"), done.stdout


def test_a_fault_of_the_program_is_a_sentence_and_a_log_entry(
    crm: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from smallbiz_crm.services.places import log_folder
    from smallbiz_crm.services.settings import Settings

    def fail(_settings: Settings) -> None:
        raise ZeroDivisionError("ana@example.com")

    monkeypatch.setattr(Settings, "all", fail)

    ran = crm("get")

    assert ran.code == 3
    assert "Traceback" not in ran.err
    log = next(log_folder().glob("*.log"))
    assert str(log) in ran.err
    written = log.read_text(encoding="utf-8")
    assert "ZeroDivisionError" in written
    assert "ana@example.com" not in written
    assert "smallbiz_crm/cli/settings.py" in written
