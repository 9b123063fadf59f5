"""Rules for spend as they are kept, and the lines of statements that are there already."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, bindparam, func, select

from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.spend_rules import SpendRule, rule_for
from smallbiz_crm.domain.text import search_words
from smallbiz_crm.store import lookups
from smallbiz_crm.store.search import chunks
from smallbiz_crm.store.tables.marketing import campaign, spend, spend_category, spend_rule
from smallbiz_crm.store.tables.workspace import external_key
from smallbiz_crm.store.unit_of_work import UnitOfWork

STATEMENT = "bank"
"""The source under which the lines of statements are known by their keys."""
_LIVING = and_(campaign.c.id == spend_rule.c.campaign_id, campaign.c.trashed_at.is_(None))


def list_rules(connection: Connection) -> list[SpendRule]:
    """By their words."""
    query = (
        select(
            spend_rule.c.id, spend_rule.c.payee_match, campaign.c.id, campaign.c.name, spend_category.c.name
        )
        .join(campaign, _LIVING, isouter=True)
        .join(spend_category, spend_category.c.id == spend_rule.c.category_id, isouter=True)
        .order_by(spend_rule.c.payee_match)
    )
    return [SpendRule(*row) for row in connection.execute(query)]


def put_rule(unit: UnitOfWork, words: str, campaign_id: int | None, category: str | None) -> int:
    """Remember what payees with these words belong to, in the place of what was said before. Returns its id."""
    told = search_words(words)
    if not told:
        raise Refused("spend_rule.needs_words")
    category_id = lookups.category_for(unit, category) if category else None
    if campaign_id is None and category_id is None:
        raise Refused("spend_rule.says_nothing")
    values = {"campaign_id": campaign_id, "category_id": category_id}
    known = unit.connection.execute(select(spend_rule.c.id).where(spend_rule.c.payee_match == told)).scalar()
    if known is None:
        return unit.insert(spend_rule, payee_match=told, **values)
    unit.update(spend_rule, known, **values)
    return known


def edit_rule(
    unit: UnitOfWork, rule_id: int, words: str, campaign_id: int | None, category: str | None
) -> int:
    """Change a rule, its words too; one that has the words already gives way. Returns its id."""
    found = unit.connection.execute(
        select(spend_rule.c.payee_match).where(spend_rule.c.id == rule_id)
    ).scalar()
    if found is None:
        raise NotFound("record.not_found", kind="spend_rule", id=rule_id)
    if found != search_words(words):
        unit.delete(spend_rule, rule_id)
    return put_rule(unit, words, campaign_id, category)


def remove_rule(unit: UnitOfWork, rule_id: int) -> None:
    unit.delete(spend_rule, rule_id)


def lines_for_rules(connection: Connection, rules: Sequence[SpendRule]) -> list[tuple[int, SpendRule]]:
    """Living lines without campaign that a rule has one for."""
    query = select(spend.c.id, spend.c.payee, func.coalesce(spend.c.description, "")).where(
        spend.c.trashed_at.is_(None), spend.c.campaign_id.is_(None)
    )
    naming = [rule for rule in rules if rule.campaign_id is not None]
    found = (
        (row[0], rule_for(naming, row[1], row[2] or ""))
        for row in connection.execute(query.order_by(spend.c.id))
    )
    return [(spend_id, rule) for spend_id, rule in found if rule is not None]


# -- lines of statements --------------------------------------------------------------------------------------


class Known(NamedTuple):
    """A line that was imported before."""

    spend_id: int
    is_trashed: bool


class Typed(NamedTuple):
    """A line that is in the workspace without having come from a statement."""

    spend_id: int
    payee: str
    spent_on: date
    paid_on: date | None


def known_lines(connection: Connection, keys: Collection[str]) -> dict[str, Known]:
    """The lines that came from a statement, by their keys."""
    found: dict[str, Known] = {}
    for part in chunks(sorted(keys)):
        query = (
            select(external_key.c.external_id, spend.c.id, spend.c.trashed_at)
            .join(spend, spend.c.id == external_key.c.record_id)
            .where(
                external_key.c.source == STATEMENT,
                external_key.c.kind == "spend",
                external_key.c.external_id.in_(part),
            )
        )
        found.update((row[0], Known(row[1], row[2] is not None)) for row in connection.execute(query))
    return found


_TYPED = (
    select(spend.c.id, spend.c.payee, spend.c.spent_on, spend.c.paid_on)
    .join(
        external_key,
        and_(
            external_key.c.kind == "spend",
            external_key.c.source == STATEMENT,
            external_key.c.record_id == spend.c.id,
        ),
        isouter=True,
    )
    .where(
        spend.c.trashed_at.is_(None),
        external_key.c.id.is_(None),
        spend.c.gross == bindparam("gross"),
        spend.c.currency == bindparam("currency"),
        spend.c.spent_on >= bindparam("first"),
        spend.c.spent_on <= bindparam("last"),
    )
    .order_by(spend.c.spent_on.desc(), spend.c.id)
)


def typed_lines(connection: Connection, gross: int, currency: str, first: date, last: date) -> list[Typed]:
    """Lines of this amount from day to day, the newest first."""
    params: Mapping[str, Any] = {"gross": gross, "currency": currency, "first": first, "last": last}
    return [Typed(*row) for row in connection.execute(_TYPED, params)]


def remember_lines(unit: UnitOfWork, ids_by_key: Mapping[str, int]) -> None:
    """Know lines by their keys when a statement that holds them comes again."""
    rows = [
        {"source": STATEMENT, "kind": "spend", "external_id": key, "record_id": spend_id}
        for key, spend_id in ids_by_key.items()
    ]
    unit.insert_many(external_key, rows)


def mark_paid(unit: UnitOfWork, spend_id: int, day: date) -> None:
    unit.update(spend, spend_id, paid_on=day)
