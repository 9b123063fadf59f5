"""``add``: quick capture, one line a person, from the line itself or from stdin."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import TYPE_CHECKING

from smallbiz_crm.cli import texts
from smallbiz_crm.cli.arguments import Command, Options
from smallbiz_crm.cli.failures import DONE, IN_PART, told
from smallbiz_crm.cli.output import Json, put, put_json, put_json_line, put_lines, tell
from smallbiz_crm.cli.session import Session
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.words import _, phrase

if TYPE_CHECKING:
    from smallbiz_crm.domain.captured import CapturedFollowUp, Understood
    from smallbiz_crm.domain.duplicates import Alike
    from smallbiz_crm.services.capture import Captured
    from smallbiz_crm.services.workspace import Workspace

STDIN = "-"


def _describe(parser: ArgumentParser) -> None:
    parser.add_argument(
        "line", metavar="LINE", help=_("what is known, in one line; “-” reads a line each from stdin")
    )
    parser.add_argument("--event", metavar="CAMPAIGN", help=_("where the people were met"))
    parser.add_argument("--dry-run", action="store_true", help=_("only say what is understood"))


def _run(session: Session, options: Options) -> int:
    opened = session.reading() if options.dry_run else session.writing()
    with opened as workspace:
        if options.line == STDIN:
            return _add_all(session, workspace, options)
        made = workspace.capture.add(options.line, event=options.event, dry_run=options.dry_run)
    if session.is_json:
        put_json(_facts(made))
    else:
        _show(made)
    return DONE


def _add_all(session: Session, workspace: Workspace, options: Options) -> int:
    """Each line is a step of its own; one that is refused does not keep the others out."""
    refused = 0
    for number, line in _lines():
        try:
            made = workspace.capture.add(_text(line), event=options.event, dry_run=options.dry_run)
        except Refused as error:
            refused += 1
            tell(_("Line {number}: {problem}").format(number=number, problem=told(error)))
            continue
        if session.is_json:
            put_json_line(_facts(made))
        else:
            _show(made)
    return IN_PART if refused else DONE


def _lines() -> Iterator[tuple[int, bytes]]:
    """The lines of stdin that are not blank, with their number."""
    for number, line in enumerate(sys.stdin.buffer, 1):
        if line.strip():
            yield number, line


def _text(line: bytes) -> str:
    try:
        return line.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise Refused("stdin.not_utf8") from None


def _facts(made: Captured) -> Json:
    return {
        "contact": made.contact,
        "company": made.company,
        "touch": made.touch,
        "follow_up": made.follow_up,
        "deal": made.deal,
        "possible_duplicates": [person.contact_id for person in made.alike],
        "understood": made.understood.facts(),
    }


def understood_lines(said: Understood) -> list[str]:
    """What a line was understood as, a line each with its name before it."""
    follow_up = said.follow_up
    lines = [
        (_("Name"), said.name),
        (_("Company"), said.company),
        (_("Job title"), said.job_title),
        (_("E-mail"), ", ".join(said.emails)),
        (_("Phone"), ", ".join(phone.number for phone in said.phones)),
        (_("Web"), ", ".join(said.urls)),
        (_("Tags"), ", ".join(said.tags)),
        (_("Note"), said.note),
        (
            _("Follow-up"),
            "" if follow_up is None else _follow_up_text(follow_up),
        ),
    ]
    if said.deal is not None:
        amount = f"{texts.plain_number(said.deal.amount)} {said.deal.currency}"
        lines.append((_("Deal"), f"{said.deal.title} {amount}".strip()))
    return list(texts.pairs(lines))


def _follow_up_text(follow_up: CapturedFollowUp) -> str:
    return " ".join(filter(None, (follow_up.due.isoformat(), follow_up.time, follow_up.to_do)))


def _show(made: Captured) -> None:
    put_lines(understood_lines(made.understood))
    put()
    for person in made.alike:
        tell(_alike_line(person))


def _alike_line(person: Alike) -> str:
    who = f"{person.name}, {person.company}" if person.company else person.name
    why = ", ".join(phrase(f"alike.{reason}") for reason in person.reasons)
    return _("May be somebody who is there already: {who} (number {id}). {why}.").format(
        who=who, id=person.contact_id, why=why
    )


COMMANDS = {"add": Command(_("add a person by one line"), _describe, _run)}
