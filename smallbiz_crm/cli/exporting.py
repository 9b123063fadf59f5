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
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.words import _, left_out_sentence, ngettext

if TYPE_CHECKING:
    from smallbiz_crm.services.exports import Exported
    from smallbiz_crm.services.workspace import Workspace

KINDS = ("contacts", "companies", "deals", "campaigns", "spend")
CALENDARS = ("calendar", "follow-ups")
EVERYTHING = "everything"
ALL_KINDS = (*KINDS, *CALENDARS, EVERYTHING)
TODOS = "todos"
TABLES = ("csv", "xlsx")
FORMATS = (*TABLES, "vcard3", "vcard4", "google", "mailchimp")
CALENDAR_FORMATS = ("ics", TODOS)
ZIP = "zip"
ALL_FORMATS = (*FORMATS, *CALENDAR_FORMATS, ZIP)
FORMATS_OF = {
    "contacts": FORMATS,
    "companies": TABLES,
    "deals": TABLES,
    "campaigns": TABLES,
    "spend": TABLES,
    "calendar": CALENDAR_FORMATS,
    "follow-ups": (*CALENDAR_FORMATS, *TABLES),
    EVERYTHING: (ZIP,),
}
"""The formats of each kind; the first is taken where neither ending nor option tells one."""
ENDINGS = {
    ".csv": ("csv", "google", "mailchimp"),
    ".xlsx": ("xlsx",),
    ".vcf": ("vcard4", "vcard3"),
    ".vcard": ("vcard4", "vcard3"),
    ".ics": CALENDAR_FORMATS,
    ".zip": (ZIP,),
}
"""The formats that a file of each ending may have, the usual one first."""


def _describe(parser: ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", type=one_of(*ALL_KINDS), help=", ".join(ALL_KINDS))
    parser.add_argument("--to", metavar="FILE", type=Path, required=True, help=_("the file to write"))
    parser.add_argument(
        "--format",
        metavar="FORMAT",
        type=one_of(*ALL_FORMATS),
        help=", ".join(ALL_FORMATS) + "; " + _("without it the ending of the file tells"),
    )
    parser.add_argument("--segment", metavar="NAME", help=_("of contacts, only the people of a segment"))


def _run(session: Session, options: Options) -> int:
    label = _("Exporting {kind}").format(kind=options.kind)
    with session.reading() as workspace, TerminalProgress(label) as progress:
        done = _write(workspace, options, progress)
    if session.is_json:
        left_out = {"left_out": dict(done.left_out)} if done.left_out else {}
        put_json({"file": str(done.file), "sha256": done.sha256, "rows": done.rows, **left_out})
    else:
        text = ngettext("Wrote {n} record to {file}.", "Wrote {n} records to {file}.", done.rows)
        put(text.format(n=texts.number(done.rows), file=done.file))
        if done.left_out:
            tell(left_out_sentence(done.left_out))
        if done.unguarded:
            said = ngettext(
                "{n} cell looks like a formula. Do not open the file in a spreadsheet.",
                "{n} cells look like formulas. Do not open the file in a spreadsheet.",
                done.unguarded,
            )
            tell(said.format(n=texts.number(done.unguarded)))
    return 0


def _write(workspace: Workspace, options: Options, progress: TerminalProgress) -> Exported:
    form = _form(options.kind, options.to, options.format)
    if form == ZIP:
        return workspace.everything.write(options.to, progress)
    if form in CALENDAR_FORMATS:
        has_items = options.kind == "calendar"
        return workspace.calendar.write(options.to, as_todos=form == TODOS, with_items=has_items)
    ids = None
    if options.segment is not None:
        if options.kind != "contacts":
            raise Refused("export.segment_of_people", kind=options.kind)
        ids = workspace.contacts.ids(rule=workspace.segments.rule_of(options.segment))
    return workspace.exports.write(options.kind, options.to, form=form, ids=ids, progress=progress)


def _form(kind: str, target: Path, asked: str | None) -> str:
    """The format asked for, else the one that the file's ending tells, else the kind's usual one.

    Raises Refused for one in which the kind cannot be written, and where option and ending contradict.
    """
    known, ending = FORMATS_OF[kind], target.suffix.lower()
    by_ending = ENDINGS.get(ending, ())
    if asked is None:
        fitting = next((form for form in by_ending if form in known), None)
        if by_ending and fitting is None:
            raise Refused("export.form_unfit", kind=kind, format=ending, known=", ".join(known))
        return fitting or known[0]
    if asked not in known:
        raise Refused("export.form_unfit", kind=kind, format=asked, known=", ".join(known))
    if by_ending and asked not in by_ending:
        raise Refused("export.ending_contradicts", file=str(target), ending=ending, format=asked)
    return asked


COMMANDS = {"export": Command(_("write records into a file"), _describe, _run)}
