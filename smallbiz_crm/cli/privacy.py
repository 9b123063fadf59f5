"""``privacy``: what a person may ask for: everything that is known about them, and to be forgotten."""

from __future__ import annotations

from argparse import ArgumentParser
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from smallbiz_crm.cli.arguments import Command, Options, one_of
from smallbiz_crm.cli.failures import DONE, UsageError
from smallbiz_crm.cli.output import put, put_json, put_lines
from smallbiz_crm.cli.session import Session
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.words import _
from smallbiz_crm.words.erasing import consequences

if TYPE_CHECKING:
    from smallbiz_crm.domain.privacy import ErasurePreview
    from smallbiz_crm.services.workspace import Workspace

EXPORT, ERASE = "export", "erase"


def _describe(parser: ArgumentParser) -> None:
    parser.add_argument(
        "what",
        metavar="WHAT",
        type=one_of(EXPORT, ERASE),
        help=_("export: write all that is known about a person; erase: forget them for good"),
    )
    parser.add_argument("contact", metavar="CONTACT_ID", help=_("the person's number or uid"))
    parser.add_argument(
        "--to",
        metavar="FILE",
        type=Path,
        help=_("with export: .json, .html, or .zip with both and the files"),
    )
    parser.add_argument(
        "--yes",
        action="store_true",
        help=_("with erase: do it; without, only what would go and stay is said"),
    )


def _run(session: Session, options: Options) -> int:
    if options.what == EXPORT:
        return _export(session, options)
    return _erase(session, options)


def _export(session: Session, options: Options) -> int:
    if options.to is None:
        raise UsageError(_("Name the file to write with --to FILE."))
    with session.reading() as workspace:
        written = workspace.privacy.export(_person(workspace, options), options.to)
    if session.is_json:
        put_json({"file": str(written), "sha256": sha256(written.read_bytes()).hexdigest(), "rows": 1})
    else:
        put(_("Wrote {file}.").format(file=written))
    return DONE


def _erase(session: Session, options: Options) -> int:
    """Without ``--yes`` nothing changes, and the exit code says so to a script."""
    if not options.yes:
        with session.reading() as workspace:
            contact_id = _person(workspace, options)
            told = workspace.privacy.preview(contact_id)
        _tell(session, contact_id, told, erased=False)
        raise Refused("privacy.not_confirmed")
    with session.writing() as workspace:
        contact_id = _person(workspace, options)
        told = workspace.privacy.preview(contact_id)
        workspace.privacy.erase(contact_id)
    _tell(session, contact_id, told, erased=True)
    return DONE


def _person(workspace: Workspace, options: Options) -> int:
    return workspace.records.id_of("contact", options.contact)


def _tell(session: Session, contact_id: int, told: ErasurePreview, *, erased: bool) -> None:
    if session.is_json:
        put_json(
            {
                "contact": contact_id,
                "erased": erased,
                "activities": told.activities,
                "files": told.files,
                "deals": told.deals,
                "sales_kept": told.sales_kept,
                "backups": list(told.backups),
            }
        )
        return
    put_lines(consequences(told))
    if erased:
        put(_("The person was erased."))


COMMANDS = {"privacy": Command(_("write everything about a person, or erase them"), _describe, _run)}
