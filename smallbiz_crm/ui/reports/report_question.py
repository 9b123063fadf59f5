"""A report as the page asks for it, and the answer as of one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from smallbiz_crm.domain.attribution import Attribution
from smallbiz_crm.domain.days import Period
from smallbiz_crm.domain.figures import Report
from smallbiz_crm.domain.kpis import NO_FILTER, Basis, ReportFilter

if TYPE_CHECKING:
    from smallbiz_crm.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Asked:
    """What the report is read for; `compared` is the period that its figures are seen beside."""

    name: str
    period: Period
    basis: Basis
    attribution: Attribution
    compared: Period | None = None
    wanted: ReportFilter = NO_FILTER
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The report, the one it is compared with, and what the page must know beside.

    `has_any` is about the workspace, not the period: whether there is anything to report on.
    """

    report: Report
    before: Report | None
    can_have_target: bool
    has_any: bool


def read_report(workspace: Workspace, asked: Asked) -> Answer:
    """Everything from one view of the workspace."""
    with workspace.view():
        periods = [asked.period, *([asked.compared] if asked.compared else [])]
        reports = [
            workspace.reports.report(
                asked.name,
                period,
                basis=asked.basis,
                attribution=asked.attribution,
                as_of=asked.as_of,
                wanted=asked.wanted,
            )
            for period in periods
        ]
        return Answer(
            reports[0],
            reports[1] if len(reports) > 1 else None,
            asked.name == "sales"
            and asked.wanted.is_empty()
            and workspace.reports.can_have_target(asked.period),
            asked.name != "sales" or bool(workspace.deals.count()),
        )
