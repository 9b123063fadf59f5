"""A report as a PDF: its figures, its charts, its tables with their totals, and what each figure means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from smallbiz_crm.domain.charts import ChartValue
from smallbiz_crm.domain.figures import Figure, Report, ReportRow, Unit, as_decimal
from smallbiz_crm.domain.money import from_minor, to_minor
from smallbiz_crm.exchange.atomic import atomic_file
from smallbiz_crm.exchange.report_sheet import Meanings
from smallbiz_crm.exchange.typesetting import fitting, page_pictures, typeset
from smallbiz_crm.services.charts import picture
from smallbiz_crm.services.kpis import kpi
from smallbiz_crm.services.report_charts import ReportChart, charts_of
from smallbiz_crm.words import _, has_phrase, phrase

TEMPLATE = "report.typ"
CHART_SIZE = (680, 250)
NOTHING = "—"
SHOWN_IN_TABLES: dict[str, tuple[str, ...]] = {
    "funnel": ("leads", "mqls", "sqls", "customers", "lead_to_mql", "mql_to_sql", "lead_to_customer"),
    "campaigns": ("spend", "leads", "sqls", "revenue", "cost_per_lead", "cost_per_sql", "roi"),
    "sales": ("won", "lost", "open", "win_rate", "revenue", "average_deal_size", "cycle_days_median"),
    "pipeline": ("pipeline", "weighted_pipeline"),
    "reasons": ("count", "share", "value"),
    "customers": ("new_customers", "bought"),
    "email": ("sent", "delivered", "open_rate", "click_rate", "bounce_rate", "unsubscribe_rate"),
}
"""The figures that a table has columns for where there is room for a few; another table shows all it has."""
SERIES = frozenset(("forecast", "lately", "cohorts", "accuracy"))
"""Tables that run through time, which have no total."""
WITHOUT_TOTAL = SERIES | {"no_person", "by_segment"}
"""Tables whose rows are not parts of the figures of the report."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Whose report it is: the business, its paper (``a4``, ``us-letter``), and the day that it shows things from."""

    business: str
    paper: str
    day: date


def write_report_pdf(target: Path, report: Report, head: Letterhead) -> tuple[str, ...]:
    """Write a report and return codes of what must be said about it; equal input, equal bytes.

    Raises Refused where PDF cannot be written; an old file survives that.
    """
    made = typeset(TEMPLATE, document(report, head))
    with atomic_file(target, "wb") as stream:
        stream.write(made.content)
    return made.notes


def report_pages(report: Report, head: Letterhead, dots_per_inch: float) -> list[bytes]:
    """The same pages as PNG. Raises Refused where PDF cannot be written."""
    return page_pictures(TEMPLATE, document(report, head), dots_per_inch)


def shown_figures(report: Report, table: str) -> list[str]:
    """The figures that a table of the report has columns for."""
    rows = report.tables[table]
    wanted = () if table in SERIES else SHOWN_IN_TABLES.get(report.name, ())
    known = [key for key in wanted if rows and key in rows[0].figures]
    return known or (list(rows[0].figures) if rows else [])


def document(report: Report, head: Letterhead) -> dict[str, object]:
    """What the template shows, every figure and word as it is printed."""
    span = _span(report)
    entries = [kpi(report.name, key) for key in _keys(report)]
    terms = [(entry.title(), f"{entry.explained()} {entry.decided()}") for entry in entries]
    return {
        "title": phrase(f"report.{report.name}"),
        "business": fitting(head.business)[:80],
        "language": _("en"),
        "paper": head.paper,
        "day": [head.day.year, head.day.month, head.day.day],
        "span": span,
        "numbering": _("Page {page} of {pages}"),
        "facts": _facts(report),
        "tiles": [_tile(report, figure) for figure in report.figures.values()],
        "charts": [_chart(chart) for chart in charts_of(report, row_name) if chart.spec.series],
        "tables": [_table(report, name, rows) for name, rows in report.tables.items() if rows],
        "definitions": {"title": _("What the figures mean"), "terms": terms},
    }


def _facts(report: Report) -> list[tuple[str, str]]:
    """What the report was asked for."""
    facts = [(_("Period"), _span(report)), (_("Currency"), report.currency), *_asked(report)]
    return [(name, value) for name, value in facts if value]


def meanings(report: Report, keys: Sequence[str]) -> Meanings:
    """The sheet beside the figures of a workbook: what was asked for, and what each of them means."""
    entries = [kpi(report.name, key) for key in keys]
    return Meanings(
        _("Definitions"),
        [(_("Report"), phrase(f"report.{report.name}")), *_facts(report)],
        (_("Column"), _("Figure"), _("Meaning"), _("Which date decides")),
        [(entry.key, entry.title(), entry.explained(), entry.decided()) for entry in entries],
    )


