"""What the user can do with the people of a campaign: say in bulk who is meant, invited, came, or did not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from smallbiz_crm.domain.campaigns import Participant, ParticipantState, Standing
from smallbiz_crm.domain.errors import NotFound
from smallbiz_crm.domain.segments import Group
from smallbiz_crm.services.contacts import Contacts
from smallbiz_crm.services.segments import Segments
from smallbiz_crm.store import participants as stored
from smallbiz_crm.store import trash
from smallbiz_crm.store.database import Database


class Participants:
    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, campaign_id: int) -> list[Participant]:
        """Everybody with a state in the campaign, by name."""
        with self._database.reading() as connection:
            return stored.participants_of(connection, campaign_id)

    def standings(self, campaign_id: int) -> list[Standing]:
        """How far everybody came whom the campaign meant or met, by name."""
        with self._database.reading() as connection:
            return stored.standings(connection, campaign_id=campaign_id)

    def of_person(self, contact_id: int) -> list[Standing]:
        """Every campaign that a person is in and how far they came, the newest first."""
        with self._database.reading() as connection:
            return stored.standings(connection, contact_id=contact_id)

    def counts(self, campaign_id: int) -> dict[ParticipantState, int]:
        """How many people are in each state; a state of nobody is not there."""
        with self._database.reading() as connection:
            return stored.counts_of(connection, campaign_id)

    def put(
        self,
        campaign_id: int,
        contact_ids: Sequence[int],
        state: ParticipantState,
        *,
        on: date | None = None,
    ) -> int:
        """Set the state of people on a day (today by default). Returns how many changed."""
        day = on or self._database.clock.today()
        with self._database.step("campaign.participants_set") as unit:
            count = stored.put_states(unit, campaign_id, contact_ids, state, day)
            unit.params |= {"count": count, "name": trash.title_of(unit.connection, "campaign", campaign_id)}
        return count

    def put_segment(
        self, campaign_id: int, segment_id: int, state: ParticipantState, *, on: date | None = None
    ) -> int:
        """Set the state of all people whom a segment picks today. Raises NotFound. Returns how many changed."""
        ids = Contacts(self._database).ids(rule=self._rule(segment_id))
        return self.put(campaign_id, ids, state, on=on)

    def _rule(self, segment_id: int) -> Group:
        for segment in Segments(self._database).list(counted=False):
            if segment.id == segment_id:
                return segment.rule
        raise NotFound("record.not_found", kind="segment", id=segment_id)

    def take_out(self, campaign_id: int, contact_ids: Sequence[int]) -> None:
        """Take people out of a campaign: where they stand, and that they met it."""
        with self._database.step("campaign.people_taken_out", count=len(contact_ids)) as unit:
            stored.take_out(unit, campaign_id, contact_ids)
            unit.params["name"] = trash.title_of(unit.connection, "campaign", campaign_id)

    def remove(self, participant_id: int) -> None:
        """Take a person's state away; touches stay."""
        with self._database.step("campaign.participant_removed") as unit:
            stored.remove_participant(unit, participant_id)
