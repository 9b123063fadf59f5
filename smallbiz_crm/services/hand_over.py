"""The hand-over: Q makes an MQL, A accepts with a deal, R returns with a reason; and the card that tells it all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from smallbiz_crm.domain.consents import Consent
from smallbiz_crm.domain.contacts import Contact, TimelineEntry
from smallbiz_crm.domain.days import to_micros
from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.hand_over import (
    AudienceSplit,
    CampaignFeedback,
    CampaignRevenue,
    Clock,
    FeedbackScope,
    LifecycleStep,
    Return,
    WaitingLead,
)
from smallbiz_crm.domain.promises import FirstContact
from smallbiz_crm.domain.scoring import Score, score
from smallbiz_crm.services.kpi_reports import campaign_revenue
from smallbiz_crm.store import consents, lookups, scoring, timeline, trash
from smallbiz_crm.store import hand_over as stored
from smallbiz_crm.store.audience_split import audience_split
from smallbiz_crm.store.campaign_feedback import feedback_of
from smallbiz_crm.store.contacts import load_contact
from smallbiz_crm.store.database import Connection, Database
from smallbiz_crm.store.settings import get_setting, text_setting

SAID_SHOWN = 5
STORY_SHOWN = 12


@dataclass(frozen=True, slots=True)
class HandOverCard:
    """Everything sales wants to know of a lead, on one page.

    `waiting` is None unless a decision is due; `story` are touches and `said` notes and talks, the newest first;
    `content` titles with their days; `consents` what holds now, one a channel.
    """

    contact: Contact
    waiting: WaitingLead | None
    steps: tuple[LifecycleStep, ...]
    story: tuple[TimelineEntry, ...]
    content: tuple[tuple[str, date], ...]
    said: tuple[TimelineEntry, ...]
    score: Score
    consents: tuple[Consent, ...]
    mql_definition: str
    sql_definition: str


class HandOvers:
    def __init__(self, database: Database) -> None:
        self._database = database

    # -- reading ------------------------------------------------------------------------------------------

    def waiting(self, limit: int | None = None) -> tuple[list[WaitingLead], int]:
        """MQLs that wait for a decision, the oldest first, each with its clock, and how many there are."""
        with self._database.reading() as connection:
            leads = self._clocked(connection, stored.waiting(connection, limit))
            return leads, len(leads) if limit is None else stored.count_waiting(connection)

    def card(self, contact_id: int) -> HandOverCard:
        """One person for sales. Raises NotFound."""
        today = self._database.clock.today()
        with self._database.reading() as connection:
            person = load_contact(connection, contact_id)
            if person is None:
                raise NotFound("record.not_found", kind="contact", id=contact_id)
            waits = self._clocked(connection, stored.waiting(connection, 1, contact_id))
            current = {said.channel: said for said in reversed(consents.history_of(connection, contact_id))}
            return HandOverCard(
                contact=person,
                waiting=waits[0] if waits else None,
                steps=tuple(stored.steps_of(connection, contact_id)),
                story=tuple(timeline.contact_timeline(connection, contact_id, STORY_SHOWN, "touches")),
                content=tuple(stored.content_seen(connection, contact_id)),
                said=tuple(timeline.contact_timeline(connection, contact_id, SAID_SHOWN, "activities")),
                score=score(
                    scoring.fitting(connection, contact_id, today),
                    scoring.scored_touches(connection, contact_id),
                    today,
                    int(get_setting(connection, "score.half_life")),
                    int(get_setting(connection, "score.threshold")),
                ),
                consents=tuple(current.values()),
                mql_definition=text_setting(connection, "definition.mql"),
                sql_definition=text_setting(connection, "definition.sql"),
            )

    def feedback(self, campaign_id: int, scope: FeedbackScope = FeedbackScope.CAMPAIGN) -> CampaignFeedback:
        """What sales made of a campaign's leads, to date; or of all of its channel, or of the people of its segment."""
        with self._database.reading() as connection:
            return feedback_of(connection, campaign_id, scope, self._database.clock.today())

    def audience(self, campaign_id: int) -> AudienceSplit:
        """Who bought through a campaign beside whom it was meant for."""
        with self._database.reading() as connection:
            return audience_split(connection, campaign_id, self._database.clock.today())

    def revenue(self, campaign_id: int) -> CampaignRevenue:
        """What won deals to date are worth to a campaign by each model, and what it spent on marketing."""
        with self._database.reading() as connection:
            return campaign_revenue(connection, campaign_id)

    def reasons(self) -> list[str]:
        """The user's own list of reasons for returning a lead."""
        with self._database.reading() as connection:
            return lookups.names_of(connection, "returned")

    def _clocked(self, connection: Connection, leads: Sequence[stored.Waiting]) -> list[WaitingLead]:
        rule = FirstContact.read(
            text_setting(connection, "promise.first_contact"), text_setting(connection, "business.holidays")
        )
        return [
            WaitingLead(lead.id, lead.name, lead.company, lead.campaign, lead.since, self._clock(lead, rule))
            for lead in leads
        ]

    def _clock(self, lead: stored.Waiting, rule: FirstContact) -> Clock | None:
        if lead.since is None:
            return None
        clock = self._database.clock
        left = rule.left(lead.since, lead.instant, clock.today(), to_micros(clock.now()))
        return Clock(rule.due_on(lead.since, lead.instant), left, rule.in_hours, lead.contacted_on)

    # -- deciding -----------------------------------------------------------------------------------------

    def qualify(self, ids: Sequence[int]) -> int:
        """Mark people as MQL; returns how many were not yet. Raises Refused where none was."""
        with self._database.step("hand_over.qualified", count=len(ids)) as unit:
            chosen = stored.qualify(unit, ids)
            if not chosen:
                raise Refused("hand_over.further_already")
            unit.params |= self._named(unit.connection, chosen)
        return len(chosen)

    def accept(self, ids: Sequence[int]) -> dict[int, int]:
        """Take leads as SQL, each with a deal from the campaign they met last; returns the deal of each person.

        Raises Refused where all of them are there already.
        """
        with self._database.step("hand_over.accepted", count=len(ids)) as unit:
            deals = stored.accept(unit, ids)
            if not deals:
                raise Refused("hand_over.accepted_already")
            unit.params |= self._named(unit.connection, list(deals))
        return deals

    def send_back(self, ids: Sequence[int], why: Return) -> int:
        """Return leads to marketing with a reason; returns how many went.

        Raises Refused without a reason, and where none of them is a lead without a deal.
        """
        if not why.reason.strip():
            raise Refused("hand_over.needs_reason")
        with self._database.step("hand_over.returned", count=len(ids), reason=why.reason) as unit:
            chosen = stored.send_back(unit, ids, why)
            if not chosen:
                raise Refused("hand_over.nothing_to_return")
            unit.params |= self._named(unit.connection, chosen)
        return len(chosen)

    def _named(self, connection: Connection, chosen: Sequence[int]) -> dict[str, object]:
        return {"count": len(chosen), "name": trash.title_of(connection, "contact", chosen[0])}
