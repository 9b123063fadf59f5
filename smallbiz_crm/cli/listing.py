"""``list``: records of one kind that match, a page of them or all."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from smallbiz_crm.cli import facts, texts
from smallbiz_crm.cli.arguments import Command, Options, count, one_of, pair
from smallbiz_crm.cli.failures import UsageError
from smallbiz_crm.cli.finding import Found, Wanted, holds, require_fields, says
from smallbiz_crm.cli.listing_content import content, nurture
from smallbiz_crm.cli.output import Json, put_json_list, put_lines, tell
from smallbiz_crm.cli.session import Session
from smallbiz_crm.domain.campaigns import Campaign, Spend
from smallbiz_crm.domain.deals import Deal
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.follow_ups import FollowUp
from smallbiz_crm.domain.segments import Condition, Group, read_condition
from smallbiz_crm.words import _, ngettext, phrase, sentence

if TYPE_CHECKING:
    from smallbiz_crm.services.workspace import Workspace

KINDS = ("contacts", "companies", "deals", "campaigns", "spend", "follow-ups", "content", "nurture")
BATCH = 500


def _describe(parser: ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", type=one_of(*KINDS), help=", ".join(KINDS))
    parser.add_argument("--search", metavar="TEXT", default="", help=_("words that a record begins with"))
    parser.add_argument(
        "--where",
        metavar="FIELD=VALUE",
        action="append",
        default=[],
        help=_(
            "only records whose field holds the value; of contacts also != ~ !~ >= <= < > and days as 60d"
        ),
    )
    parser.add_argument("--segment", metavar="NAME", help=_("only the people of a segment"))
    parser.add_argument("--limit", metavar="N", type=count, help=_("at most so many"))
    parser.add_argument("--offset", metavar="N", type=count, default=0, help=_("leave out the first N"))
    parser.add_argument("--trash", action="store_true", help=_("what is in the Trash"))


def _run(session: Session, options: Options) -> int:
    is_people = options.kind == "contacts"
    if options.segment is not None and not is_people:
        raise UsageError(_("Only contacts are listed by segment."))
    where = {} if is_people else dict(_pair(line) for line in options.where)
    conditions = tuple(_condition(line) for line in options.where) if is_people else ()
    with session.reading() as workspace, workspace.view():
        rule = Group(conditions)
        if options.segment is not None:
            rule = rule.with_part(workspace.segments.rule_of(options.segment))
        wanted = Wanted(options.search, where, rule, options.limit, options.offset, options.trash)
        found = _FINDERS[options.kind](workspace, wanted)
        if session.is_json:
            put_json_list({"total": found.total}, "items", found.items())
        else:
            _show(found)
    return 0


def _condition(line: str) -> Condition:
    try:
        return read_condition(line)
    except Refused as error:
        raise UsageError(sentence(error)) from error


def _pair(line: str) -> tuple[str, str]:
    try:
        return pair(line)
    except ArgumentTypeError as error:
        raise UsageError(str(error)) from error


def _show(found: Found) -> None:
    lines = found.lines()
    shown = len(lines) - 1
    if shown:
        put_lines(lines)
    if shown < found.total:
        tell(_("{shown} of {total}").format(shown=texts.number(shown), total=texts.number(found.total)))
    else:
        tell(ngettext("{n} found", "{n} found", found.total).format(n=texts.number(found.total)))


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


# -- people, companies, deals: found by the database ----------------------------------------------------------


def _contacts(workspace: Workspace, wanted: Wanted) -> Found:
    people = workspace.contacts
    ids = people.ids(
        search=wanted.search,
        rule=wanted.rule,
        trashed=wanted.trashed,
        limit=_database_limit(wanted),
        offset=wanted.offset,
    )

    def items() -> Iterator[Json]:
        for part in _batches(ids):
            uids = workspace.records.uids("contact", part)
            consents = workspace.records.consents(part)
            scores = workspace.scoring.totals(part)
            said = workspace.consents.histories(part)
            for person in people.get_many(part):
                yield facts.contact(
                    person,
                    uids[person.id],
                    consents.get(person.id),
                    tenths=scores.get(person.id, 0),
                    said=said.get(person.id, ()),
                )

    def lines() -> list[str]:
        header = ["ID", _("Name"), _("Company"), _("Job title"), _("E-mail"), _("Phone"), _("Lifecycle")]
        rows = (
            [str(row[0]), *(str(cell or "") for cell in row[1:6]), phrase(f"lifecycle.{row[6]}")]
            for part in _batches(ids)
            for row in people.rows(part)
        )
        return texts.table(header, rows)

    total = people.count(search=wanted.search, rule=wanted.rule, trashed=wanted.trashed)
    return Found(total, items, lines)


def _companies(workspace: Workspace, wanted: Wanted) -> Found:
    companies = workspace.companies
    ids = companies.ids(
        search=wanted.search,
        where=wanted.where,
        trashed=wanted.trashed,
        limit=_database_limit(wanted),
        offset=wanted.offset,
    )

    def items() -> Iterator[Json]:
        for part in _batches(ids):
            uids = workspace.records.uids("company", part)
            for one in companies.get_many(part):
                yield facts.company(one, uids[one.id])

    def lines() -> list[str]:
        header = ["ID", _("Name"), _("Industry"), _("City"), _("Country"), _("Region")]
        rows = (
            [str(one.id), one.name, one.industry or "", one.city or "", one.country or "", one.region or ""]
            for part in _batches(ids)
            for one in companies.get_many(part)
        )
        return texts.table(header, rows)

    total = companies.count(search=wanted.search, where=wanted.where, trashed=wanted.trashed)
    return Found(total, items, lines)


def _deals(workspace: Workspace, wanted: Wanted) -> Found:
    deals = workspace.deals
    ids = deals.ids(
        search=wanted.search,
        where=wanted.where,
        trashed=wanted.trashed,
        limit=_database_limit(wanted),
        offset=wanted.offset,
    )

    def items() -> Iterator[Json]:
        for part in _batches(ids):
            uids = workspace.records.uids("deal", part)
            for one in deals.get_many(part):
                yield facts.deal(one, uids[one.id])

    def lines() -> list[str]:
        header = ["ID", _("Title"), _("Customer"), f">{_('Amount')}", _("Stage"), _("Created"), _("Closed")]
        rows = (_deal_cells(one) for part in _batches(ids) for one in deals.get_many(part))
        return texts.table(header, rows)

    total = deals.count(search=wanted.search, where=wanted.where, trashed=wanted.trashed)
    return Found(total, items, lines)


def _database_limit(wanted: Wanted) -> int | None:
    """SQLite skips rows only where there is a limit, so an offset alone needs one that never ends."""
    return 2**62 if wanted.limit is None and wanted.offset else wanted.limit


def _deal_cells(one: Deal) -> list[str]:
    return [
        str(one.id),
        one.title,
        one.company or one.contact or "",
        texts.money(one.amount, one.currency),
        one.stage,
        one.created_on.isoformat(),
        facts.day(one.closed_on) or "",
    ]


# -- campaigns, spend, follow-ups: so few that they are looked through here -----------------------------------


def _campaigns(workspace: Workspace, wanted: Wanted) -> Found:
    everyone = workspace.campaigns.list(search=wanted.search, where=wanted.where, trashed=wanted.trashed)
    shown, home = everyone[wanted.page], workspace.settings.currency

    def items() -> Iterator[Json]:
        uids = workspace.records.uids("campaign", [one.id for one in shown])
        return (facts.campaign(one, uids[one.id], home) for one in shown)

    def lines() -> list[str]:
        header = ["ID", _("Name"), _("Channel"), _("Status"), _("Start"), _("End")]
        header += [f">{_('Budget')}", f">{_('Spent in all')}"]
        return texts.table(header, (_campaign_cells(one, home) for one in shown))

    return Found(len(everyone), items, lines)


def _campaign_cells(one: Campaign, home: str) -> list[str]:
    return [
        str(one.id),
        one.name,
        phrase(f"channel.{one.channel}"),
        phrase(f"status.{one.status}"),
        facts.day(one.starts_on) or "",
        facts.day(one.ends_on) or "",
        texts.money(one.budget, home),
        texts.money(one.cost, home),
    ]


def _spend(workspace: Workspace, wanted: Wanted) -> Found:
    require_fields(wanted, ("campaign", "category", "payee", "currency"))
    if wanted.trashed:
        lines_there = [workspace.spending.get(each) for each in _trashed(workspace, "spend")]
    else:
        lines_there = workspace.spending.list()
    matching = [line for line in lines_there if _spend_matches(line, wanted)]
    shown, home = matching[wanted.page], workspace.settings.currency

    def lines() -> list[str]:
        header = [
            "ID",
            _("Date"),
            _("Payee"),
            _("Description"),
            _("Category"),
            _("Campaign"),
            f">{_('Gross')}",
        ]
        return texts.table(header, (_spend_cells(line) for line in shown))

    return Found(len(matching), lambda: (facts.spend(line, home) for line in shown), lines)


def _spend_matches(line: Spend, wanted: Wanted) -> bool:
    held = {
        "campaign": line.campaign,
        "category": line.category,
        "payee": line.payee,
        "currency": line.currency,
    }
    return holds(held, wanted.where) and says(
        wanted.search, (line.payee, line.description, line.category, line.campaign, line.reference)
    )


def _spend_cells(line: Spend) -> list[str]:
    return [
        str(line.id),
        line.spent_on.isoformat(),
        line.payee,
        line.description or "",
        line.category,
        line.campaign or "",
        texts.money(line.gross, line.currency),
    ]


def _follow_ups(workspace: Workspace, wanted: Wanted) -> Found:
    require_fields(wanted, ("kind", "contact", "company", "deal", "campaign"))
    if wanted.trashed:
        return _trashed_follow_ups(workspace, wanted)
    matching = [one for one in workspace.follow_ups.all_open() if _follow_up_matches(one, wanted)]
    shown = matching[wanted.page]

    def lines() -> list[str]:
        header = ["ID", _("Due"), _("Kind"), _("What"), _("Person"), _("Company"), _("Deal")]
        return texts.table(header, (_follow_up_cells(one) for one in shown))

    return Found(len(matching), lambda: (facts.follow_up(one) for one in shown), lines)


def _follow_up_matches(one: FollowUp, wanted: Wanted) -> bool:
    held = {
        "kind": one.kind.value,
        "contact": one.contact,
        "company": one.company,
        "deal": one.deal,
        "campaign": one.campaign,
    }
    return holds(held, wanted.where) and says(
        wanted.search, (one.text, one.contact, one.company, one.deal, one.campaign)
    )


def _follow_up_cells(one: FollowUp) -> list[str]:
    return [
        str(one.id),
        one.due_on.isoformat(),
        phrase(f"follow_up.{one.kind}"),
        one.text,
        one.contact or "",
        one.company or "",
        one.deal or "",
    ]


def _trashed(workspace: Workspace, kind: str) -> list[int]:
    return [record.id for record in workspace.trash.list() if record.kind == kind]


def _trashed_follow_ups(workspace: Workspace, wanted: Wanted) -> Found:
    """Their words alone: what they belong to is not asked while they lie there."""
    there = [one for one in workspace.trash.list() if one.kind == "follow_up"]
    matching = [one for one in there if not wanted.where and says(wanted.search, (one.title,))]
    shown = matching[wanted.page]

    def items() -> Iterator[Json]:
        return ({"id": one.id, "text": one.title, "trashed": True} for one in shown)

    return Found(
        len(matching), items, lambda: texts.table(["ID", _("What")], ([str(o.id), o.title] for o in shown))
    )


_FINDERS: dict[str, Callable[[Workspace, Wanted], Found]] = {
    "contacts": _contacts,
    "companies": _companies,
    "deals": _deals,
    "campaigns": _campaigns,
    "spend": _spend,
    "follow-ups": _follow_ups,
    "content": content,
    "nurture": nurture,
}

COMMANDS = {"list": Command(_("list records"), _describe, _run)}
