"""What Today reads from the workspace: the agenda of both hats, and the month's few numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from smallbiz_crm.domain.campaigns import Campaign, PlannedItem
from smallbiz_crm.domain.days import last_month, month_of
from smallbiz_crm.domain.deals import DealCard, Outcome, Stage
from smallbiz_crm.domain.figures import Figure
from smallbiz_crm.domain.follow_ups import Due, FollowUp, due_group
from smallbiz_crm.domain.hand_over import WaitingLead
from smallbiz_crm.domain.in_touch import ColdContact
from smallbiz_crm.domain.scoring import ProposedLead

if TYPE_CHECKING:  # the first paint does not wait for the database library
    from smallbiz_crm.services.workspace import Workspace

DEALS_SHOWN = 5
COLD_SHOWN = 5
LEADS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is late, due today and due within seven days, and what runs or waits beside it.

    `deals` are the first few open deals without a next step, `deal_count` is how many there are; `cold` the first few
    people not heard of for too long, `cold_count` how many there are; so are `leads` those who wait for sales, and
    `proposed` those whose score says that they are ready for it.
    """

    today: date
    currency: str
    person: str
    is_empty: bool
    follow_ups: tuple[FollowUp, ...]
    items: tuple[PlannedItem, ...]
    campaigns: tuple[Campaign, ...]
    deals: tuple[DealCard, ...]
    deal_count: int
    stages: dict[int, Stage]
    cold: tuple[ColdContact, ...] = ()
    cold_count: int = 0
    leads: tuple[WaitingLead, ...] = ()
    lead_count: int = 0
    proposed: tuple[ProposedLead, ...] = ()
    proposed_count: int = 0

    def days(self) -> list[date]:
        """The day of everything that is to be done."""
        return [each.due_on for each in self.follow_ups] + [each.planned_on for each in self.items]

    def counts(self) -> tuple[int, int]:
        """How much is to be done by today, and how much of it is late."""
        groups = [due_group(day, self.today) for day in self.days()]
        late = groups.count(Due.OVERDUE)
        return late + groups.count(Due.TODAY), late


@dataclass(frozen=True, slots=True)
class MoneySum:
    """Minor units of the home currency, and how many amounts are left out for want of a rate, by currency."""

    total: int = 0
    unrated: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """The numbers of the tiles. Money in minor units of the home currency.

    `won` and `won_before` are the sales figures of this month and of the one before; `running` are the
    campaigns that run, with what they cost and may cost so far.
    """

    today: date
    currency: str
    open_deals: int
    pipeline: MoneySum
    weighted: int
    won: dict[str, Figure]
    won_before: dict[str, Figure]
    spent: MoneySum
    running: tuple[Campaign, ...]


def read_agenda(workspace: Workspace) -> Agenda:
    """Everything the two columns and the head show, as of one moment."""
    with workspace.view():
        without_step = workspace.deals.without_next_step()
        cold, cold_count = workspace.in_touch.going_cold(limit=COLD_SHOWN)
        leads, lead_count = workspace.hand_overs.waiting(LEADS_SHOWN)
        proposed, proposed_count = workspace.scoring.proposed(LEADS_SHOWN)
        return Agenda(
            today=workspace.clock.today(),
            currency=workspace.settings.currency,
            person=str(workspace.settings.get("business.person")),
            is_empty=not (
                workspace.contacts.count() or workspace.deals.count() or workspace.campaigns.list()
            ),
            follow_ups=tuple(workspace.follow_ups.agenda()),
            items=tuple(workspace.campaigns.agenda()),
            campaigns=tuple(workspace.campaigns.running()),
            deals=tuple(workspace.deals.cards(without_step[:DEALS_SHOWN])),
            deal_count=len(without_step),
            stages={stage.id: stage for stage in workspace.deals.stages()},
            cold=tuple(cold),
            cold_count=cold_count,
            leads=tuple(leads),
            lead_count=lead_count,
            proposed=tuple(proposed),
            proposed_count=proposed_count,
        )


def _is_empty(workspace: Workspace) -> bool:
    """Whether there is nothing at all yet."""
    kinds = (workspace.contacts, workspace.companies, workspace.deals)
    return not any(kind.count() for kind in kinds) and not workspace.campaigns.list()


def read_figures(workspace: Workspace) -> MonthFigures:
    """The month's few numbers, as of one moment."""
    today = workspace.clock.today()
    this_month = month_of(today)
    with workspace.view():
        open_stages = {stage.id for stage in workspace.deals.stages() if stage.kind is Outcome.OPEN}
        totals = [each for each in workspace.board.totals().values() if each.stage_id in open_stages]
        spend = workspace.spending.list(start=this_month.start, end=this_month.end)
        marketing = [each for each in spend if each.is_marketing]
        return MonthFigures(
            today=today,
            currency=workspace.settings.currency,
            open_deals=sum(total.count for total in totals),
            pipeline=MoneySum(
                sum(total.total for total in totals),
                _tally(pair for total in totals for pair in total.unrated),
            ),
            weighted=sum(total.weighted for total in totals),
            won=workspace.reports.sales_totals(this_month),
            won_before=workspace.reports.sales_totals(last_month(today)),
            spent=MoneySum(
                sum(each.cost or 0 for each in marketing),
                _tally((each.currency, 1) for each in marketing if each.cost is None),
            ),
            running=tuple(
                each
                for each in workspace.campaigns.running()
                if each.starts_on is None or each.starts_on <= today
            ),
        )


def _tally(pairs: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for currency, count in pairs:
        counts[currency] = counts.get(currency, 0) + count
    return tuple(counts.items())
