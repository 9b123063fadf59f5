"""Who bought through a campaign beside whom it was meant for, by what is known of people and their companies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select

from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.domain.hand_over import AudienceShare, AudienceSplit
from smallbiz_crm.store.heads_up import segment_test
from smallbiz_crm.store.tables.marketing import campaign, participant
from smallbiz_crm.store.tables.people import company, contact
from smallbiz_crm.store.tables.sales import deal, deal_contact, stage

FIELDS: Mapping[str, Any] = {
    "industry": company.c.industry,
    "size": company.c.size,
    "region": company.c.region,
    "country": company.c.country,
    "job_title": contact.c.job_title,
    "language": contact.c.language,
}
SHOWN = 3


def audience_split(connection: Connection, campaign_id: int, today: date) -> AudienceSplit:
    """The audience is the campaign's segment with everybody who has a state in it; a buyer the main person of a won
    deal that names the campaign as its source. To date, the Trash left out."""
    segment_id = connection.execute(
        select(campaign.c.segment_id).where(campaign.c.id == campaign_id)
    ).scalar()
    taking_part = select(participant.c.contact_id).where(participant.c.campaign_id == campaign_id)
    meant = or_(contact.c.id.in_(taking_part), segment_test(connection, segment_id, today))
    bought = contact.c.id.in_(
        select(deal_contact.c.contact_id)
        .join_from(deal_contact, deal, deal.c.id == deal_contact.c.deal_id)
        .join(stage, stage.c.id == deal.c.stage_id)
        .where(
            deal.c.source_campaign_id == campaign_id,
            stage.c.kind == Outcome.WON.value,
            deal_contact.c.is_main,
            deal.c.trashed_at.is_(None),
        )
    )
    buyers = _count(connection, bought)
    found: list[tuple[str, tuple[AudienceShare, ...]]] = []
    for name, column in FIELDS.items() if buyers else ():
        theirs = _values(connection, column, bought)
        if theirs:
            all_of_them = _values(connection, column, meant)
            ordered = sorted(theirs.items(), key=lambda pair: (-pair[1], pair[0]))[:SHOWN]
            shares = [AudienceShare(value, all_of_them.get(value, 0), count) for value, count in ordered]
            found.append((name, tuple(shares)))
    return AudienceSplit(_count(connection, meant), buyers, tuple(found))


def _count(connection: Connection, who: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(contact).where(contact.c.trashed_at.is_(None), who)
    return connection.execute(query).scalar_one()


def _values(connection: Connection, column: Any, who: ColumnElement[bool]) -> dict[str, int]:
    """How many of these people have each value; those of whom it is not known are left out."""
    query = (
        select(column, func.count())
        .join_from(contact, company, company.c.id == contact.c.company_id, isouter=True)
        .where(contact.c.trashed_at.is_(None), who, func.coalesce(column, "") != "")
        .group_by(column)
    )
    return {row[0]: row[1] for row in connection.execute(query)}
