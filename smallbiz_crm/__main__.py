"""Reads the line: a command goes to the command line, without one the window opens. Loads neither by itself."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from smallbiz_crm.words import _

_CAPTURE = "--capture"
_WITH_VALUE = ("--workspace", "--today")


@dataclass(frozen=True, slots=True)
class WindowLine:
    """A line that names no command: what it asks of the window."""

    workspace: Path | None = None
    today: date | None = None
    capture: bool = False


def main(argv: list[str] | None = None) -> int:
    """Run the program. Returns the exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    try:
        line = window_line(arguments)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if line is None:
        from smallbiz_crm.cli import main as run_command

        return run_command(arguments)
    from smallbiz_crm.app import Options, run

    return run(Options(line.workspace, line.today, line.capture))


def window_line(arguments: list[str]) -> WindowLine | None:
    """What the line asks of the window, or None when it is one for the command line.

    A workspace file alone opens it, which is what a double click on it does; ``--capture`` shows only the
    capture line. Raises ValueError with a sentence.
    """
    values: dict[str, str] = {}
    rest = list(arguments)
    is_capture = False
    while rest:
        word = rest.pop(0)
        name, has_sign, value = word.partition("=")
        if word == _CAPTURE:
            is_capture = True
        elif name in _WITH_VALUE and (has_sign or rest):
            values[name] = value if has_sign else rest.pop(0)
        elif word.endswith(".crm") and not word.startswith("-") and not rest:
            values["--workspace"] = word
        else:
            return None
    workspace = values.get("--workspace")
    return WindowLine(Path(workspace) if workspace else None, _day(values.get("--today")), is_capture)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(_("“{value}” is no date. Write it like 2026-03-15.").format(value=text)) from None


if __name__ == "__main__":
    sys.exit(main())
