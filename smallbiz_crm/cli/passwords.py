"""Where a command takes a password from: a file, the environment, or a prompt on a terminal; never the line itself."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path

from smallbiz_crm.domain.errors import NotFound, Refused, Trouble
from smallbiz_crm.words import _

VARIABLE = "SMALLBIZ_CRM_PASSWORD"


def given_password(file: Path | None) -> str | None:
    """The password that the line or the environment names, None where neither does."""
    if file is not None:
        return read_password(file)
    return os.environ.get(VARIABLE) or None


def read_password(file: Path) -> str:
    """The first line of a file. Raises NotFound, Trouble, or Refused ``password.empty``."""
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError as error:
        raise NotFound("file.not_found", file=str(file)) from error
    except UnicodeDecodeError as error:
        raise Refused("password.not_text", file=str(file)) from error
    except OSError as error:
        raise Trouble("file.unreadable", file=str(file), reason=error.strerror or str(error)) from error
    if not lines or not lines[0]:
        raise Refused("password.empty", file=str(file))
    return lines[0]


def can_ask() -> bool:
    """Whether somebody sits at a terminal."""
    return sys.stdin is not None and sys.stdin.isatty()


def ask_password(path: Path) -> str:
    """Ask on the terminal; nothing is shown while it is typed."""
    return getpass.getpass(_("Password of {file}: ").format(file=path.name))


def ask_new_password(path: Path) -> str:
    """Ask twice. Raises Refused ``password.differs``."""
    first = getpass.getpass(_("New password of {file}: ").format(file=path.name))
    if getpass.getpass(_("The same again: ")) != first:
        raise Refused("password.differs")
    return first
