"""``export``: records as tables that the import reads back, people as cards, plans as a calendar, all as a zip."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING

from smallbiz_crm.cli import texts
from smallbiz_crm.cli.arguments import Command, Options, one_of
from smallbiz_crm.cli.output import put, put_json, tell
from smallbiz_crm.cli.progress import TerminalProgress
from smallbiz_crm.cli.session import Session
from smallbiz_crm.words import _, ngettext

if TYPE_CHECKING:
    from smallbiz_crm.services.exports import Exported
    from smallbiz_crm.services.workspace import Workspace

KINDS = ("contacts", "companies", "deals")
CALENDARS = ("calendar", "follow-ups")
EVERYTHING = "everything"
ALL_KINDS = (*KINDS, *CALENDARS, EVERYTHING)
TODOS = "todos"
FORMATS = ("csv", "xlsx", "vcard3", "vcard4", "google", "mailchimp")
CALENDAR_FORMATS = ("ics", TODOS)
ZIP = "zip"
ALL_FORMATS = (*FORMATS, *CALENDAR_FORMATS, ZIP)


def _describe(parser: ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", type=one_of(*ALL_KINDS), help=", ".join(ALL_KINDS))
    parser.add_argument("--to", metavar="FILE", type=Path, required=True, help=_("the file to write"))
    parser.add_argument("--format", metavar="FORMAT", type=one_of(*ALL_FORMATS), help=", ".join(ALL_FORMATS))


def _run(session: Session, options: Options) -> int:
    label = _("Exporting {kind}").format(kind=options.kind)
    with session.reading() as workspace, TerminalProgress(label) as progress:
        done = _write(workspace, options, progress)
    if session.is_json:
        put_json({"file": str(done.file), "sha256": done.sha256, "rows": done.rows})
    else:
        text = ngettext("Wrote {n} record to {file}.", "Wrote {n} records to {file}.", done.rows)
        put(text.format(n=texts.number(done.rows), file=done.file))
        if done.unguarded:
            said = ngettext(
                "{n} cell looks like a formula. Do not open the file in a spreadsheet.",
                "{n} cells look like formulas. Do not open the file in a spreadsheet.",
                done.unguarded,
            )
            tell(said.format(n=texts.number(done.unguarded)))
    return 0


def _write(workspace: Workspace, options: Options, progress: TerminalProgress) -> Exported:
    if options.kind == EVERYTHING and options.format in (None, ZIP):
        return workspace.everything.write(options.to, progress)
    if options.kind in CALENDARS and options.format in (None, *CALENDAR_FORMATS):
        has_items = options.kind == "calendar"
        return workspace.calendar.write(options.to, as_todos=options.format == TODOS, with_items=has_items)
    return workspace.exports.write(options.kind, options.to, form=options.format or "csv", progress=progress)


COMMANDS = {"export": Command(_("write records into a file"), _describe, _run)}
