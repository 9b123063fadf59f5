"""``new``, ``backup``, ``restore``, ``check``: the workspace as a file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from smallbiz_crm.cli import texts
from smallbiz_crm.cli.arguments import Command, Options
from smallbiz_crm.cli.output import Json, put, put_json, put_lines, tell
from smallbiz_crm.cli.session import Session
from smallbiz_crm.words import _, ngettext, phrase


def _describe_new(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help=_("where to make it; the name ends in .crm"))
    parser.add_argument("--currency", metavar="CODE", default="EUR", help=_("home currency (EUR)"))
    parser.add_argument(
        "--fiscal-year-start",
        metavar="MM-DD",
        default="01-01",
        help=_("first day of the fiscal year (01-01)"),
    )
    parser.add_argument(
        "--sample", action="store_true", help=_("fill in a sample company to try things with")
    )


def _new(session: Session, options: Options) -> int:
    from smallbiz_crm.services.places import remember_workspace
    from smallbiz_crm.services.targets import checksum
    from smallbiz_crm.services.workspace import Workspace

    file: Path = options.file
    workspace = Workspace.create(
        file,
        currency=options.currency,
        fiscal_year_start=options.fiscal_year_start,
        with_sample=options.sample,
        clock=session.clock,
    )
    try:
        rows = workspace.backups.rows()
    finally:
        workspace.close()
    remember_workspace(file)
    if session.is_json:
        put_json(_made(file, checksum(file), rows))
    else:
        put(_("Made {file}. It is now the workspace of every command without --workspace.").format(file=file))
    return 0


def _describe_backup(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--to", metavar="FILE", type=Path, help=_("where to; else the folder “backups” beside the workspace")
    )


def _backup(session: Session, options: Options) -> int:
    with session.reading() as workspace:
        made = workspace.backups.make(options.to)
    if session.is_json:
        put_json(_made(made.file, made.sha256, made.rows))
    else:
        put(_("Backed up to {file}; the copy was opened and checked.").format(file=made.file))
    return 0


def _describe_restore(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help=_("the copy to put back"))
    parser.add_argument(
        "--to", metavar="FILE", type=Path, help=_("where to; else the workspace that is meant by this line")
    )


def _restore(session: Session, options: Options) -> int:
    from smallbiz_crm.services.backups import restore_workspace

    target: Path = options.to or session.path()
    restored = session.with_password(
        options.file,
        lambda secret: restore_workspace(options.file, target, session.clock, "command", secret),
    )
    if session.is_json:
        put_json(_made(restored.file, restored.made.sha256, restored.made.rows))
        return 0
    put(_("{file} is now as it was in {copy}.").format(file=restored.file, copy=options.file))
    if restored.aside is not None:
        tell(_("What stood there before was moved to {file}.").format(file=restored.aside))
    return 0


def _made(file: Path, sha256: str, rows: dict[str, int]) -> Json:
    return {"file": str(file), "sha256": sha256, "rows": rows}


def _describe_check(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--rebuild",
        action="store_true",
        help=_("first make anew what is derived from the rows: the search index"),
    )
    parser.add_argument(
        "--recover",
        metavar="FILE",
        type=Path,
        help=_("save every row that can be read of a damaged workspace into a new one, and say what is gone"),
    )


def _recover(session: Session, target: Path) -> int:
    from smallbiz_crm.services.backups import recover_workspace

    path = session.path()
    done = session.with_password(path, lambda secret: recover_workspace(path, target, secret))
    if session.is_json:
        put_json({"file": str(done.file), "rows": done.rows, "lost": done.lost})
    else:
        put(_("What could be read of {damaged} is in {file}.").format(damaged=path, file=done.file))
        for name, count in done.lost.items():
            tell(_("Gone from {table}: {count}.").format(table=name, count=texts.number(count)))
        if not done.lost:
            tell(_("No row is known to be gone."))
    return 1 if done.lost else 0


def _check(session: Session, options: Options) -> int:
    if options.recover is not None:
        return _recover(session, options.recover)
    if options.rebuild:
        with session.writing() as workspace:
            workspace.backups.rebuild()
    with session.reading() as workspace:
        checked = workspace.backups.check()
        path = workspace.path
    problems = [
        {"code": found.code, **found.params, "message": phrase(found.code, **found.params)}
        for found in checked.findings
    ]
    if session.is_json:
        told: Json = {"ok": checked.ok, "problems": problems, "schema": checked.schema, "rows": checked.rows}
        told["content"] = checked.content
        put_json(told)
    else:
        put_lines(texts.pairs((name, texts.number(count)) for name, count in checked.rows.items() if count))
        for problem in problems:
            tell(str(problem["message"]))
        if checked.ok:
            tell(_("{file} is in order.").format(file=path))
        else:
            count = len(problems)
            text = ngettext("{n} problem was found in {file}.", "{n} problems were found in {file}.", count)
            tell(text.format(n=count, file=path))
    return 0 if checked.ok else 1


COMMANDS = {
    "new": Command(_("make a workspace"), _describe_new, _new),
    "backup": Command(_("write a verified copy of the workspace"), _describe_backup, _backup),
    "restore": Command(_("put a copy back in the place of the workspace"), _describe_restore, _restore),
    "check": Command(_("look for damage in the whole workspace"), _describe_check, _check),
}
