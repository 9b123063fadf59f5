"""People's states in a campaign: set in bulk, read with their names, counted, taken away."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from smallbiz_crm.domain.campaigns import (
    MEANT,
    Participant,
    ParticipantState,
    Standing,
    TouchKind,
    how_far,
)
from smallbiz_crm.domain.errors import NotFound
from smallbiz_crm.store import bulk
from smallbiz_crm.store.campaign_changes import add_touches
from smallbiz_crm.store.tables.marketing import campaign, participant, touch
from smallbiz_crm.store.tables.people import contact
from smallbiz_crm.store.unit_of_work import UnitOfWork

_TOUCHES = {kind.value for kind in TouchKind}


def put_states(
    unit: UnitOfWork, campaign_id: int, contact_ids: Sequence[int], state: ParticipantState, on: date
) -> int:
    """Set the state of people in a campaign; one that is a meeting too becomes a touch. Returns how many changed.

    Whoever did something already stays where they are when others are only meant or invited.
    """
    if unit.connection.execute(select(campaign.c.id).where(campaign.c.id == campaign_id)).scalar() is None:
        raise NotFound("record.not_found", kind="campaign", id=campaign_id)
    wanted = list(dict.fromkeys(contact_ids))
    query = select(participant.c.contact_id, participant.c.id, participant.c.state).where(
        participant.c.campaign_id == campaign_id, bulk.is_listed(participant.c.contact_id)
    )
    known = {row[0]: (row[1], row[2]) for row in unit.connection.execute(query, bulk.ids_parameter(wanted))}
    kept = {each.value for each in ParticipantState if each not in MEANT} if state in MEANT else set[str]()
    others = [row_id for row_id, before in known.values() if before != state.value and before not in kept]
    bulk.update_rows(unit, participant, others, state=state.value, state_on=on)
    fresh = [contact_id for contact_id in wanted if contact_id not in known]
    unit.insert_many(
        participant,
        [
            {"campaign_id": campaign_id, "contact_id": contact_id, "state": state.value, "state_on": on}
            for contact_id in fresh
        ],
    )
    if state.value in _TOUCHES:
        add_touches(unit, campaign_id, wanted, TouchKind(state.value), on)
    return len(others) + len(fresh)


def participants_of(connection: Connection, campaign_id: int) -> list[Participant]:
    """By name; people in the Trash are left out."""
    query = (
        select(
            participant.c.id,
            participant.c.contact_id,
            contact.c.name,
            participant.c.state,
            participant.c.state_on,
        )
        .join(contact, contact.c.id == participant.c.contact_id)
        .where(participant.c.campaign_id == campaign_id, contact.c.trashed_at.is_(None))
        .order_by(contact.c.sort_name, participant.c.id)
    )
    return [
        Participant(row[0], row[1], row[2], ParticipantState(row[3]), row[4])
        for row in connection.execute(query)
    ]


def standings(
    connection: Connection, *, campaign_id: int | None = None, contact_id: int | None = None
) -> list[Standing]:
    """How far the people of a campaign came, by name; or one person with every campaign, the newest first."""
    said: dict[tuple[int, int], tuple[str, date | None]] = {}
    touched: dict[tuple[int, int], list[tuple[str, date]]] = defaultdict(list)
    states = select(
        participant.c.contact_id, participant.c.campaign_id, participant.c.state, participant.c.state_on
    )
    touches = select(touch.c.contact_id, touch.c.campaign_id, touch.c.kind, touch.c.touched_on)
    if contact_id is None:
        states = states.where(participant.c.campaign_id == campaign_id)
        touches = touches.where(touch.c.campaign_id == campaign_id)
    else:
        states = states.where(participant.c.contact_id == contact_id)
        touches = touches.where(touch.c.contact_id == contact_id)
    for who, where, state, day in connection.execute(states):
        said[who, where] = state, day
    for who, where, kind, on in connection.execute(touches):
        if where is not None:
            touched[who, where].append((kind, on))
    keys = said.keys() | touched.keys()
    people = _names(connection, contact, {key[0] for key in keys})
    campaigns = _names(connection, campaign, {key[1] for key in keys})
    found = [
        Standing(
            who,
            people[who][0],
            where,
            campaigns[where][0],
            *how_far(said.get((who, where)), touched[who, where]),
        )
        for who, where in keys
        if who in people and where in campaigns
    ]
    if contact_id is not None:
        return sorted(found, key=lambda one: (one.on or date.min, one.campaign_id), reverse=True)
    return sorted(found, key=lambda one: (people[one.contact_id][1], one.contact_id))


def _names(connection: Connection, table: Any, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Name and sort name of the living records by id."""
    query = select(table.c.id, table.c.name, table.c.sort_name).where(
        bulk.is_listed(table.c.id), table.c.trashed_at.is_(None)
    )
    return {row[0]: (row[1], row[2]) for row in connection.execute(query, bulk.ids_parameter(ids))}


def counts_of(connection: Connection, campaign_id: int) -> dict[ParticipantState, int]:
    """How many people are in each state."""
    found = Counter(one.how for one in standings(connection, campaign_id=campaign_id))
    return {state: found[state.value] for state in ParticipantState if found[state.value]}


def take_out(unit: UnitOfWork, campaign_id: int, contact_ids: Collection[int]) -> None:
    """Take away where people stand in a campaign, and that they met it."""
    told = bulk.ids_parameter(contact_ids)
    for table in (participant, touch):
        query = select(table.c.id).where(
            table.c.campaign_id == campaign_id, bulk.is_listed(table.c.contact_id)
        )
        unit.delete_where(table, unit.connection.execute(query, told).scalars().all())


def remove_participant(unit: UnitOfWork, participant_id: int) -> None:
    unit.delete(participant, participant_id)
