"""``show``: one contact, company, deal or campaign with everything that stands on it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING, cast

from smallbiz_crm.cli import facts, texts
from smallbiz_crm.cli.arguments import Command, Options, one_of
from smallbiz_crm.cli.output import Json, put_json, put_lines
from smallbiz_crm.cli.session import Session
from smallbiz_crm.words import _

if TYPE_CHECKING:
    from smallbiz_crm.services.workspace import Workspace

KINDS = ("contact", "company", "deal", "campaign")


def _describe(parser: ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", type=one_of(*KINDS), help=", ".join(KINDS))
    parser.add_argument("record", metavar="ID", help=_("its number, as “list” shows it, or its uid"))


def _run(session: Session, options: Options) -> int:
    with session.reading() as workspace, workspace.view():
        told = _facts(workspace, options.kind, options.record)
    if session.is_json:
        put_json(told)
    else:
        custom = cast("dict[str, object]", told.pop("custom", {}))
        lines = {**{name.replace("_", " "): value for name, value in told.items()}, **custom}
        put_lines(texts.pairs((name, _text(value)) for name, value in lines.items()))
    return 0


def _facts(workspace: Workspace, kind: str, name: str) -> Json:
    record_id = workspace.records.id_of(kind, name)
    uid = workspace.records.uids(kind, [record_id]).get(record_id, "")
    if kind == "contact":
        consent = workspace.records.consents([record_id]).get(record_id)
        return facts.contact(workspace.contacts.get(record_id), uid, consent)
    if kind == "company":
        return facts.company(workspace.companies.get(record_id), uid)
    if kind == "deal":
        return facts.deal(workspace.deals.get(record_id), uid)
    return facts.campaign(workspace.campaigns.get(record_id), uid, workspace.settings.currency)


def _text(value: object) -> str:
    """A fact as a person reads it; nothing for what is not known."""
    if value is None or value is False:
        return ""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_text, cast("list[object]", value))))
    if isinstance(value, dict):
        members = cast("dict[str, object]", value).values()
        if "product" in value:
            return _line(cast("dict[str, object]", value))
        return " ".join(_text(member) for member in members if not isinstance(member, bool) and _text(member))
    return _("yes") if value is True else " ".join(str(value).split())


def _line(line: dict[str, object]) -> str:
    what = " ".join(filter(None, (_text(line["product"]), _text(line["description"]))))
    quantity = cast("float", line["quantity"])
    return f"{quantity:g} × {what}: {_text(line['net'])}"


COMMANDS = {"show": Command(_("show one record"), _describe, _run)}
