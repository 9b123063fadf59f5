"""``encrypt`` and ``decrypt``: a password for the workspace, another one, or none any more."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from smallbiz_crm.cli.arguments import Command, Options
from smallbiz_crm.cli.output import Json, put, put_json, tell
from smallbiz_crm.cli.passwords import ask_new_password, can_ask, read_password
from smallbiz_crm.cli.session import Session
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.words import _, ngettext


def _describe_encrypt(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--new-password-file",
        metavar="FILE",
        type=Path,
        help=_("the new password, on the first line; else --password-file for a plain workspace, else asked"),
    )
    _describe_copies(parser)


def _describe_copies(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--remove-open-copies",
        action="store_true",
        help=_("also remove backups that can be read without the password"),
    )


def _encrypt(session: Session, options: Options) -> int:
    from smallbiz_crm.services.encryption import open_copies, protect_workspace, remove_copies

    path = session.path()
    with session.reading() as workspace:
        key = workspace.key
    new_password = _new_password(session, options.new_password_file, path, is_plain=key is None)
    done = protect_workspace(path, key, new_password, session.clock, "command")
    recovery = done.key.recovery_text() if done.key is not None else ""
    copies = open_copies(path)
    removed = remove_copies(copies) if options.remove_open_copies else 0
    if session.is_json:
        told: Json = {"file": str(path), "rows": done.rows, "recovery_key": recovery}
        put_json(
            {**told, "open_copies": [] if removed else [str(copy) for copy in copies], "removed": removed}
        )
        return 0
    tell(_("{file} is encrypted and was read back whole.").format(file=path))
    tell(
        _(
            "The recovery key below opens it without the password. Print it and keep it apart from this machine:"
        )
    )
    put(recovery)
    _tell_copies(copies, removed)
    return 0


def _new_password(session: Session, file: Path | None, path: Path, *, is_plain: bool) -> str:
    """From the file for it; the password given for a plain workspace can only be meant as its new one."""
    if file is not None:
        return read_password(file)
    if is_plain and session.password is not None:
        return session.password
    if can_ask():
        return ask_new_password(path)
    raise Refused("password.none_given")


def _tell_copies(copies: list[Path], removed: int) -> None:
    count = len(copies)
    if removed:
        text = ngettext(
            "{n} backup without a password was removed.",
            "{n} backups without a password were removed.",
            count,
        )
    else:
        text = ngettext(
            "{n} backup can still be read without the password. “encrypt --remove-open-copies” removes it.",
            "{n} backups can still be read without the password. “encrypt --remove-open-copies” removes them.",
            count,
        )
    if count:
        tell(text.format(n=count))


def _describe_decrypt(_parser: ArgumentParser) -> None:
    """It has no options of its own."""


def _decrypt(session: Session, _options: Options) -> int:
    from smallbiz_crm.services.encryption import protect_workspace

    path = session.path()
    with session.reading() as workspace:
        key = workspace.key
    if key is None:
        raise Refused("password.none_set", file=str(path))
    done = protect_workspace(path, key, None, session.clock, "command")
    if session.is_json:
        put_json({"file": str(path), "rows": done.rows})
    else:
        put(_("{file} is no longer encrypted: whoever has the file can read it.").format(file=path))
    return 0


COMMANDS = {
    "encrypt": Command(_("protect the workspace with a password, or change it"), _describe_encrypt, _encrypt),
    "decrypt": Command(_("take the password away"), _describe_decrypt, _decrypt),
}
