"""Reading the line: which command, its options, and the options of all commands, which may stand anywhere."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from smallbiz_crm import __version__
from smallbiz_crm.cli.failures import Committed, UsageError
from smallbiz_crm.cli.output import put, put_lines
from smallbiz_crm.cli.session import Session
from smallbiz_crm.words import _

PROGRAM = "smallbiz-crm"
MODULES = {
    "new": "workspaces",
    "import": "importing",
    "export": "exporting",
    "list": "listing",
    "show": "showing",
    "add": "capturing",
    "scan": "qr",
    "vcard-qr": "qr",
    "privacy": "privacy",
    "report": "reporting",
    "accountant": "accounting",
    "undo": "stepping",
    "redo": "stepping",
    "history": "stepping",
    "set": "settings",
    "get": "settings",
    "backup": "workspaces",
    "restore": "workspaces",
    "check": "workspaces",
    "encrypt": "encrypting",
    "decrypt": "encrypting",
}
_WITH_VALUE = frozenset(("--workspace", "--password-file", "--today"))

Options = argparse.Namespace


@dataclass(frozen=True, slots=True)
class Command:
    """`describe` adds the command's own options; `run` does it and returns the exit code."""

    summary: str
    describe: Callable[[argparse.ArgumentParser], None]
    run: Callable[[Session, Options], int]


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence and leaves ending the program to others."""

    def error(self, message: str) -> NoReturn:
        problem = message.removeprefix("argument ").strip()
        ending = "" if problem.endswith((".", ")")) else "."
        raise UsageError(
            _("{problem} Type “{program} --help” for how to use it.").format(
                problem=f"{problem[:1].upper()}{problem[1:]}{ending}", program=self.prog
            )
        )


def parsed(argv: Sequence[str], committed: Committed) -> Callable[[], int] | None:
    """What the line asks for, ready to be called; None when it was answered already (help, version)."""
    name, rest = _split(argv)
    if name is None:
        return _without_command(argv)
    if name not in MODULES:
        known = ", ".join(MODULES)
        raise UsageError(
            _("There is no command “{name}”. The commands are: {known}.").format(name=name, known=known)
        )
    command = command_named(name)
    parser = Parser(f"{PROGRAM} {name}", description=command.summary, allow_abbrev=False)
    command.describe(parser)
    _add_common(parser)
    try:
        options = parser.parse_args(rest)
    except SystemExit:
        return None
    if options.version:
        return _show_version
    session = Session(
        options.workspace, options.today, committed, is_json=options.json, password_file=options.password_file
    )
    return partial(command.run, session, options)


def command_named(name: str) -> Command:
    commands: Mapping[str, Command] = import_module(f"smallbiz_crm.cli.{MODULES[name]}").COMMANDS
    return commands[name]


def _split(argv: Sequence[str]) -> tuple[str | None, list[str]]:
    """The command, and everything else of the line."""
    position = 0
    while position < len(argv):
        word = argv[position]
        if word in _WITH_VALUE:
            position += 2
        elif word.startswith("-"):
            position += 1
        else:
            return word, [*argv[:position], *argv[position + 1 :]]
    return None, list(argv)


def _without_command(argv: Sequence[str]) -> Callable[[], int]:
    if "--version" in argv:
        return _show_version
    if not argv or {"-h", "--help"} & set(argv):
        return _show_overview
    known = ", ".join(MODULES)
    raise UsageError(_("Name a command after the options: {known}.").format(known=known))


def _show_version() -> int:
    put(f"{PROGRAM} {__version__}")
    return 0


def _show_overview() -> int:
    put(f"{PROGRAM} [--workspace FILE] [--password-file FILE] [--today DATE] [--json] COMMAND …")
    put()
    put_lines(f"  {name:<12}{command_named(name).summary}" for name in MODULES)
    put()
    put(_("“{program} COMMAND --help” tells the options of a command.").format(program=PROGRAM))
    put(_("Without a command the window opens."))
    put(_("Exit codes: 0 done, 1 done in part, 2 wrong usage, 3 refused or failed with nothing changed."))
    return 0


def _add_common(parser: argparse.ArgumentParser) -> None:
    common = parser.add_argument_group(_("options of every command"))
    common.add_argument(
        "--workspace", metavar="FILE", type=Path, help=_("the workspace; else the one opened last")
    )
    common.add_argument(
        "--password-file",
        metavar="FILE",
        type=Path,
        help=_(
            "the password of an encrypted workspace, on the first line; else SMALLBIZ_CRM_PASSWORD, else asked"
        ),
    )
    common.add_argument("--today", metavar="DATE", type=day, help=_("pretend that today is DATE"))
    common.add_argument("--json", action="store_true", help=_("print one JSON object"))
    common.add_argument("--version", action="store_true", help=_("print the version of the program"))


# -- values ---------------------------------------------------------------------------------------------------


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            _("“{value}” is no date. Write it like 2026-03-15.").format(value=text)
        ) from None


def count(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(10**12)):
        raise argparse.ArgumentTypeError(_("“{value}” is no whole number.").format(value=text))
    return int(text)


def one_of(*words: str) -> Callable[[str], str]:
    """A reader of one of a few words."""

    def read(text: str) -> str:
        if text not in words:
            raise argparse.ArgumentTypeError(
                _("“{value}” is not one of: {known}.").format(value=text, known=", ".join(words))
            )
        return text

    return read


def pair(text: str) -> tuple[str, str]:
    """``field=value``"""
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise argparse.ArgumentTypeError(
            _("“{value}” is no pair. Write it like field=value.").format(value=text)
        )
    return name.strip(), value.strip()
