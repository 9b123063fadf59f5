"""Scores as SQL: the rules, the parts of one person, the sums of many, and the leads that have come far enough."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    LargeBinary,
    String,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    type_coerce,
)

from smallbiz_crm.domain.campaigns import TOUCH_POINTS, TouchKind
from smallbiz_crm.domain.contacts import Lifecycle
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.scoring import (
    FULL_WEIGHT,
    MOST_POINTS,
    TENTHS,
    FitRule,
    ProposedLead,
    ScoredTouch,
    weights,
)
from smallbiz_crm.domain.segments import Comparison, Condition, Group
from smallbiz_crm.domain.text import clean_line
from smallbiz_crm.store import bulk, segments
from smallbiz_crm.store.settings import get_setting
from smallbiz_crm.store.tables.marketing import campaign, touch
from smallbiz_crm.store.tables.people import company, contact, lifecycle_entry, score_rule
from smallbiz_crm.store.unit_of_work import UnitOfWork

FIT, TOUCH = "fit", "touch"
_WIDTH = 7
"""Figures of `FULL_WEIGHT`."""


# -- the rules ------------------------------------------------------------------------------------------------


def fit_rules(connection: Connection) -> list[FitRule]:
    query = (
        select(score_rule.c.id, score_rule.c.field, score_rule.c.value, score_rule.c.points)
        .where(score_rule.c.kind == FIT)
        .order_by(score_rule.c.id)
    )
    return [FitRule(row[0], row[1], row[2] or "", row[3]) for row in connection.execute(query)]


def touch_points(connection: Connection) -> dict[TouchKind, int]:
    """What each kind of touch counts for; those that nobody changed as they come."""
    query = select(score_rule.c.field, score_rule.c.points).where(score_rule.c.kind == TOUCH)
    return TOUCH_POINTS | {TouchKind(row[0]): row[1] for row in connection.execute(query)}


def add_fit_rule(unit: UnitOfWork, field: str, value: str, points: int) -> int:
    """Give points for a field that holds a value, or for one that is filled. Raises Refused for an unfit rule."""
    _require_points(points)
    shown = clean_line(value)
    segments.holds(unit.connection, _asks(field, shown), unit.clock.today())
    return unit.insert(score_rule, kind=FIT, field=field, value=shown or None, points=points)


def remove_fit_rule(unit: UnitOfWork, rule_id: int) -> None:
    unit.delete(score_rule, rule_id)


def set_touch_points(unit: UnitOfWork, kind: TouchKind, points: int) -> None:
    """Let a kind of touch count for so many points, also those that are there."""
    _require_points(points)
    there = select(score_rule.c.id).where(score_rule.c.kind == TOUCH, score_rule.c.field == kind.value)
    row_id = unit.connection.execute(there).scalar()
    if row_id is None:
        unit.insert(score_rule, kind=TOUCH, field=kind.value, points=points)
    else:
        unit.update(score_rule, row_id, points=points)


def _require_points(points: int) -> None:
    if not 0 <= points <= MOST_POINTS:
        raise Refused("score.points_unfit", value=points, most=MOST_POINTS)


def _asks(field: str, value: str) -> Group:
    comparison = Comparison.IS if value else Comparison.FILLED
    return Group((Condition(field, comparison, value),))


def _tests(connection: Connection, today: date) -> list[tuple[FitRule, ColumnElement[bool]]]:
    """The rules that can be asked; one whose field was taken away fits nobody."""
    found: list[tuple[FitRule, ColumnElement[bool]]] = []
    for rule in fit_rules(connection):
        try:
            found.append((rule, segments.holds(connection, _asks(rule.field, rule.value), today)))
        except Refused:
            continue
    return found


# -- one person -----------------------------------------------------------------------------------------------


def fitting(connection: Connection, contact_id: int, today: date) -> list[FitRule]:
    """The rules that fit a person."""
    tests = _tests(connection, today)
    if not tests:
        return []
    query = select(*(test for _rule, test in tests)).where(contact.c.id == contact_id)
    row = connection.execute(query).one_or_none()
    return [] if row is None else [rule for (rule, _test), fits in zip(tests, row, strict=True) if fits]


def scored_touches(connection: Connection, contact_id: int) -> list[ScoredTouch]:
    changed = _changed_points(connection)
    query = (
        select(touch.c.kind, campaign.c.name, touch.c.channel, touch.c.touched_on, touch.c.points)
        .join(campaign, campaign.c.id == touch.c.campaign_id, isouter=True)
        .where(touch.c.contact_id == contact_id)
    )
    return [
        ScoredTouch(TouchKind(kind), name or channel or "", on, changed.get(kind, points))
        for kind, name, channel, on, points in connection.execute(query)
    ]


def _changed_points(connection: Connection) -> dict[str, int]:
    query = select(score_rule.c.field, score_rule.c.points).where(score_rule.c.kind == TOUCH)
    return {str(row[0]): row[1] for row in connection.execute(query)}


# -- many people ----------------------------------------------------------------------------------------------


def _from_touches(connection: Connection, today: date) -> Any:
    """Each person's id and the tenths that their touches count for.

    SQLite has no powers here, so what is left of a touch is cut by its age out of a list of equal widths; as bytes,
    because the place of a character in a text is counted from its beginning.
    """
    left = weights(int(get_setting(connection, "score.half_life")))
    packed = literal(b"".join(b"%07d" % weight for weight in left), LargeBinary)
    days = func.julianday(today.isoformat()) - func.julianday(type_coerce(touch.c.touched_on, String))
    age = cast(func.max(0, func.round(days)), Integer)
    weight = cast(cast(func.substr(packed, age * _WIDTH + 1, _WIDTH), Text), Integer)
    changed = _changed_points(connection)
    points: Any = case(changed, value=touch.c.kind, else_=touch.c.points) if changed else touch.c.points
    counted = (points * TENTHS * weight + FULL_WEIGHT // 2) // FULL_WEIGHT
    return select(touch.c.contact_id, func.sum(counted).label("tenths")).group_by(touch.c.contact_id)


def _scores(connection: Connection, today: date, touches: Any) -> tuple[Any, Any]:
    """The tenths of each person of `contact`, and where they are read from."""
    tenths: Any = func.coalesce(touches.c.tenths, 0)
    for rule, test in _tests(connection, today):
        tenths = tenths + case((test, rule.points * TENTHS), else_=0)
    return tenths, contact.join(touches, touches.c.contact_id == contact.c.id, isouter=True)


def totals(connection: Connection, ids: Sequence[int], today: date) -> dict[int, int]:
    """The tenths of a point that each of these people has."""
    met = _from_touches(connection, today).where(bulk.is_listed(touch.c.contact_id)).subquery()
    tenths, people = _scores(connection, today, met)
    query = select(contact.c.id, tenths).select_from(people).where(bulk.is_listed(contact.c.id))
    return {row[0]: int(row[1]) for row in connection.execute(query, bulk.ids_parameter(ids))}


def proposed(connection: Connection, today: date, limit: int | None) -> tuple[list[ProposedLead], int]:
    """Leads at or above the threshold, the highest first, and how many there are.

    Somebody who was returned is proposed again once a touch came after that.
    """
    threshold = int(get_setting(connection, "score.threshold")) * TENTHS
    met = _from_touches(connection, today).subquery()
    tenths, people = _scores(connection, today, met)
    listed = (
        select(contact.c.id, contact.c.name, company.c.name.label("company"), tenths.label("tenths"))
        .select_from(people.join(company, company.c.id == contact.c.company_id, isouter=True))
        .where(_may_be_proposed(), contact.c.trashed_at.is_(None), contact.c.erased_at.is_(None))
        .subquery()
    )
    query = (
        select(listed, func.count().over())
        .where(listed.c.tenths >= threshold)
        .order_by(listed.c.tenths.desc(), listed.c.id)
        .limit(limit)
    )
    rows = connection.execute(query).all()
    found = [ProposedLead(row[0], row[1], row[2], int(row[3])) for row in rows]
    return found, rows[0][4] if rows else 0


def _may_be_proposed() -> ColumnElement[bool]:
    returned_on = (
        select(func.max(lifecycle_entry.c.entered_on))
        .where(
            lifecycle_entry.c.contact_id == contact.c.id,
            lifecycle_entry.c.stage == Lifecycle.RETURNED.value,
        )
        .scalar_subquery()
    )
    met_since = (
        select(touch.c.id)
        .where(touch.c.contact_id == contact.c.id, touch.c.touched_on > returned_on)
        .correlate(contact)
        .exists()
    )
    return or_(
        contact.c.lifecycle == Lifecycle.LEAD.value,
        and_(contact.c.lifecycle == Lifecycle.RETURNED.value, met_since),
    )
