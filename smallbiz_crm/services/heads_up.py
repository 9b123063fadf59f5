"""The heads-up for sales: a person or deal inside a running campaign, and open deals that a campaign would reach."""

from __future__ import annotations

from smallbiz_crm.domain.heads_up import ReachedDeal, RunningCampaign
from smallbiz_crm.store import heads_up as stored
from smallbiz_crm.store.database import Database


class HeadsUps:
    def __init__(self, database: Database) -> None:
        self._database = database

    def of_person(self, contact_id: int) -> list[RunningCampaign]:
        """The running campaigns that a person is in, those that end first before the others."""
        with self._database.reading() as connection:
            return stored.campaigns_reaching(connection, [contact_id], self._database.clock.today())

    def of_deal(self, deal_id: int) -> list[RunningCampaign]:
        """The running campaigns that somebody of a deal is in."""
        with self._database.reading() as connection:
            people = stored.people_of_deal(connection, deal_id)
            return stored.campaigns_reaching(connection, people, self._database.clock.today())

    def deals_reached(self, campaign_id: int) -> list[ReachedDeal]:
        """Open deals with somebody in the audience of a campaign."""
        with self._database.reading() as connection:
            return stored.deals_reached(connection, campaign_id, self._database.clock.today())
