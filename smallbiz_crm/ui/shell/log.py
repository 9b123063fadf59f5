"""The program's log: what went wrong and where in the code, never what the user typed or whose data it was."""

from __future__ import annotations

import logging
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from smallbiz_crm.domain.errors import CrmError

LOG = logging.getLogger("smallbiz_crm")
FILE = "smallbiz-crm.log"
BYTES, KEPT = 256 * 1024, 3
FRAMES = 40


def open_log(folder: Path) -> Path | None:
    """Write `LOG` to a file in `folder` that is cut off at 256 KB, three older ones kept; None where it cannot."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handler = RotatingFileHandler(folder / FILE, maxBytes=BYTES, backupCount=KEPT, encoding="utf-8")
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
    return folder / FILE


def close_log() -> None:
    """Take the files away from `LOG` again."""
    for handler in list(LOG.handlers):
        LOG.removeHandler(handler)
        handler.close()


def trace_text(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> str:
    """The calls that led to a failure and its kind; its message is left out, for it may quote data."""
    frames = traceback.extract_tb(trace)[-FRAMES:]
    lines = [f"  {_module(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames]
    name = f"{error.code} ({kind.__name__})" if isinstance(error, CrmError) else kind.__name__
    causes: list[str] = []
    cause = error.__cause__ or error.__context__
    if cause is not None:
        causes = [trace_text(type(cause), cause, cause.__traceback__), "led to"]
    return "\n".join([*causes, *lines, name])


def _module(file: str) -> str:
    """A file of the code from the package on: where it is installed may name the user."""
    parts = Path(file).parts
    for root in ("smallbiz_crm", "site-packages", "lib"):
        if root in parts:
            return "/".join(parts[len(parts) - 1 - parts[::-1].index(root) :])
    return parts[-1] if parts else file


def without_home(text: str) -> str:
    """A message of Qt or the system without the name of the user's own folder."""
    return text.replace(str(Path.home()), "~")
