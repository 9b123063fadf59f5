"""``accountant``: the month for the accountant, as a folder or a zip, and what stands in its way."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from smallbiz_crm.cli import facts, texts
from smallbiz_crm.cli.arguments import Command, Options
from smallbiz_crm.cli.failures import DONE, IN_PART, UsageError
from smallbiz_crm.cli.output import Json, put, put_json, put_lines, tell
from smallbiz_crm.cli.session import Session
from smallbiz_crm.domain.accountant import FORMATS, OWN_FORMATS, Blocker, Pack
from smallbiz_crm.domain.errors import Trouble
from smallbiz_crm.domain.ledger import LedgerRow
from smallbiz_crm.domain.sent_packs import LedgerChange
from smallbiz_crm.words import _, ngettext, phrase, sentence

if TYPE_CHECKING:
    from smallbiz_crm.services.accountant import PackMade


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
    parser.add_argument("--draft", action="store_true", help=_("do not note the period as sent"))
    parser.add_argument(
        "--correction", action="store_true", help=_("only what changed since the period was sent")
    )
    parser.add_argument("--check", action="store_true", help=_("write nothing, only say what is still open"))


def _run(session: Session, options: Options) -> int:
    target: Path | None = options.to
    if target is None and not options.check:
        raise UsageError(_("Say where the pack goes with --to DIR_OR_ZIP, or ask for --check alone."))
    formats = _formats(options.formats)
    made: PackMade | None = None
    with session.reading() as workspace:
        period = workspace.accountant.period(options.period)
        changes = workspace.accountant.changed_since_sent(period)
        if not options.check and target is not None:
            made = workspace.accountant.build(period, target, formats, correction=options.correction)
        pack = workspace.accountant.preview(period, formats) if made is None else made.pack
    if session.is_json:
        put_json(_facts(pack, made, changes))
    else:
        _show(pack, options)
        _tell_changes(changes, pack)
    if made is not None:
        for note in made.notes:
            tell(phrase(f"accountant.pack_note.{note.code}", subject=note.subject))
        if not options.draft:
            _remember(session, made)
    return IN_PART if options.check and pack.blockers else DONE


def _formats(typed: str | None) -> list[str] | None:
    return None if typed is None else [name.strip() for name in typed.split(",") if name.strip()]


def _remember(session: Session, made: PackMade) -> None:
    """Note the period as sent; the pack is written already, so trouble with that is told and no failure."""
    try:
        with session.writing() as workspace:
            workspace.accountant.remember_sent(made.pack, made.files)
    except Trouble as error:
        tell(_("Not noted as sent: {why}").format(why=sentence(error)))


def _tell_changes(changes: Sequence[LedgerChange], pack: Pack) -> None:
    for change in changes:
        effect = texts.money(change.effect, pack.currency)
        words = phrase(
            f"accountant.change.{change.nature}", document=change.row.document, party=change.row.party
        )
        tell(f"{words} ({effect})")


def _facts(pack: Pack, made: PackMade | None, changes: Sequence[LedgerChange]) -> Json:
    return {
        "period": facts.period(pack.period),
        "totals": {name: facts.money(getattr(pack.totals, name), pack.currency) for name in TOTALS},
        "files": [{"name": file.name, "sha256": file.sha256} for file in made.files] if made else [],
        "blocking": [_problem(item) for item in pack.blockers],
        "changed_since_sent": [_change(change, pack.currency) for change in changes],
    }


def _change(change: LedgerChange, home: str) -> Json:
    def amounts(row: LedgerRow | None) -> Json | None:
        if row is None:
            return None
        return {name: facts.money(getattr(row, name), row.currency) for name in ("net", "tax", "gross")}

    return {
        "kind": change.row.kind.value,
        "document": change.row.document,
        "party": change.row.party,
        "date": change.row.date.isoformat(),
        "changed": None if change.changed_on is None else change.changed_on.isoformat(),
        "before": amounts(change.before),
        "after": amounts(change.after),
        "effect": facts.money(change.effect, home),
    }


def _problem(found: Blocker) -> Json:
    record = None if found.record is None else str(UUID(bytes=found.record))
    return {"code": found.code, "record": record, "message": _message(found)}


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
    for blocker in (*pack.blockers, *pack.odd):
        tell(_message(blocker))
    said = [
        words.format(n=count)
        for count, words in (
            (
                len(pack.blockers),
                ngettext("{n} thing is still open", "{n} things are still open", len(pack.blockers)),
            ),
            (len(pack.odd), ngettext("{n} is worth a look", "{n} are worth a look", len(pack.odd))),
        )
        if count
    ]
    if said:
        tell(_("{things}.").format(things="; ".join(said)))


COMMANDS = {"accountant": Command(_("lay down the month for the accountant"), _describe, _run)}
