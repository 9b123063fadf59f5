"""The rows of Today's two lists: the agenda in words, in the order in which it is to be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from smallbiz_crm.domain.campaigns import Campaign, PlannedItem, PlannedKind
from smallbiz_crm.domain.deals import DealCard, Stage, is_stale
from smallbiz_crm.domain.follow_ups import Due, FollowUp, FollowUpKind, due_group
from smallbiz_crm.domain.hand_over import WaitingLead
from smallbiz_crm.domain.in_touch import ColdContact
from smallbiz_crm.ui.follow_up_list import KIND_ICONS
from smallbiz_crm.ui.handing_over import clock_words, points_words
from smallbiz_crm.ui.kit.chips import ChipKind
from smallbiz_crm.ui.kit.formats import (
    clock_time,
    day_and_month,
    day_short,
    days_ago,
    number,
    percent,
    relative_day,
)
from smallbiz_crm.ui.today.agenda_row import AgendaRow, Record, RowKind
from smallbiz_crm.ui.today.amounts import show_whole
from smallbiz_crm.ui.today.facts import Agenda
from smallbiz_crm.words import _, ngettext, phrase

CAMPAIGNS_SHOWN = 4
ITEM_ICONS = {
    PlannedKind.POST: "globe",
    PlannedKind.SEND: "mail",
    PlannedKind.EVENT: "location",
    PlannedKind.TASK: "flag",
}
_DUE_CHIPS: dict[Due, ChipKind] = {Due.OVERDUE: "danger", Due.TODAY: "warning"}


def sales_rows(agenda: Agenda) -> list[AgendaRow]:
    """Follow-ups by day, leads that wait for a decision, deals that nothing is planned for, who is going cold."""
    rows = list(
        _grouped(
            [_follow_up_row(each, agenda.today) for each in agenda.follow_ups if not _is_marketing(each)]
        )
    )
    waiting = [*_leads_waiting(agenda), *_deals_waiting(agenda), *_going_cold(agenda)]
    if waiting and not rows:
        rows.append(AgendaRow(RowKind.REMARK, _("Nothing is due in the next seven days."), icon="check"))
    return rows + waiting


def _leads_waiting(agenda: Agenda) -> Iterator[AgendaRow]:
    if not agenda.leads:
        return
    yield _heading(_("Hand-overs"), agenda.lead_count)
    for each in agenda.leads:
        yield _lead_row(each)
    yield from _more_leads(agenda.lead_count - len(agenda.leads))


def _more_leads(more: int) -> Iterator[AgendaRow]:
    if more > 0:
        text = ngettext("{n} more among the contacts", "{n} more among the contacts", more)
        text = text.format(n=number(more))
        yield AgendaRow(RowKind.MORE, text, icon="arrow-right", page="contacts", spoken=text)


def _lead_row(lead: WaitingLead) -> AgendaRow:
    since = _("MQL since {day}").format(day=day_short(lead.since)) if lead.since else ""
    note = _joined(lead.company, lead.campaign, since, by=" · ")
    left = clock_words(lead.clock) if lead.clock else ""
    is_late = lead.clock is not None and lead.clock.is_late
    return _person_row(
        lead.id, lead.name, note, left, ("accept", "return"), "danger" if is_late else "neutral"
    )


def _proposed(agenda: Agenda) -> Iterator[AgendaRow]:
    """Leads whose score says that they are ready for sales."""
    if not agenda.proposed:
        return
    yield _heading(_("Ready for sales by their score"), agenda.proposed_count)
    for each in agenda.proposed:
        points = points_words(each.tenths)
        yield _person_row(each.id, each.name, each.company or "", points, ("qualify", "accept", "return"))
    yield from _more_leads(agenda.proposed_count - len(agenda.proposed))


def _person_row(
    contact_id: int, name: str, note: str, end: str, decisions: tuple[str, ...], kind: ChipKind = "neutral"
) -> AgendaRow:
    record = ("contact", contact_id)
    return AgendaRow(
        RowKind.LEAD,
        name,
        note=note,
        icon="person",
        chip=end,
        chip_kind=kind,
        record=record,
        leads_to=((record, name),),
        spoken=_joined(name, note, end),
        decisions=decisions,
    )


def _deals_waiting(agenda: Agenda) -> Iterator[AgendaRow]:
    if not agenda.deals:
        return
    yield _heading(_("Deals with no next step"), agenda.deal_count)
    for each in agenda.deals:
        yield _deal_row(each, agenda.stages.get(each.stage_id), agenda.today)
    more = agenda.deal_count - len(agenda.deals)
    if more > 0:
        text = ngettext("{n} more on the board", "{n} more on the board", more).format(n=number(more))
        yield AgendaRow(RowKind.MORE, text, icon="arrow-right", page="deals", spoken=text)


def _going_cold(agenda: Agenda) -> Iterator[AgendaRow]:
    if not agenda.cold:
        return
    yield _heading(_("Going cold"), agenda.cold_count)
    for each in agenda.cold:
        yield _cold_row(each, agenda.today)
    more = agenda.cold_count - len(agenda.cold)
    if more > 0:
        text = ngettext("{n} more is going cold", "{n} more are going cold", more).format(n=number(more))
        yield AgendaRow(RowKind.REMARK, text, icon="clock", spoken=text)


def marketing_rows(agenda: Agenda) -> list[AgendaRow]:
    """The campaigns that run, then planned items and follow-ups on campaigns by day."""
    rows: list[AgendaRow] = []
    if agenda.campaigns:
        rows.append(_heading(_("Running now"), len(agenda.campaigns)))
        shown = agenda.campaigns[:CAMPAIGNS_SHOWN]
        rows += [_campaign_row(each, agenda.today, agenda.currency) for each in shown]
        more = len(agenda.campaigns) - len(shown)
        if more:
            text = ngettext("{n} more campaign", "{n} more campaigns", more).format(n=number(more))
            rows.append(AgendaRow(RowKind.MORE, text, icon="arrow-right", page="campaigns", spoken=text))
    tasks = [_item_row(each, agenda.today) for each in agenda.items]
    tasks += [_follow_up_row(each, agenda.today) for each in agenda.follow_ups if _is_marketing(each)]
    tasks.sort(key=lambda row: row.due_on or agenda.today)
    grouped = list(_grouped(tasks))
    if rows and not grouped:
        grouped.append(
            AgendaRow(RowKind.REMARK, _("Nothing is planned for the next seven days."), icon="check")
        )
    return rows + grouped + list(_proposed(agenda))


def _is_marketing(follow_up: FollowUp) -> bool:
    """On a campaign alone, not on a person or deal."""
    return follow_up.campaign_id is not None and follow_up.contact_id is None and follow_up.deal_id is None


def _grouped(tasks: Sequence[AgendaRow]) -> Iterator[AgendaRow]:
    headings = {Due.OVERDUE: _("Late"), Due.TODAY: _("Today"), Due.WEEK: _("Next seven days")}
    for due, heading in headings.items():
        group = [task for task in tasks if task.due is due]
        if group:
            yield _heading(heading, len(group))
            yield from group


def _heading(title: str, count: int) -> AgendaRow:
    return AgendaRow(RowKind.HEADING, title, note=number(count))


def _follow_up_row(follow_up: FollowUp, today: date) -> AgendaRow:
    leads_to: list[tuple[Record, str]] = []
    if follow_up.deal_id is not None:
        leads_to.append((("deal", follow_up.deal_id), follow_up.deal or ""))
    if follow_up.contact_id is not None:
        leads_to.append((("contact", follow_up.contact_id), follow_up.contact or ""))
    if follow_up.campaign_id is not None:
        leads_to.append((("campaign", follow_up.campaign_id), follow_up.campaign or ""))
    who = _joined(follow_up.contact, follow_up.company)
    note = _joined(who, follow_up.deal or follow_up.campaign, by=" · ")
    return _task(
        ("follow_up", follow_up.id),
        follow_up.text,
        note,
        phrase(f"follow_up.{follow_up.kind}"),
        KIND_ICONS.get(follow_up.kind, KIND_ICONS[FollowUpKind.TODO]),
        follow_up.due_on,
        follow_up.due_time,
        today,
        tuple(leads_to),
    )


def _item_row(item: PlannedItem, today: date) -> AgendaRow:
    return _task(
        ("planned_item", item.id),
        item.title,
        item.campaign,
        phrase(f"planned.{item.kind}"),
        ITEM_ICONS[item.kind],
        item.planned_on,
        item.planned_time,
        today,
        ((("campaign", item.campaign_id), item.campaign),),
    )


def _task(
    record: Record,
    title: str,
    note: str,
    kind: str,
    icon: str,
    due_on: date,
    due_time: str | None,
    today: date,
    leads_to: tuple[tuple[Record, str], ...],
) -> AgendaRow:
    due = due_group(due_on, today)
    chip = relative_day(due_on, today)
    if due_time:
        chip = f"{chip} {clock_time(due_time)}"
    return AgendaRow(
        RowKind.TASK,
        title,
        note=note or kind,
        icon=icon,
        chip=chip,
        chip_kind=_DUE_CHIPS.get(due, "neutral"),
        record=record,
        leads_to=leads_to,
        spoken=_joined(title, note, kind, chip),
        due=due,
        due_on=due_on,
    )


def _deal_row(card: DealCard, stage: Stage | None, today: date) -> AgendaRow:
    days = max(0, (today - card.stage_since).days)
    age = ""
    if stage is not None:
        age = ngettext("{n} day in {stage}", "{n} days in {stage}", days).format(
            n=number(days), stage=stage.name
        )
        if is_stale(stage, card, today):
            age = _("stale, {age}").format(age=age)
    note = _joined(_joined(card.contact, card.company), age, by=" · ")
    amount = "" if card.amount is None else show_whole(card.amount, card.currency)
    return AgendaRow(
        RowKind.DEAL,
        card.title,
        note=note,
        icon="deals",
        chip=amount,
        record=("deal", card.id),
        leads_to=((("deal", card.id), card.title),),
        spoken=_joined(card.title, note, amount, _("no next step")),
    )


def _cold_row(person: ColdContact, today: date) -> AgendaRow:
    heard = _("last heard {day}").format(day=days_ago(person.last_on, today))
    over = ngettext("{n} day over", "{n} days over", person.days_over).format(n=number(person.days_over))
    note = _joined(person.company, heard, by=" · ")
    return AgendaRow(
        RowKind.PERSON,
        person.name,
        note=note,
        icon="person",
        chip=over,
        record=("contact", person.id),
        leads_to=((("contact", person.id), person.name),),
        spoken=_joined(person.name, note, over),
    )


def _campaign_row(campaign: Campaign, today: date, currency: str) -> AgendaRow:
    share = campaign.cost / campaign.budget if campaign.budget else None
    if share is not None:
        used = percent(share)
        spoken = _("{percent} of the budget used").format(percent=used)
    else:
        used = show_whole(campaign.cost, currency) if campaign.cost else ""
        spoken = _("{amount} spent, no budget set").format(amount=used) if used else ""
    status = _running_text(campaign, today)
    return AgendaRow(
        RowKind.CAMPAIGN,
        campaign.name,
        note=status,
        icon="campaigns",
        chip=used,
        chip_kind="danger" if share is not None and share > 1 else "neutral",
        record=("campaign", campaign.id),
        leads_to=((("campaign", campaign.id), campaign.name),),
        spoken=_joined(campaign.name, status, spoken),
        share=share,
    )


def _running_text(campaign: Campaign, today: date) -> str:
    """Its state with the day on which that ends: ``Running until 31 May``."""
    status = phrase(f"status.{campaign.status}")
    if campaign.starts_on is not None and campaign.starts_on > today:
        return _("Starts {day}").format(day=day_short(campaign.starts_on))
    if campaign.ends_on is not None:
        return _("{status} until {day}").format(status=status, day=day_and_month(campaign.ends_on))
    return status


def _joined(*parts: str | None, by: str = ", ") -> str:
    return by.join(part for part in parts if part)
