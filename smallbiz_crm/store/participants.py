"""People's states in a campaign: set in bulk, read with their names, counted, taken away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, func, select

from smallbiz_crm.domain.campaigns import Participant, ParticipantState, TouchKind
from smallbiz_crm.domain.errors import NotFound
from smallbiz_crm.store import bulk
from smallbiz_crm.store.campaign_changes import add_touches
from smallbiz_crm.store.tables.marketing import campaign, participant
from smallbiz_crm.store.tables.people import contact
from smallbiz_crm.store.unit_of_work import UnitOfWork

_TOUCHES = {kind.value for kind in TouchKind}


def put_states(
    unit: UnitOfWork, campaign_id: int, contact_ids: Sequence[int], state: ParticipantState, on: date
) -> int:
    """Set the state of people in a campaign; one that is a meeting too becomes a touch. Returns how many changed."""
    if unit.connection.execute(select(campaign.c.id).where(campaign.c.id == campaign_id)).scalar() is None:
        raise NotFound("record.not_found", kind="campaign", id=campaign_id)
    wanted = list(dict.fromkeys(contact_ids))
    query = select(participant.c.contact_id, participant.c.id, participant.c.state).where(
        participant.c.campaign_id == campaign_id, bulk.is_listed(participant.c.contact_id)
    )
    known = {row[0]: (row[1], row[2]) for row in unit.connection.execute(query, bulk.ids_parameter(wanted))}
    others = [row_id for row_id, before in known.values() if before != state.value]
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


def counts_of(connection: Connection, campaign_id: int) -> dict[ParticipantState, int]:
    """How many people are in each state."""
    query = (
        select(participant.c.state, func.count())
        .join(contact, contact.c.id == participant.c.contact_id)
        .where(participant.c.campaign_id == campaign_id, contact.c.trashed_at.is_(None))
        .group_by(participant.c.state)
    )
    found = {row[0]: row[1] for row in connection.execute(query)}
    return {state: found[state.value] for state in ParticipantState if state.value in found}


def remove_participant(unit: UnitOfWork, participant_id: int) -> None:
    unit.delete(participant, participant_id)
