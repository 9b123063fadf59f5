"""Dated facts in bulk (touches, metrics, spend, lifecycle …): what is there already, and writing what is not."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, null, select

from smallbiz_crm.domain.contacts import Lifecycle
from smallbiz_crm.domain.identity import parse_uid
from smallbiz_crm.domain.lifecycle import standing
from smallbiz_crm.domain.text import fold, fold_email, sort_key
from smallbiz_crm.store.lookups import reason_for
from smallbiz_crm.store.rates import in_home, rate_on
from smallbiz_crm.store.search import chunks
from smallbiz_crm.store.settings import home_currency
from smallbiz_crm.store.tables.marketing import campaign, metric, spend, spend_category, touch
from smallbiz_crm.store.tables.people import (
    activity,
    contact,
    contact_email,
    follow_up,
    lifecycle_entry,
    target,
)
from smallbiz_crm.store.tables.sales import deal, payment, tax_code
from smallbiz_crm.store.tables.workspace import external_key
from smallbiz_crm.store.unit_of_work import UnitOfWork

Key = tuple[Any, ...]
Values = dict[str, Any]


class There(NamedTuple):
    """A fact that is in the workspace: its row and the value it holds (None for facts without one)."""

    row_id: int
    value: int | None


_TOLD = func.json_each(bindparam("told")).table_valued("value", name="told")


def _told(connection: Connection, query: Any, told: Collection[Any], **others: str) -> Any:
    return connection.execute(query, {"told": json.dumps(sorted(told)), **others}) if told else ()


# -- whom and what rows refer to ------------------------------------------------------------------------------


def records_by_external_id(
    connection: Connection, kind: str, source: str, ids: Iterable[str]
) -> dict[str, int]:
    """Living records by the other system's id: of this source, else of the only source that knows the id.

    An id that this program gave itself, as its own exports write it, is known too.
    """
    ids = list(ids)
    table = contact if kind == "contact" else deal if kind == "deal" else campaign
    query = (
        select(external_key.c.external_id, external_key.c.source, external_key.c.record_id)
        .join_from(_TOLD, external_key, external_key.c.external_id == _TOLD.c.value)
        .join(table, table.c.id == external_key.c.record_id)
        .where(external_key.c.kind == kind, table.c.trashed_at.is_(None))
    )
    own: dict[str, int] = {}
    others: dict[str, set[int]] = defaultdict(set)
    for external_id, its_source, record_id in _told(connection, query, {text for text in ids if text}):
        others[external_id].add(record_id)
        if its_source == source:
            own[external_id] = record_id
    known = {key: next(iter(found)) for key, found in others.items() if len(found) == 1} | own
    return known | _by_own_id(connection, table, [text for text in ids if text and text not in known])


def _by_own_id(connection: Connection, table: Any, texts: Iterable[str]) -> dict[str, int]:
    """Living records by their own ids, of those among `texts` that are written like one."""
    uids = {uid.bytes: text for text in texts if (uid := parse_uid(text)) is not None}
    found: dict[str, int] = {}
    for part in chunks(uids):
        query = select(table.c.uid, table.c.id).where(table.c.uid.in_(part), table.c.trashed_at.is_(None))
        found.update((uids[row[0]], row[1]) for row in connection.execute(query))
    return found


def contacts_by_email(connection: Connection, addresses: Iterable[str]) -> dict[str, int]:
    """Living people by address; of several with the same the first."""
    query = (
        select(contact_email.c.match_address, contact_email.c.contact_id)
        .join_from(_TOLD, contact_email, contact_email.c.match_address == _TOLD.c.value)
        .join(contact, contact.c.id == contact_email.c.contact_id)
        .where(contact.c.trashed_at.is_(None))
        .order_by(contact.c.id.desc())
    )
    wanted = {fold_email(address) for address in addresses if address}
    return {row[0]: row[1] for row in _told(connection, query, wanted)}


def campaigns_by_name(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    """Living campaigns by `sort_key` of their names."""
    query = (
        select(campaign.c.sort_name, campaign.c.id)
        .join_from(_TOLD, campaign, campaign.c.sort_name == _TOLD.c.value)
        .where(campaign.c.trashed_at.is_(None))
        .order_by(campaign.c.id.desc())
    )
    return {row[0]: row[1] for row in _told(connection, query, {sort_key(name) for name in names if name})}


def tax_codes(connection: Connection) -> dict[str, tuple[int, int]]:
    """Id and rate (10⁻⁴) by folded code and by folded name."""
    rows = connection.execute(select(tax_code.c.id, tax_code.c.rate, tax_code.c.code, tax_code.c.name)).all()
    by_name = {fold(name): (row_id, rate) for row_id, rate, _, name in rows}
    return by_name | {fold(code): (row_id, rate) for row_id, rate, code, _ in rows}


def deal_currencies(connection: Connection, ids: Iterable[int]) -> dict[int, str]:
    query = select(deal.c.id, deal.c.currency).join_from(_TOLD, deal, deal.c.id == _TOLD.c.value)
    return {row[0]: row[1] for row in _told(connection, query, set(ids))}


# -- what is there already ------------------------------------------------------------------------------------

_MATCHED: dict[str, tuple[Any, Any, tuple[Any, ...], Any]] = {
    "touches": (touch, touch.c.contact_id, (touch.c.campaign_id, touch.c.kind, touch.c.touched_on), None),
    "metrics": (
        metric,
        metric.c.measured_on,
        (func.coalesce(metric.c.campaign_id, 0), func.coalesce(metric.c.channel, ""), metric.c.name),
        metric.c.value,
    ),
    "spend": (
        spend,
        spend.c.spent_on,
        (
            spend.c.payee,
            func.coalesce(spend.c.description, ""),
            func.coalesce(spend.c.campaign_id, 0),
            spend.c.net,
            spend.c.tax,
            spend.c.currency,
        ),
        None,
    ),
    "lifecycle": (
        lifecycle_entry,
        lifecycle_entry.c.contact_id,
        (lifecycle_entry.c.stage, lifecycle_entry.c.entered_on),
        None,
    ),
    "targets": (target, target.c.period, (target.c.kind,), target.c.value),
    "payments": (
        payment,
        payment.c.deal_id,
        (
            payment.c.paid_on,
            payment.c.amount,
            payment.c.currency,
            func.coalesce(payment.c.method, ""),
            func.coalesce(payment.c.reference, ""),
        ),
        None,
    ),
    "activities": (
        activity,
        activity.c.happened_on,
        (
            func.coalesce(activity.c.contact_id, 0),
            func.coalesce(activity.c.deal_id, 0),
            activity.c.kind,
            activity.c.text,
        ),
        None,
    ),
    "follow-ups": (
        follow_up,
        follow_up.c.due_on,
        (
            func.coalesce(follow_up.c.contact_id, 0),
            func.coalesce(follow_up.c.deal_id, 0),
            func.coalesce(follow_up.c.campaign_id, 0),
            follow_up.c.kind,
            follow_up.c.text,
        ),
        None,
    ),
}
"""Of each kind: its table, the column rows are looked up by, what else makes two facts the same, and the value."""


def facts_there(connection: Connection, kind: str, first_parts: Collection[Any]) -> dict[Key, list[There]]:
    """The facts whose key begins with one of `first_parts`, by their whole keys."""
    table, first, rest, value = _MATCHED[kind]
    told = {part.isoformat() if isinstance(part, date) else part for part in first_parts}
    query = select(table.c.id, value if value is not None else null(), first, *rest).join_from(
        _TOLD, table, first == _TOLD.c.value
    )
    if "trashed_at" in table.c:
        query = query.where(table.c.trashed_at.is_(None))
    found: dict[Key, list[There]] = defaultdict(list)
    for row_id, its_value, *key in _told(connection, query.order_by(table.c.id), told):
        found[tuple(key)].append(There(row_id, its_value))
    return found


# -- writing --------------------------------------------------------------------------------------------------


class DatedWriter:
    """Writes batches inside one unit of work; remembers rates and categories, and whom a touch made a lead."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit
        self._home = home_currency(unit.connection)
        self._rates: dict[tuple[str, date], Decimal | None] = {}
        self._categories: dict[str, int] = {}
        self._reasons: dict[str, int] = {}
        self._leads: dict[int, date] = {}

    def write(self, kind: str, rows: Sequence[Values]) -> int:
        """Create rows of a kind; all name the same columns. The first of their consecutive ids."""
        return self._unit.insert_many(_MATCHED[kind][0], rows)

    def change(self, kind: str, row_id: int, value: int) -> None:
        """Give a fact that is there another value."""
        self._unit.update(_MATCHED[kind][0], row_id, value=value)

    def in_home(self, amount: int, currency: str, day: date) -> tuple[str | None, int | None]:
        """The rate of the day as text, and the amount in home money."""
        if (currency, day) not in self._rates:
            self._rates[currency, day] = rate_on(self._unit.connection, currency, day)
        rate = self._rates[currency, day]
        return None if rate is None else str(rate), in_home(amount, currency, self._home, rate)

    def category(self, name: str, *, is_marketing: bool) -> int:
        """The spend category of that name, made when there is none."""
        key = fold(name)
        if key not in self._categories:
            query = select(spend_category.c.id).where(spend_category.c.match_name == key)
            found = self._unit.connection.execute(query).scalar()
            self._categories[key] = found or self._unit.insert(
                spend_category, name=name, match_name=key, is_marketing=is_marketing
            )
        return self._categories[key]

    def reason(self, name: str) -> int:
        """The reason for returning a lead, made when there is none."""
        if name not in self._reasons:
            self._reasons[name] = reason_for(self._unit, "returned", name)
        return self._reasons[name]

    def make_leads(self, first_touches: Mapping[int, date]) -> None:
        """Enter people whom a touch is the first sign of as leads of that day; an earlier touch later enters anew."""
        people = _told(self._unit.connection, _STANDING, set(first_touches))
        unknown = {row[0] for row in people if row[1] == Lifecycle.NONE.value}
        entries: list[Values] = []
        for contact_id, day in sorted(first_touches.items()):
            if contact_id in unknown or (contact_id in self._leads and day < self._leads[contact_id]):
                self._leads[contact_id] = day
                entries.append({"contact_id": contact_id, "stage": Lifecycle.LEAD.value, "entered_on": day})
        self._unit.insert_many(lifecycle_entry, entries)
        for contact_id in sorted(unknown):
            self._unit.update(contact, contact_id, lifecycle=Lifecycle.LEAD.value)

    def let_stand(self, contact_ids: Iterable[int]) -> None:
        """Give people the stage that follows from all their entries."""
        entries: dict[int, list[tuple[Lifecycle, date | None]]] = defaultdict(list)
        for contact_id, stage, on in _told(self._unit.connection, _ENTRIES, set(contact_ids)):
            entries[contact_id].append((Lifecycle(stage), on))
        for contact_id, its_entries in entries.items():
            self._unit.update(contact, contact_id, lifecycle=standing(its_entries).value)


_STANDING = select(contact.c.id, contact.c.lifecycle).join_from(_TOLD, contact, contact.c.id == _TOLD.c.value)
_ENTRIES = (
    select(lifecycle_entry.c.contact_id, lifecycle_entry.c.stage, lifecycle_entry.c.entered_on)
    .join_from(_TOLD, lifecycle_entry, lifecycle_entry.c.contact_id == _TOLD.c.value)
    .order_by(lifecycle_entry.c.contact_id, lifecycle_entry.c.id)
)
