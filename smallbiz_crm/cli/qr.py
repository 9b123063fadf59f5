"""``vcard-qr`` draws a card as a QR code; ``scan`` says what the code in a picture means, and saves nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from smallbiz_crm.cli.arguments import Command, Options
from smallbiz_crm.cli.capturing import understood_lines
from smallbiz_crm.cli.failures import DONE
from smallbiz_crm.cli.output import put, put_json, put_lines
from smallbiz_crm.cli.session import Session
from smallbiz_crm.words import _


def _describe_write(parser: ArgumentParser) -> None:
    parser.add_argument(
        "contact",
        metavar="CONTACT_ID",
        nargs="?",
        help=_("whose card; without it your own, from the settings"),
    )
    parser.add_argument("--to", metavar="FILE.png", type=Path, required=True, help=_("the picture to write"))


def _write(session: Session, options: Options) -> int:
    with session.reading() as workspace:
        contact = None if options.contact is None else workspace.records.id_of("contact", options.contact)
        done = workspace.qr.write(options.to, contact)
    if session.is_json:
        put_json({"file": str(done.file), "sha256": done.sha256, "rows": done.rows})
    else:
        put(_("Drew the card into {file}.").format(file=done.file))
    return DONE


def _describe_scan(parser: ArgumentParser) -> None:
    parser.add_argument("image", metavar="IMAGE", type=Path, help=_("a picture with a QR code in it"))


def _scan(session: Session, options: Options) -> int:
    with session.reading() as workspace:
        scanned = workspace.qr.scan_file(options.image)
        understood = workspace.capture.understand(scanned.line, decided=scanned.decided)
    if session.is_json:
        told = {"kind": scanned.kind, "text": scanned.text, "line": scanned.line}
        put_json({**told, "understood": understood.facts()})
    else:
        put(scanned.line)
        put_lines(understood_lines(understood))
    return DONE


COMMANDS = {
    "vcard-qr": Command(_("draw a card as a QR code"), _describe_write, _write),
    "scan": Command(_("read the QR code in a picture"), _describe_scan, _scan),
}
