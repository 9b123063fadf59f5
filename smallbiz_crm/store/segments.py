"""Rules as SQL over people, and the segments that keep them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    type_coerce,
    union_all,
)

from smallbiz_crm.domain.consents import ConsentChannel
from smallbiz_crm.domain.custom_fields import MICRO, CustomField
from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.phones import digits_of
from smallbiz_crm.domain.segments import (
    CUSTOM,
    Comparison,
    Condition,
    FieldKind,
    Group,
    checked,
    kind_of,
    load_rule,
)
from smallbiz_crm.domain.text import clean_line, fold, fold_email, sort_key
from smallbiz_crm.store import bulk, consents, custom_fields
from smallbiz_crm.store.tables.marketing import campaign, nurture_run, touch
from smallbiz_crm.store.tables.people import (
    activity,
    company,
    consent,
    contact,
    contact_address,
    contact_email,
    contact_phone,
    contact_tag,
    follow_up,
    owner,
    segment,
    tag,
)
from smallbiz_crm.store.tables.sales import deal, deal_contact, stage
from smallbiz_crm.store.tables.workspace import field, field_value
from smallbiz_crm.store.unit_of_work import UnitOfWork

C = Comparison
Test = ColumnElement[bool]


def holds(connection: Connection, rule: Group, today: date) -> Test:
    """The rule as a condition on `contact`. Raises Refused for what is no rule of this workspace."""
    own = custom_fields.list_fields(connection, "contact")
    return _group(checked(rule, own), _Compiler(own, today))


def _group(rule: Group, compiler: _Compiler) -> Test:
    tests = [
        _group(part, compiler) if isinstance(part, Group) else compiler.test(part) for part in rule.parts
    ]
    if not tests:
        return true()
    return or_(*tests) if rule.any_of else and_(*tests)


class _Compiler:
    """Turns one condition after the other into SQL; `today` is what relative days count from."""

    def __init__(self, own: list[CustomField], today: date) -> None:
        self._own = own
        self._today = today

    def test(self, condition: Condition) -> Test:
        if condition.field.startswith(CUSTOM):
            return self._custom(condition)
        kind = kind_of(condition.field, self._own)
        if kind == "yes_no":
            there = _YES_NO[condition.field]()
            return there if condition.value.lower() == "yes" else ~there
        if kind == "date":
            return self._by_date(_DATES[condition.field](), condition)
        if kind == "number":
            return _by_number(_points(), condition, Decimal(1))
        return _text_or_listed(condition)

    def _custom(self, condition: Condition) -> Test:
        wanted = fold(condition.field.removeprefix(CUSTOM))
        own = next(each for each in self._own if fold(each.name) == wanted)
        kind: FieldKind = kind_of(condition.field, self._own)
        value = select(field_value).where(
            field_value.c.field_id == own.id, field_value.c.record_id == contact.c.id
        )
        if condition.comparison in (C.EMPTY, C.FILLED):
            there = value.exists()
            return there if condition.comparison is C.FILLED else ~there
        column: Any = {"date": field_value.c.day, "number": field_value.c.number}.get(
            kind, field_value.c.text
        )
        held = value.with_only_columns(column).scalar_subquery()
        if kind == "date":
            return self._by_date(held, condition)
        if kind == "number":
            return _by_number(held, condition, Decimal(MICRO))
        return _by_text(func.lower(held), condition.comparison, condition.value.lower())

    def _by_date(self, day: Any, condition: Condition) -> Test:
        comparison, value = condition.comparison, condition.value
        day = type_coerce(day, String())
        if comparison is C.EMPTY:
            return day.is_(None)
        if comparison is C.FILLED:
            return day.is_not(None)
        if comparison in (C.IN_LAST_DAYS, C.NOT_IN_LAST_DAYS):
            since = (self._today - timedelta(days=int(value))).isoformat()
            recent = and_(func.coalesce(day, "") >= since, func.coalesce(day, "") <= self._today.isoformat())
            return recent if comparison is C.IN_LAST_DAYS else func.coalesce(day, "") < since
        if comparison is C.IN_NEXT_DAYS:
            until = (self._today + timedelta(days=int(value))).isoformat()
            return and_(func.coalesce(day, "") >= self._today.isoformat(), func.coalesce(day, "~") <= until)
        if comparison is C.BEFORE:
            return func.coalesce(day, "~") < value
        return func.coalesce(day, "") > value if comparison is C.AFTER else func.coalesce(day, "") == value


def _by_number(held: Any, condition: Condition, unit: Decimal) -> Test:
    comparison = condition.comparison
    if comparison in (C.EMPTY, C.FILLED):
        return held.is_(None) if comparison is C.EMPTY else held.is_not(None)
    value = int(Decimal(condition.value) * unit)
    if comparison is C.AT_LEAST:
        return func.coalesce(held, -(10**18)) >= value
    if comparison is C.AT_MOST:
        return func.coalesce(held, 10**18) <= value
    same = held.is_not_distinct_from(literal(value))
    return same if comparison is C.IS else ~same


def _by_text(held: Any, comparison: Comparison, value: str) -> Test:
    shown = func.coalesce(held, "")
    if comparison is C.EMPTY:
        return shown == ""
    if comparison is C.FILLED:
        return shown != ""
    if comparison is C.BEGINS:
        return func.substr(shown, 1, len(value)) == value
    if comparison in (C.CONTAINS, C.CONTAINS_NOT):
        inside = func.instr(shown, value) > 0
        return inside if comparison is C.CONTAINS else ~inside
    return shown == value if comparison is C.IS else shown != value


# -- fields of a person ---------------------------------------------------------------------------------------


def _text_or_listed(condition: Condition) -> Test:
    name, comparison, value = condition.field, condition.comparison, condition.value
    if name in _MANY:
        column, of_person, matched = _MANY[name]
        there = select(literal(1)).where(of_person)
        if comparison in (C.EMPTY, C.FILLED):
            found = there.where(func.coalesce(column, "") != "").exists()
            return found if comparison is C.FILLED else ~found
        positive = {C.IS_NOT: C.IS, C.CONTAINS_NOT: C.CONTAINS}.get(comparison, comparison)
        found = there.where(_by_text(column, positive, matched(value))).exists()
        return found if positive is comparison else ~found
    if name.startswith("consent_"):
        return _by_text(_consent(name.removeprefix("consent_")), comparison, value.lower())
    if name == "company":
        return _by_company(comparison, value)
    if name == "owner":
        held = select(func.lower(owner.c.name)).where(owner.c.id == contact.c.owner_id).scalar_subquery()
        return _by_text(held, comparison, value.lower())
    if name == "name":
        return _by_text(contact.c.sort_name, comparison, sort_key(value))
    return _by_text(func.lower(contact.c[name]), comparison, value.lower())


def _by_company(comparison: Comparison, value: str) -> Test:
    if comparison is C.EMPTY:
        return contact.c.company_id.is_(None)
    if comparison is C.FILLED:
        return contact.c.company_id.is_not(None)
    positive = {C.IS_NOT: C.IS, C.CONTAINS_NOT: C.CONTAINS}.get(comparison, comparison)
    named = select(company.c.id).where(_by_text(company.c.sort_name, positive, sort_key(value)))
    there = and_(contact.c.company_id.is_not(None), contact.c.company_id.in_(named))
    return there if positive is comparison else ~there


def _digits(value: str) -> str:
    return digits_of(value) or value


_campaigns = select(campaign.c.name).where(campaign.c.id == touch.c.campaign_id).scalar_subquery()
_tags = select(tag.c.match_name).where(tag.c.id == contact_tag.c.tag_id).scalar_subquery()
_MANY: dict[str, tuple[Any, Test, Callable[[str], str]]] = {
    "email": (contact_email.c.match_address, contact_email.c.contact_id == contact.c.id, fold_email),
    "phone": (
        func.replace(func.replace(func.replace(contact_phone.c.number, " ", ""), "-", ""), "/", ""),
        contact_phone.c.contact_id == contact.c.id,
        _digits,
    ),
    "city": (func.lower(contact_address.c.city), contact_address.c.contact_id == contact.c.id, str.lower),
    "country": (
        func.lower(contact_address.c.country),
        contact_address.c.contact_id == contact.c.id,
        str.lower,
    ),
    "tag": (_tags, contact_tag.c.contact_id == contact.c.id, lambda value: fold(value.lstrip("#"))),
    "campaign": (func.lower(_campaigns), touch.c.contact_id == contact.c.id, str.lower),
}


def _consent(channel: str) -> Any:
    """What was said last for a channel."""
    said = select(consent.c.state).where(consent.c.contact_id == contact.c.id, consent.c.channel == channel)
    return said.order_by(consent.c.id.desc()).limit(1).scalar_subquery()


def _mailable() -> Test:
    """Has an address, and did not say no to e-mail last."""
    has_address = exists().where(contact_email.c.contact_id == contact.c.id)
    return and_(has_address, contact.c.id.not_in(consents.closed_to(ConsentChannel.EMAIL)))


def _has_open_deal() -> Test:
    open_deals = (
        select(literal(1))
        .join_from(deal_contact, deal, deal.c.id == deal_contact.c.deal_id)
        .join(stage, stage.c.id == deal.c.stage_id)
        .where(deal_contact.c.contact_id == contact.c.id, deal.c.trashed_at.is_(None), stage.c.kind == "open")
    )
    return open_deals.exists()


def _open_follow_ups() -> Any:
    return select(follow_up.c.due_on).where(
        follow_up.c.contact_id == contact.c.id,
        follow_up.c.done_on.is_(None),
        follow_up.c.trashed_at.is_(None),
    )


def _last_touch() -> Any:
    return select(func.max(touch.c.touched_on)).where(touch.c.contact_id == contact.c.id).scalar_subquery()


def _last_activity() -> Any:
    """The last day on which something happened with the person: an activity or a touch."""
    met = select(touch.c.touched_on.label("day")).where(touch.c.contact_id == contact.c.id)
    logged = select(activity.c.happened_on.label("day")).where(
        activity.c.contact_id == contact.c.id, activity.c.trashed_at.is_(None)
    )
    happened = union_all(met.correlate(contact), logged.correlate(contact)).subquery()
    return select(func.max(happened.c.day)).scalar_subquery()


def _points() -> Any:
    total = select(func.coalesce(func.sum(touch.c.points), 0)).where(touch.c.contact_id == contact.c.id)
    return total.scalar_subquery()


_YES_NO: dict[str, Callable[[], Test]] = {
    "mailable": _mailable,
    "open_deal": _has_open_deal,
    "open_follow_up": lambda: _open_follow_ups().exists(),
}
_DATES: dict[str, Callable[[], Any]] = {
    "created": lambda: contact.c.created_on,
    "last_activity": _last_activity,
    "last_touch": _last_touch,
    "next_follow_up": lambda: (
        _open_follow_ups().with_only_columns(func.min(follow_up.c.due_on)).scalar_subquery()
    ),
}


# -- segments -------------------------------------------------------------------------------------------------


def count_people(connection: Connection, rule: Group, today: date) -> int:
    """How many people the rule picks, the Trash left out."""
    query = select(func.count()).select_from(contact).where(contact.c.trashed_at.is_(None))
    return connection.execute(query.where(holds(connection, rule, today))).scalar_one()


def count_if_fit(connection: Connection, rule: Group, own: list[CustomField], today: date) -> int:
    """As `count_people`; nobody where the rule asks for a field that was taken away."""
    try:
        checked(rule, own)
    except Refused:
        return 0
    return count_people(connection, rule, today)


def circles(connection: Connection, today: date) -> list[tuple[int, Test]]:
    """The cadence in days and the condition of each segment that has one and can still be asked for."""
    own = custom_fields.list_fields(connection, "contact")
    found: list[tuple[int, Test]] = []
    for _id, _name, rule, days in list_segments(connection):
        if days is not None:
            with suppress(Refused):  # a field that the rule asks for was taken away: it picks nobody
                found.append((days, _group(checked(rule, own), _Compiler(own, today))))
    return found


def name_of(connection: Connection, segment_id: int) -> str:
    return connection.execute(select(segment.c.name).where(segment.c.id == segment_id)).scalar() or ""


def people_of(connection: Connection, segment_id: int, today: date) -> list[int]:
    """The people whom a segment picks today, the Trash left out, by name. Raises NotFound."""
    for found, _name, rule, _days in list_segments(connection):
        if found == segment_id:
            query = select(contact.c.id).where(contact.c.trashed_at.is_(None), holds(connection, rule, today))
            return list(connection.execute(query.order_by(contact.c.sort_name, contact.c.id)).scalars())
    raise NotFound("record.not_found", kind="segment", id=segment_id)


def list_segments(connection: Connection) -> list[tuple[int, str, Group, int | None]]:
    """Id, name, rule and cadence of each, by name."""
    rows = connection.execute(select(segment).order_by(func.lower(segment.c.name))).all()
    return [(row.id, row.name, load_rule(row.rule), row.cadence_days) for row in rows]


def fitting(connection: Connection) -> list[tuple[int, str]]:
    """Ids and names of the segments whose fields are all still there, by name."""
    own = custom_fields.list_fields(connection, "contact")
    found: list[tuple[int, str]] = []
    for segment_id, name, rule, _days in list_segments(connection):
        with suppress(Refused):
            checked(rule, own)
            found.append((segment_id, name))
    return found


def rule_named(connection: Connection, name: str) -> Group:
    """The rule of a segment, whatever the case of its name. Raises NotFound."""
    for _id, known, rule, _days in list_segments(connection):
        if fold(known) == fold(clean_line(name)):
            return rule
    raise NotFound("segment.not_found", name=name)


def require_name(connection: Connection, name: str, own: int | None = None) -> str:
    """The cleaned name. Raises Refused when it is empty or another segment's."""
    shown = clean_line(name)
    if not shown:
        raise Refused("segment.needs_name")
    for segment_id, known, _rule, _days in list_segments(connection):
        if segment_id != own and fold(known) == fold(shown):
            raise Refused("segment.name_taken", name=shown)
    return shown