def _span(report: Report) -> str:
    if report.period.start is None or report.period.end is None:
        return _("From the first day to the last")
    return _("{first} to {last}").format(first=report.period.start, last=report.period.end)


def _asked(report: Report) -> list[tuple[str, str]]:
    """What else the report was asked for."""
    asked: list[tuple[str, str]] = []
    if report.basis is not None:
        asked.append((_("Rates compare"), phrase(f"basis.{report.basis}")))
    if report.attribution is not None:
        asked.append((_("Revenue goes to"), phrase(f"attribution.{report.attribution}")))
    for name, text in report.narrowed.items():
        asked.append((phrase(f"filter.{name}"), _of_filter(name, text)))
    if report.as_of is not None:
        asked.append((_("As it stood on"), report.as_of.isoformat()))
    return asked


def _of_filter(name: str, text: str | None) -> str:
    key = f"channel.{text}"
    shown = phrase(key) if name == "channel" and has_phrase(key) else text
    return fitting(shown) if shown is not None else _("gone")


def _keys(report: Report) -> list[str]:
    """The keys of all figures that stand in the document, each once."""
    shown = [key for table in report.tables for key in shown_figures(report, table)]
    return list(dict.fromkeys([*report.figures, *shown]))


def _tile(report: Report, figure: Figure) -> tuple[str, str, str]:
    entry = kpi(report.name, figure.key)
    notes: list[str] = []
    if figure.value is not None and entry.part is Unit.COUNT and entry.whole is Unit.COUNT:
        part, whole = _counted(figure.numerator), _counted(figure.denominator)
        notes.append(_("{part} of {all}").format(part=part, all=whole))
    if figure.note is not None:
        notes.append(phrase(f"note.{figure.note}", **figure.note_params))
    note = ", ".join(notes)
    return entry.title(), written(figure, report.currency), note


def _table(report: Report, name: str, rows: Sequence[ReportRow]) -> dict[str, object]:
    keys = shown_figures(report, name)
    heads = [phrase(f"table.{name}"), *(kpi(report.name, key).title() for key in keys)]
    lines = [[fitting(row_name(name, row)), *_cells(row.figures, keys, report.currency)] for row in rows]
    has_total = name not in WITHOUT_TOTAL and any(key in report.figures for key in keys)
    foot = [_("Total"), *_cells(report.figures, keys, report.currency)] if has_total else []
    return {"title": heads[0], "heads": heads, "rows": lines, "foot": foot}


def _cells(figures: dict[str, Figure], keys: Sequence[str], currency: str) -> list[str]:
    return [written(figures[key], currency) if key in figures else NOTHING for key in keys]


def row_name(table: str, row: ReportRow) -> str:
    """What a row of a table is called on paper."""
    if row.label is None:
        return phrase(f"unassigned.{table}")
    for kind in ("bucket", "channel"):
        if (kind == "bucket" or table == "by_channel") and has_phrase(f"{kind}.{row.label}"):
            return phrase(f"{kind}.{row.label}")
    return row.label


def written(figure: Figure, currency: str) -> str:
    """A value as it is printed: money to the cent, rates with a decimal, undefined as a dash."""
    if figure.value is None:
        return NOTHING
    if figure.unit is Unit.MONEY:
        return f"{from_minor(int(figure.value), currency):,}"
    if figure.unit is Unit.RATE:
        return f"{as_decimal(Fraction(figure.value) * 100, 1):,.1f} %"
    if isinstance(figure.value, Fraction):
        return f"{as_decimal(figure.value, 1):,.1f}"
    return _counted(figure.value)


def _counted(value: int | None) -> str:
    return NOTHING if value is None else f"{value:,}"


# -- charts ---------------------------------------------------------------------------------------------------


def _chart(chart: ReportChart) -> dict[str, str]:
    def show(value: float) -> str:
        return _on_axis(chart, value)

    drawn = picture(chart.spec, CHART_SIZE, show, form="svg")
    told = [
        f"{series.name}, {name}: {_value(chart, value)}"
        for series in chart.spec.series
        for name, value in zip(chart.spec.categories, series.values, strict=True)
        if value is not None
    ]
    return {
        "title": chart.title,
        "caption": chart.caption,
        "drawing": drawn.content.decode(),
        "told": f"{chart.title}. {'; '.join(told)}",
    }


def _value(chart: ReportChart, value: ChartValue) -> str:
    return NOTHING if value is None else _on_axis(chart, float(value))


def _on_axis(chart: ReportChart, value: float) -> str:
    if chart.unit is Unit.RATE:
        return f"{value:.0%}".replace("%", " %")
    if chart.unit is Unit.MONEY:
        minor = to_minor(as_decimal(Fraction(value)), chart.currency)
        return f"{from_minor(minor, chart.currency):,}".removesuffix(".00")
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"
