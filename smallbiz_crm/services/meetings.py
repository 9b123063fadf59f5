"""Event mode: the event one is at, chosen once, and what is done afterwards with everybody met."""

from __future__ import annotations

from datetime import date, timedelta

from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.meetings import EventMode, MetPerson
from smallbiz_crm.store import meetings as stored
from smallbiz_crm.store.campaigns import campaign_named
from smallbiz_crm.store.database import Database
from smallbiz_crm.store.settings import set_setting

RECENT = timedelta(days=120)


class Meetings:
    def __init__(self, database: Database) -> None:
        self._database = database

    def event(self) -> EventMode | None:
        """The event at which everybody is met who is added now, with how many were met there today."""
        with self._database.reading() as connection:
            return stored.event_mode(connection, self._database.clock.today())

    def choose_event(self, name: str | None) -> None:
        """Be at the campaign of that name from now on, over restarts too; None for nowhere.

        Raises Refused ``campaign.not_found``.
        """
        code = "event.left" if name is None else "event.chosen"
        with self._database.step(code, name=name or "") as unit:
            found = campaign_named(unit.connection, name) if name is not None else None
            if name is not None and found is None:
                raise Refused("campaign.not_found", name=name)
            set_setting(unit, stored.EVENT, "" if found is None else str(found))

    def met_on(self, day: date) -> list[MetPerson]:
        """Everybody met on a day, in the order in which they were met."""
        with self._database.reading() as connection:
            return stored.met_on(connection, day)

    def people_at(self, campaign_id: int) -> list[MetPerson]:
        """Everybody who registered for a campaign, came to it or was met there, by what happened first."""
        with self._database.reading() as connection:
            return stored.people_at(connection, campaign_id)

    def recent(self) -> list[tuple[int, str]]:
        """The campaigns of the last months that people registered for, came to or were met at, the latest first."""
        since = self._database.clock.today() - RECENT
        with self._database.reading() as connection:
            return stored.events_with_people(connection, since)
