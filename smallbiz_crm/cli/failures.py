"""How a command ends when it cannot do what was asked: one sentence on stderr, an exit code, never a traceback."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from smallbiz_crm.cli.output import flush, tell
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.words import _, ngettext, sentence

DONE, IN_PART, USAGE, FAILED = 0, 1, 2, 3
FRAMES = 40
LOG_FILE = "smallbiz-crm.log"
_USAGE_CODES = frozenset(
    (
        "currency.unknown",
        "day.unreadable",
        "export.ending_contradicts",
        "export.form_unfit",
        "export.unknown_format",
        "export.unknown_kind",
        "filter.unknown_field",
        "fiscal_year.unreadable",
        "import.kind_not_here",
        "mapping.not_a_pair",
        "mapping.unknown_field",
        "mapping.unknown_kind",
        "mapping.unknown_source",
        "pack.unknown_format",
        "period.unreadable",
        "setting.unfit",
        "setting.unknown",
        "stage.unfit_probability",
    )
)
"""Refusals of what was typed on the line, whatever the workspace and the files hold."""


@dataclass(slots=True)
class Committed:
    """How many steps a command has saved so far: what fails or is stopped after that is done in part."""

    steps: int = 0


class UsageError(Exception):
    """The line cannot be understood; its text is the sentence to show."""


def watched(run: Callable[[], int], committed: Committed) -> int:
    """Run a command to its exit code, whatever happens in it."""
    try:
        code = run()
        flush()
    except UsageError as error:
        tell(str(error))
        code = USAGE
    except CrmError as error:
        tell(told(error))
        code = USAGE if error.code in _USAGE_CODES else _stopped(committed)
    except KeyboardInterrupt:
        tell(_cancelled(committed))
        code = _stopped(committed)
    except BrokenPipeError:
        _let_go_of_stdout()
        code = DONE
    except Exception as error:  # noqa: BLE001 - the one place where a bug becomes a sentence and a log entry
        tell(_bug(error))
        code = _stopped(committed)
    return code


def _stopped(committed: Committed) -> int:
    return IN_PART if committed.steps else FAILED


def _cancelled(committed: Committed) -> str:
    if not committed.steps:
        return _("Cancelled, nothing changed.")
    text = ngettext(
        "Stopped; {n} step was saved before. “smallbiz-crm history” lists it.",
        "Stopped; {n} steps were saved before. “smallbiz-crm history” lists them.",
        committed.steps,
    )
    return text.format(n=committed.steps)


def told(error: CrmError) -> str:
    """The sentence for a failure, with the option that answers it where there is one."""
    hints = {
        "import.day_unclear": _("(--date-order dmy or mdy)"),
        "import.amount_unclear": _("(--decimal comma or point)"),
    }
    return " ".join(filter(None, (sentence(error), hints.get(error.code))))


def _let_go_of_stdout() -> None:
    """Whoever read the output has enough; what is still in the buffer must not complain at the end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


# -- bugs -----------------------------------------------------------------------------------------------------


def _bug(error: Exception) -> str:
    """Log the failure and say so. The log holds where in the code it happened, never whose data it was."""
    name = type(error).__name__
    log = _logged(_trace(error))
    if log is None:
        return _(
            "Something went wrong that should not have ({name}), and it could not be logged. "
            "Run “smallbiz-crm check”, then try again."
        ).format(name=name)
    return _(
        "Something went wrong that should not have ({name}). The details are in {log}; "
        "run “smallbiz-crm check”, then try again."
    ).format(name=name, log=log)


def _trace(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    lines = [f"  {_module(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames]
    cause = error.__cause__ or error.__context__
    before = [_trace(cause), "led to"] if cause is not None else []
    return "\n".join([*before, *lines, type(error).__name__])


def _module(file: str) -> str:
    """A file of the code from the package on: where it is installed may name the user."""
    parts = Path(file).parts
    for root in ("smallbiz_crm", "site-packages", "lib"):
        if root in parts:
            return "/".join(parts[len(parts) - 1 - parts[::-1].index(root) :])
    return parts[-1] if parts else file


def _logged(text: str) -> Path | None:
    """The log that `text` was added to; None where it cannot be written."""
    from smallbiz_crm.services.places import log_folder

    try:
        log_folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        moment = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M:%S")
        with (log_folder() / LOG_FILE).open("a", encoding="utf-8") as file:
            file.write(f"{moment} ERROR command line\n{text}\n")
    except OSError:
        return None
    return log_folder() / LOG_FILE
