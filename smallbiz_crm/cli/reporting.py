"""``report``: figures with their parts and the tables that add up to them."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

from smallbiz_crm.cli import facts, texts
from smallbiz_crm.cli.arguments import Command, Options, day, one_of
from smallbiz_crm.cli.failures import UsageError
from smallbiz_crm.cli.output import put, put_json, put_lines, tell
from smallbiz_crm.cli.session import Session
from smallbiz_crm.domain.attribution import Attribution
from smallbiz_crm.domain.days import month_of
from smallbiz_crm.domain.figures import Figure, Report, ReportRow, Unit
from smallbiz_crm.domain.kpis import Basis
from smallbiz_crm.services.kpis import REPORTS, kpi
from smallbiz_crm.services.report_documents import shown_figures
from smallbiz_crm.words import _, has_phrase, phrase

ENDINGS = (".pdf", ".xlsx", ".csv")


def _describe(parser: ArgumentParser) -> None:
    parser.add_argument("report", metavar="REPORT", type=one_of(*REPORTS), help=", ".join(REPORTS))
    parser.add_argument(
        "--period",
        metavar="P",
        help=_("2026-03, 2026-Q1, 2026, FY2026, 2026-03-01..2026-03-15 or all; else this month"),
    )
    parser.add_argument(
        "--basis",
        metavar="BASIS",
        type=one_of("cohort", "period"),
        default="cohort",
        help=_("cohort (what became of those who entered in the period) or period (events over events)"),
    )
    parser.add_argument(
        "--attribution",
        metavar="MODEL",
        type=one_of(*(model.value for model in Attribution)),
        default="first",
        help=_("which touches get the revenue: first, last, equal, position or decay"),
    )
    parser.add_argument("--as-of", metavar="DATE", type=day, help=_("as it stood at the end of DATE"))
    parser.add_argument(
        "--definitions", action="store_true", help=_("say what each figure means and which date decides")
    )
    parser.add_argument(
        "--to", metavar="FILE.pdf|.xlsx|.csv", type=Path, help=_("write it into a file as well")
    )


def _run(session: Session, options: Options) -> int:
    if options.to is not None and options.to.suffix.lower() not in ENDINGS:
        raise UsageError(
            _(
                "A report is written as PDF, XLSX or CSV: let the name of {file} end in .pdf, .xlsx or .csv."
            ).format(file=options.to)
        )
    with session.reading() as workspace, workspace.view():
        named = options.period
        period = workspace.reports.period(named) if named else month_of(session.clock.today())
        report = workspace.reports.report(
            options.report,
            period,
            basis=Basis(options.basis),
            attribution=Attribution(options.attribution),
            as_of=options.as_of,
        )
        written = None if options.to is None else workspace.exports.report(report, options.to)
    if session.is_json:
        file = {} if written is None else {"file": str(written.file), "sha256": written.sha256}
        put_json({**facts.report(report), **file})
    else:
        _show(report)
        if options.definitions:
            _define(report)
        if written is not None:
            tell(_("Wrote {file}.").format(file=written.file))
    return 0


def _show(report: Report) -> None:
    span = _("{report}, {period}").format(report=_name("report", report.name), period=report.period.name)
    put_lines([span, ""])
    put_lines(
        texts.pairs((_title(report, key), _told(figure, report)) for key, figure in report.figures.items())
    )
    for name, rows in report.tables.items():
        if rows:
            shown = shown_figures(report, name)
            put()
            header = [_name("table", name), *(f">{_title(report, key)}" for key in shown)]
            put_lines(texts.table(header, _cells(name, rows, shown, report.currency)))


def _define(report: Report) -> None:
    """What the figures mean, as the registry has it."""
    put()
    entries = [kpi(report.name, key) for key in report.figures]
    put_lines(f"{entry.title()}: {entry.explained()} {entry.decided()}" for entry in entries)


def _cells(table: str, rows: list[ReportRow], keys: list[str], currency: str) -> Iterator[list[str]]:
    for row in rows:
        shown = (row.figures.get(key) for key in keys)
        figures = [texts.NOTHING if one is None else texts.figure(one, currency) for one in shown]
        yield [_label(row, table), *figures]


def _label(row: ReportRow, table: str) -> str:
    if row.label is None:
        return _("(unassigned)")
    if has_phrase(f"bucket.{row.key}"):
        return phrase(f"bucket.{row.key}")
    is_channel = table == "by_channel" and has_phrase(f"channel.{row.label}")
    return phrase(f"channel.{row.label}") if is_channel else row.label


def _told(figure: Figure, report: Report) -> str:
    """The value with its parts, and why it is undefined or what was left out."""
    text = texts.figure(figure, report.currency)
    if figure.unit is Unit.RATE and figure.value is not None:
        text += _(" ({part} of {whole})").format(
            part=_part(figure, "numerator", report),
            whole=_part(figure, "denominator", report),
        )
    if figure.note is not None:
        text += f" ({_name('note', figure.note, **figure.note_params)})"
    return text


def _part(figure: Figure, name: str, report: Report) -> str:
    entry = kpi(report.name, figure.key)
    part, unit = (figure.numerator, entry.part) if name == "numerator" else (figure.denominator, entry.whole)
    return texts.money(part, report.currency) if unit is Unit.MONEY else texts.number(part or 0)


def _title(report: Report, key: str) -> str:
    return kpi(report.name, key).title()


def _name(kind: str, code: str, /, **params: object) -> str:
    key = f"{kind}.{code}"
    return phrase(key, **params) if has_phrase(key) else code.replace("_", " ")


COMMANDS = {"report": Command(_("work out a report"), _describe, _run)}
