"""What stands in the list behind a figure: columns and rows of people, deals, spend lines and campaigns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.domain.figures import RecordsBehind, Unit
from smallbiz_crm.services.kpis import kpi
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.exact_amounts import exact
from smallbiz_crm.ui.kit.chips import ChipKind
from smallbiz_crm.ui.kit.formats import day, number
from smallbiz_crm.ui.kit.paged_model import Column
from smallbiz_crm.words import _, ngettext, phrase

Row = tuple[Any, ...]
_CHIPS: dict[Outcome, ChipKind] = {Outcome.WON: "success", Outcome.LOST: "danger", Outcome.OPEN: "neutral"}


class RecordRows:
    """Fetches the rows of each kind; the last columns are what was noted and what a record counts for
    (`show_values`)."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._values: Mapping[int, int] = {}
        self._notes: Mapping[int, str] = {}
        self._unit = Unit.COUNT
        self._currency = ""
        self._fetchers: dict[str, Callable[[Sequence[int]], list[Row]]] = {
            "contact": self._people,
            "deal": self._deals,
            "spend": self._spend,
            "campaign": self._campaigns,
        }

    def kinds(self) -> list[str]:
        return list(self._fetchers)

    def title(self, report: str, figure: str) -> str:
        return kpi(report, figure).title()

    def show_values(self, found: RecordsBehind, currency: str) -> None:
        """What each of the records counts for."""
        self._values = dict(zip(found.ids, found.values, strict=True)) if found.values else {}
        self._notes = dict(zip(found.ids, found.notes, strict=True)) if found.notes else {}
        self._unit, self._currency = found.unit, currency

    def fetch(self, kind: str, ids: Sequence[int]) -> list[Row]:
        return [
            (*one, self._notes.get(one[0]), self._values.get(one[0])) for one in self._fetchers[kind](ids)
        ]

    def hidden_columns(self, kind: str, found: RecordsBehind) -> dict[int, bool]:
        """The columns that only some lists have, and whether this one has none."""
        count = len(self.columns(kind))
        return {count - 2: not found.notes, count - 1: not found.values}

    def columns(self, kind: str) -> list[Column]:
        counted = Column(
            "counts", _("Counts for"), 16, "right", show=self._shown, look="strong", sortable=False
        )
        note = Column("note", _("Note"), 18, stretch=3, sortable=False)
        return [*_COLUMNS[kind](), note, counted]

    def _shown(self, value: int | None) -> str:
        return "" if value is None else value_text(value, self._unit, self._currency)

    def _people(self, ids: Sequence[int]) -> list[Row]:
        rows = self.desk.workspace.contacts.get_many(ids)
        return [
            (one.id, one.name, one.company, one.emails[0].address if one.emails else None, one.lifecycle)
            for one in rows
        ]

    def _deals(self, ids: Sequence[int]) -> list[Row]:
        return [
            (
                one.id,
                one.title,
                one.company or one.contact,
                (one.stage, one.outcome),
                one.created_on,
                one.closed_on or one.expected_close,
                None if one.amount is None else exact(one.amount, one.currency),
            )
            for one in self.desk.workspace.deals.get_many(ids)
        ]

    def _spend(self, ids: Sequence[int]) -> list[Row]:
        return [
            (one.id, one.spent_on, one.payee, one.campaign, one.category)
            for one in self.desk.workspace.spending.get_many(ids)
        ]

    def _campaigns(self, ids: Sequence[int]) -> list[Row]:
        wanted = set(ids)
        known = {one.id: one for one in self.desk.workspace.campaigns.list() if one.id in wanted}
        return [
            (one.id, one.name, phrase(f"channel.{one.channel}"), one.starts_on)
            for one in (known[campaign_id] for campaign_id in ids if campaign_id in known)
        ]


def value_text(value: int, unit: Unit, currency: str) -> str:
    """To the cent where it is money, so that the sum can be checked by hand."""
    return exact(value, currency) if unit is Unit.MONEY else number(value)


def sum_text(found: RecordsBehind, currency: str) -> str:
    """What the records come to, and what of it belongs to none of them."""
    count = len(found.ids)
    records = ngettext("{n} record", "{n} records", count).format(n=number(count))
    parts = [records]
    if found.rest:
        rest = value_text(found.rest, found.unit, currency)
        parts.append(_("{amount} without a campaign").format(amount=rest))
    if not found.is_sum:
        parts.append(_("drawn 10,000 times, not summed"))
    elif found.values or found.rest:
        total = value_text(found.total, found.unit, currency)
        parts.append(
            _("{days} days in all").format(days=total)
            if found.unit is Unit.DAYS
            else _("in all {total}").format(total=total)
        )
    return " · ".join(parts)


# -- columns --------------------------------------------------------------------------------------------------


def _of_people() -> list[Column]:
    return [
        Column("name", _("Name"), 18, look="strong", stretch=2, sortable=False),
        Column("company", _("Company"), 16, look="muted", stretch=2, sortable=False),
        Column("email", _("E-mail"), 20, look="muted", stretch=1, sortable=False),
        Column("lifecycle", _("Lifecycle"), 14, show=_lifecycle, sortable=False),
    ]


def _of_deals() -> list[Column]:
    return [
        Column("title", _("Title"), 15, look="strong", stretch=2, sortable=False),
        Column("customer", _("Customer"), 14, look="muted", stretch=2, sortable=False),
        Column("stage", _("Stage"), 12, show=_stage_name, chip=_stage_chip, sortable=False),
        Column("created", _("Created"), 13, show=day, look="muted", sortable=False),
        Column("date", _("Close date"), 13, show=day, look="muted", sortable=False),
        Column("amount", _("Amount"), 14, "right", sortable=False),
    ]


def _of_spend() -> list[Column]:
    return [
        Column("date", _("Date"), 13, show=day, look="muted", sortable=False),
        Column("payee", _("Payee"), 18, look="strong", stretch=2, sortable=False),
        Column("campaign", _("Campaign"), 16, look="muted", stretch=2, sortable=False),
        Column("category", _("Category"), 13, sortable=False),
    ]


def _of_campaigns() -> list[Column]:
    return [
        Column("name", _("Name"), 20, look="strong", stretch=2, sortable=False),
        Column("channel", _("Channel"), 14, sortable=False),
        Column("start", _("Start"), 13, show=day, look="muted", sortable=False),
    ]


_COLUMNS: dict[str, Callable[[], list[Column]]] = {
    "contact": _of_people,
    "deal": _of_deals,
    "spend": _of_spend,
    "campaign": _of_campaigns,
}


def _lifecycle(value: object) -> str:
    return phrase(f"lifecycle.{value}")


def _stage_name(value: tuple[str, Outcome]) -> str:
    return value[0]


def _stage_chip(value: tuple[str, Outcome]) -> ChipKind | None:
    return _CHIPS[value[1]]
