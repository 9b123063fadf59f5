"""Consent a channel: what was said last holds, what was said before stays as its history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, Select, func, select

from smallbiz_crm.domain.consents import CLOSED_STATES, Consent, ConsentChannel, ConsentState
from smallbiz_crm.store.tables.people import consent, contact, contact_email
from smallbiz_crm.store.unit_of_work import UnitOfWork


def history_of(connection: Connection, contact_id: int) -> list[Consent]:
    """Everything a person said, the newest first."""
    return histories_of(connection, [contact_id]).get(contact_id, [])


def histories_of(connection: Connection, ids: Sequence[int]) -> dict[int, list[Consent]]:
    """Everything these people said, the newest first; who said nothing is left out."""
    query = (
        select(
            consent.c.contact_id,
            consent.c.id,
            consent.c.channel,
            consent.c.state,
            consent.c.given_on,
            consent.c.source,
        )
        .where(consent.c.contact_id.in_(ids))
        .order_by(consent.c.id.desc())
    )
    found: dict[int, list[Consent]] = {}
    for contact_id, row_id, channel, state, on, source in connection.execute(query):
        said = Consent(row_id, ConsentChannel(channel), ConsentState(state), on, source)
        found.setdefault(contact_id, []).append(said)
    return found


def add_consent(
    unit: UnitOfWork,
    contact_id: int,
    channel: ConsentChannel,
    state: ConsentState,
    on: date | None,
    source: str | None,
) -> int:
    return unit.insert(
        consent,
        contact_id=contact_id,
        channel=channel.value,
        state=state.value,
        given_on=on,
        source=source,
    )


def closed_to(channel: ConsentChannel) -> Select[int]:
    """A query for the ids of those who must not be reached over a channel: refused, unsubscribed, bounced."""
    newest = (
        select(func.max(consent.c.id))
        .where(consent.c.channel == channel.value)
        .group_by(consent.c.contact_id)
    )
    return select(consent.c.contact_id).where(
        consent.c.id.in_(newest), consent.c.state.in_([state.value for state in CLOSED_STATES])
    )


def granted_to(channel: ConsentChannel) -> Select[int]:
    """A query for the ids of those who said yes to a channel and did not take it back."""
    newest = (
        select(func.max(consent.c.id))
        .where(consent.c.channel == channel.value)
        .group_by(consent.c.contact_id)
    )
    return select(consent.c.contact_id).where(
        consent.c.id.in_(newest), consent.c.state == ConsentState.GRANTED.value
    )


def closed_addresses(connection: Connection) -> frozenset[str]:
    """Every address, folded, of somebody who said no to e-mail: nobody else is mailed there either."""
    query = select(contact_email.c.match_address).where(
        contact_email.c.contact_id.in_(closed_to(ConsentChannel.EMAIL))
    )
    return frozenset(connection.execute(query).scalars())


def mailable(connection: Connection, ids: Sequence[int], *, opted_in: bool = False) -> list[int]:
    """Those of `ids` who may be mailed, in that order: with an address, not in the Trash, and not closed to e-mail.

    With `opted_in` only those who said yes.
    """
    addressed = select(contact_email.c.contact_id)
    query = select(contact.c.id).where(
        contact.c.trashed_at.is_(None), contact.c.erased_at.is_(None), contact.c.id.in_(addressed)
    )
    if opted_in:
        query = query.where(contact.c.id.in_(granted_to(ConsentChannel.EMAIL)))
    else:
        query = query.where(contact.c.id.not_in(closed_to(ConsentChannel.EMAIL)))
    allowed = set(connection.execute(query).scalars())
    return [contact_id for contact_id in ids if contact_id in allowed]
