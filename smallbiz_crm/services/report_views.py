"""Saved ways of looking at reports, and the pinned figures with what was promised for them."""

from __future__ import annotations

from dataclasses import dataclass

from smallbiz_crm.domain.attribution import Attribution
from smallbiz_crm.domain.days import Period
from smallbiz_crm.domain.figures import Figure
from smallbiz_crm.domain.kpis import Basis
from smallbiz_crm.domain.report_views import ReportView, moving_period
from smallbiz_crm.services.question import Question
from smallbiz_crm.services.reports import figures_asked_for
from smallbiz_crm.store import report_views as stored
from smallbiz_crm.store.database import Connection, Database
from smallbiz_crm.store.outcome_report import target_sum
from smallbiz_crm.store.settings import home_currency, text_setting

_PROMISED = {"revenue": "revenue", "leads": "leads", "mqls": "mqls", "mqls_handed_over": "mqls"}
"""Figures with the kind of target that they are promised by."""


@dataclass(frozen=True, slots=True)
class PinnedFigure:
    """A figure on Today: of which view, over which days; `target` is what was promised for them, if anything.

    `figures` are all of its report, which say more about it (quota and pace beside revenue).
    """

    id: int
    view: ReportView
    period: Period
    figures: dict[str, Figure]
    currency: str
    target: int | None


class ReportViews:
    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> list[tuple[int, ReportView]]:
        """The views that the user saved, by name, with their ids."""
        with self._database.reading() as connection:
            return stored.list_views(connection, pinned=False)

    def save(self, view: ReportView) -> int:
        """Keep a way of looking under its name, in the place of the one that had it."""
        with self._database.step("view.saved", name=view.name) as unit:
            return stored.save_view(unit, view, pinned=False)

    def pin(self, view: ReportView) -> int:
        """Put a figure of a view on Today."""
        with self._database.step("figure.pinned", name=view.name) as unit:
            return stored.save_view(unit, view, pinned=True)

    def remove(self, view_id: int) -> None:
        """Forget a view, or take its figure off Today."""
        with self._database.step("view.removed") as unit:
            unit.params["name"] = stored.remove_view(unit, view_id)

    def pinned_id(self, view: ReportView) -> int | None:
        """The id under which this very figure is pinned."""
        with self._database.reading() as connection:
            found = stored.list_views(connection, pinned=True)
        return next((key for key, one in found if one.named(view.name) == view), None)

    def pinned(self) -> list[PinnedFigure]:
        """The pinned figures as of today, in the order they were pinned."""
        with self._database.reading() as connection:
            start = text_setting(connection, "fiscal_year.start")
            today = self._database.clock.today()
            found: list[PinnedFigure] = []
            for key, view in stored.list_views(connection, pinned=True):
                period = moving_period(view.period, today, start)
                asked = Question(
                    period,
                    today,
                    Basis(view.basis),
                    Attribution(view.attribution),
                    wanted=view.wanted,
                )
                figures = figures_asked_for(connection, view.report, asked)
                target = _target(connection, view, period)
                found.append(PinnedFigure(key, view, period, figures, home_currency(connection), target))
            return [one for one in found if one.view.figure in one.figures]


def _target(connection: Connection, view: ReportView, period: Period) -> int | None:
    """What was promised for the figure in the period; nothing for a part of the business."""
    kind = _PROMISED.get(view.figure)
    if kind is None or not view.wanted.is_empty() or (kind == "revenue" and view.report != "sales"):
        return None
    return target_sum(connection, kind, period.months())