def add(unit: UnitOfWork, name: str, rule: str) -> int:
    return unit.insert(segment, name=name, rule=rule)


def change(unit: UnitOfWork, segment_id: int, values: dict[str, Any]) -> None:
    unit.update(segment, segment_id, **values)


def remove(unit: UnitOfWork, segment_id: int) -> None:
    """Take a segment away; campaigns whose audience it was have none, and nurture runs forget that it began them."""
    audience = select(campaign.c.id).where(campaign.c.segment_id == segment_id)
    for campaign_id in unit.connection.execute(audience).scalars().all():
        unit.update(campaign, campaign_id, segment_id=None)
    begun = select(nurture_run.c.id).where(nurture_run.c.segment_id == segment_id)
    bulk.update_rows(unit, nurture_run, unit.connection.execute(begun).scalars().all(), segment_id=None)
    unit.delete(segment, segment_id)


def values_of_field(connection: Connection, name: str, limit: int) -> list[str]:
    """Values that people have in a field, for choosing from, in order."""
    queries: dict[str, Select[Any]] = {
        "tag": select(tag.c.name).order_by(func.lower(tag.c.name)),
        "owner": select(owner.c.name).order_by(func.lower(owner.c.name)),
        "campaign": select(campaign.c.name)
        .where(campaign.c.trashed_at.is_(None))
        .order_by(campaign.c.sort_name),
        "language": select(contact.c.language)
        .where(contact.c.language.is_not(None))
        .distinct()
        .order_by("language"),
    }
    if name.startswith(CUSTOM):
        wanted = fold(name.removeprefix(CUSTOM))
        query = (
            select(field_value.c.text)
            .join(field, field.c.id == field_value.c.field_id)
            .where(field.c.kind == "contact", field.c.match_name == wanted, field_value.c.text.is_not(None))
            .distinct()
            .order_by(field_value.c.text)
        )
    elif name in queries:
        query = queries[name]
    else:
        return []
    return [value for value in connection.execute(query.limit(limit)).scalars() if value]
