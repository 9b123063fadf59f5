"""``accountant``: the month for the accountant, as a folder or a zip, and what stands in its way."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from uuid import UUID

from smallbiz_crm.cli import facts, texts
from smallbiz_crm.cli.arguments import Command, Options
from smallbiz_crm.cli.failures import DONE, IN_PART, UsageError
from smallbiz_crm.cli.output import Json, put, put_json, put_lines, tell
from smallbiz_crm.cli.session import Session
from smallbiz_crm.domain.accountant import FORMATS, OWN_FORMATS, Blocker, Pack, PackNote
from smallbiz_crm.words import _, ngettext, phrase

TOTALS = ("sales_net", "sales_tax", "sales_gross", "payments", "spend_net", "spend_tax", "spend_gross")


def _describe(parser: ArgumentParser) -> None:
    parser.add_argument("--period", metavar="P", help=_("a period as in “report”; else last month"))
    parser.add_argument(
        "--to", metavar="DIR_OR_ZIP", type=Path, help=_("a folder, or a file whose name ends in .zip")
    )
    parser.add_argument(
        "--formats",
        metavar="LIST",
        help=_("of: {formats}; else {usual}").format(
            formats=", ".join(FORMATS), usual=", ".join(OWN_FORMATS)
        ),
    )
    parser.add_argument("--check", action="store_true", help=_("write nothing, only say what is still open"))


def _run(session: Session, options: Options) -> int:
    target: Path | None = options.to
    if target is None and not options.check:
        raise UsageError(_("Say where the pack goes with --to DIR_OR_ZIP, or ask for --check alone."))
    formats = _formats(options.formats)
    files: list[Json] = []
    notes: tuple[PackNote, ...] = ()
    with session.reading() as workspace:
        period = workspace.accountant.period(options.period)
        if options.check or target is None:
            pack = workspace.accountant.preview(period)
        else:
            made = workspace.accountant.build(period, target, formats)
            pack, notes = made.pack, made.notes
            files = [{"name": file.name, "sha256": file.sha256} for file in made.files]
    if session.is_json:
        put_json(_facts(pack, files))
    else:
        _show(pack, options)
    for note in notes:
        tell(phrase(f"accountant.pack_note.{note.code}", subject=note.subject))
    return IN_PART if options.check and pack.blockers else DONE


def _formats(typed: str | None) -> list[str] | None:
    return None if typed is None else [name.strip() for name in typed.split(",") if name.strip()]


def _facts(pack: Pack, files: list[Json]) -> Json:
    return {
        "period": facts.period(pack.period),
        "totals": {name: facts.money(getattr(pack.totals, name), pack.currency) for name in TOTALS},
        "files": files,
        "blocking": [
            {
                "code": blocker.code,
                "record": None if blocker.record is None else str(UUID(bytes=blocker.record)),
                "message": _message(blocker),
            }
            for blocker in pack.blockers
        ],
        "changed_since_sent": [],
    }


def _message(blocker: Blocker) -> str:
    return phrase(f"accountant.blocker.{blocker.code}", subject=blocker.subject)


def _show(pack: Pack, options: Options) -> None:
    put_lines(
        texts.pairs(
            (name.replace("_", " "), texts.money(getattr(pack.totals, name), pack.currency))
            for name in TOTALS
        )
    )
    if not options.check:
        put(_("Wrote {target}.").format(target=options.to))
    for blocker in pack.blockers:
        tell(_message(blocker))
    if pack.blockers:
        count = len(pack.blockers)
        tell(ngettext("{n} thing is still open.", "{n} things are still open.", count).format(n=count))


COMMANDS = {"accountant": Command(_("lay down the month for the accountant"), _describe, _run)}
