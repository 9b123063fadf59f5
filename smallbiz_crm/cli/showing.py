"""``show``: one contact, company, deal or campaign with everything that stands on it."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from smallbiz_crm.cli import facts, texts
from smallbiz_crm.cli.arguments import Command, Options, one_of
from smallbiz_crm.cli.output import Json, put_json, put_lines
from smallbiz_crm.cli.session import Session
from smallbiz_crm.words import _, has_phrase, phrase

if TYPE_CHECKING:
    from smallbiz_crm.services.workspace import Workspace

FIXED = {
    **{name: name for name in ("lifecycle", "channel", "objective", "status", "outcome")},
    "source": "channel",
}
"""Facts whose values are words of the program, and the list these stand in."""
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
        put_lines(texts.pairs(_lines(told)))
    return 0


def _lines(told: Json) -> Iterator[tuple[str, str]]:
    """Each fact with its heading, as a person reads them; fields of the user's own under their names."""
    for name, value in told.items():
        if name == "custom":
            own = cast("dict[str, object]", value)
            yield from ((field, _text(held)) for field, held in own.items())
        elif name == "consent_history":
            yield from _consents(cast("list[dict[str, str | None]]", value))
        elif name not in ("uid", "consent", "contact_id", "company_id", "currency"):
            yield _heading(name), _text(_in_words(name, value))


def _heading(name: str) -> str:
    """The words for a fact: the record's own, else those of fields, else its name without underscores."""
    found = next(
        (phrase(code) for code in (f"show.{name}", f"person.{name}", f"field.{name}") if has_phrase(code)),
        None,
    )
    return found or name.replace("_", " ").capitalize()


def _in_words(name: str, value: object) -> object:
    """The words for a value of a fixed list: a stage of a person, a channel, a status."""
    code = f"{FIXED.get(name, '')}.{value}"
    return phrase(code) if isinstance(value, str) and has_phrase(code) else value


def _consents(said: list[dict[str, str | None]]) -> Iterator[tuple[str, str]]:
    """What holds a channel: the newest that was said about it."""
    newest = {each["channel"]: each for each in reversed(said)}
    for channel, each in newest.items():
        heading = phrase("show.consent", channel=phrase(f"consent.channel.{channel}"))
        state = phrase(f"consent.{each['state']}")
        yield heading, ", ".join(filter(None, (state, each["date"], each["source"])))


def _facts(workspace: Workspace, kind: str, name: str) -> Json:
    record_id = workspace.records.id_of(kind, name)
    uid = workspace.records.uids(kind, [record_id]).get(record_id, "")
    if kind == "contact":
        consent = workspace.records.consents([record_id]).get(record_id)
        person = workspace.contacts.get(record_id)
        tenths = workspace.scoring.totals([record_id]).get(record_id, 0)
        said = workspace.consents.history(record_id)
        return facts.contact(person, uid, consent, tenths=tenths, said=said)
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
