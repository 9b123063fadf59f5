"""Which charts belong to a report and what is in them: the figures of the report, laid out to be seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from smallbiz_crm.domain.charts import ChartSeries, ChartSpec, ChartValue, Shape
from smallbiz_crm.domain.figures import Figure, Report, ReportRow, Unit
from smallbiz_crm.domain.money import from_minor
from smallbiz_crm.services.kpis import kpi
from smallbiz_crm.words import _, phrase

MOST_CATEGORIES = 24

RowName = Callable[[str, ReportRow], str]


@dataclass(frozen=True, slots=True)
class ChartPlan:
    """A chart of a report: its figures as series over the rows of a table, or over themselves without one.

    `largest` keeps the rows that are largest by that figure; `is_turned` makes the rows series.
    """

    name: str
    figures: tuple[str, ...]
    table: str = ""
    shape: Shape = Shape.BARS
    in_time: bool = False
    largest: str = ""
    is_turned: bool = False


_QUARTERS = tuple(f"quarter_{later}" for later in range(1, 9))
PLANS: dict[str, tuple[ChartPlan, ...]] = {
    "funnel": (
        ChartPlan("funnel", ("leads", "mqls", "sqls", "opportunities", "customers"), shape=Shape.ROWS),
    ),
    "sales": (ChartPlan("revenue", ("revenue",), "months", in_time=True),),
    "campaigns": (ChartPlan("campaigns", ("spend", "revenue"), "by_campaign", largest="revenue"),),
    "pipeline": (
        ChartPlan(
            "pipeline", ("weighted_pipeline", "pipeline"), "by_month", shape=Shape.STACKED, in_time=True
        ),
        ChartPlan(
            "forecast",
            ("forecast_p10", "forecast_p50", "forecast_p90"),
            "forecast",
            shape=Shape.FAN,
            in_time=True,
        ),
    ),
    "reasons": (
        ChartPlan("lost", ("count",), "lost", shape=Shape.ROWS, largest="count"),
        ChartPlan("returned", ("count",), "returned", shape=Shape.ROWS, largest="count"),
    ),
    "promises": (
        ChartPlan(
            "promises",
            ("mqls_handed_over", "mqls_accepted", "mqls_promised"),
            "lately",
            shape=Shape.LINES,
            in_time=True,
        ),
    ),
    "customers": (ChartPlan("cohorts", _QUARTERS, "cohorts", shape=Shape.HEAT, is_turned=True),),
    "email": (ChartPlan("email", ("open_rate", "click_rate"), "by_campaign", largest="open_rate"),),
}


@dataclass(frozen=True, slots=True)
class Source:
    """The figure that a mark shows: of a row of a table, or of the whole report without one."""

    figure: str
    table: str | None
    row: ReportRow | None


@dataclass(frozen=True, slots=True)
class ReportChart:
    """A chart ready to be drawn. `sources` has for each series and category what its mark shows."""

    report: str
    plan: ChartPlan
    title: str
    caption: str
    spec: ChartSpec
    unit: Unit
    currency: str
    sources: tuple[tuple[Source, ...], ...]


def charts_of(report: Report, name_of: RowName) -> list[ReportChart]:
    """The charts of a report; `name_of` says what a row of a table is called."""
    return [_made(report, plan, name_of) for plan in PLANS.get(report.name, ())]


def _made(report: Report, plan: ChartPlan, name_of: RowName) -> ReportChart:
    title, caption = phrase(f"chart.{plan.name}"), _caption(plan)
    if not plan.table:
        sources = (tuple(Source(key, None, None) for key in plan.figures),)
        names = tuple(kpi(report.name, key).title() for key in plan.figures)
        figures = [[report.figures[key] for key in plan.figures]]
        spec = _spec(plan, names, [title], _values(figures, report.currency))
        return ReportChart(
            report.name, plan, title, caption, spec, figures[0][0].unit, report.currency, sources
        )
    rows = report.rows(plan.table)
    if plan.largest and len(rows) > MOST_CATEGORIES:
        caption = phrase("chart.largest", count=MOST_CATEGORIES, all=len(rows))
    rows = _largest(rows, plan.largest) if plan.largest else rows
    names = tuple(name_of(plan.table, row) for row in rows)
    series = [kpi(report.name, key).title() for key in plan.figures]
    figures = [[row.figures.get(key, Figure(key, Unit.RATE, None)) for row in rows] for key in plan.figures]
    values = _values(figures, report.currency)
    sources = tuple(tuple(Source(key, plan.table, row) for row in rows) for key in plan.figures)
    unit = figures[0][0].unit if rows else Unit.COUNT
    if plan.shape is Shape.STACKED:
        values, series[-1] = _as_rest(values), phrase("chart.rest_of_pipeline")
    if plan.is_turned:
        names, series = tuple(series), list(names)
        values, sources = _turned(values, len(rows)), tuple(zip(*sources, strict=True))
    spec = _spec(plan, names, series, values)
    return ReportChart(report.name, plan, title, caption, spec, unit, report.currency, sources)


def _spec(
    plan: ChartPlan,
    names: tuple[str, ...],
    series: Sequence[str],
    values: Sequence[tuple[ChartValue, ...]],
) -> ChartSpec:
    has_any = any(value for line in values for value in line)
    drawn = tuple(ChartSeries(name, line) for name, line in zip(series, values, strict=True))
    return ChartSpec(
        names,
        drawn if has_any else (),
        empty=_("Nothing to show in this period"),
        in_time=plan.in_time,
        shape=plan.shape,
    )


def _caption(plan: ChartPlan) -> str:
    return phrase("chart.forecast.caption") if plan.shape is Shape.FAN else ""


def _largest(rows: Sequence[ReportRow], figure: str) -> list[ReportRow]:
    """The rows with the largest figure, undefined ones last, as many as a chart can be read with."""
    ordered = sorted(rows, key=lambda row: _sortable(row.figures.get(figure)), reverse=True)
    return ordered[:MOST_CATEGORIES]


def _sortable(figure: Figure | None) -> tuple[bool, int | Fraction]:
    value = None if figure is None else figure.value
    return value is not None, value or 0


def _values(figures: Sequence[Sequence[Figure]], currency: str) -> list[tuple[ChartValue, ...]]:
    return [tuple(_value(figure, currency) for figure in line) for line in figures]


def _value(figure: Figure, currency: str) -> ChartValue:
    if figure.unit is Unit.MONEY and figure.value is not None:
        return from_minor(int(figure.value), currency)
    return figure.value


def _as_rest(values: Sequence[tuple[ChartValue, ...]]) -> list[tuple[ChartValue, ...]]:
    """The last series less the first, so that both stacked are as high as the last."""
    part, whole = values[0], values[-1]
    rest = tuple(
        None if low is None or high is None else Fraction(high) - Fraction(low)
        for low, high in zip(part, whole, strict=True)
    )
    return [*values[:-1], rest]


def _turned(values: Sequence[tuple[ChartValue, ...]], rows: int) -> list[tuple[ChartValue, ...]]:
    return [tuple(line[row] for line in values) for row in range(rows)]
