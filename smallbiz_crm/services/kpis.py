"""The registry of figures: what each is called and means, which date decides, how it is worked out, what is behind it.

Screen, PDF, workbook, tables, command line and help read it here and nowhere else. A new figure is a pure function in
the domain, a query for its parts, and an entry in one of the modules that hold them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from smallbiz_crm.domain.figures import Figure, Unit, by_key
from smallbiz_crm.words import _, ngettext

REPORTS = ("funnel", "campaigns", "sales", "pipeline", "reasons", "promises", "customers", "email")
_ENTRIES = ("kpis_of_funnel", "kpis_of_campaigns", "kpis_of_sales", "kpis_of_outcomes")


@dataclass(frozen=True, slots=True)
class Listed:
    """Records that a figure is made of: a list of `records_behind` with its arguments, and what it is called."""

    name: str
    source: str
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kpi:
    """One figure of a report. Texts are marked for the catalogue; `title`, `explained` and `decided` translate them.

    `part` and `whole` are the units of numerator and denominator (None: it has none); `counted` are the words, one
    and many, for what the denominator counts. `records` are the lists behind it: of a rate those of its denominator
    first, of anything else those of its numerator. `in_rows` is false for what only the whole report has.
    """

    key: str
    name: str
    meaning: str
    date: str
    work_out: Callable[[Any], Figure]
    records: tuple[Listed, ...]
    part: Unit | None = None
    whole: Unit | None = None
    counted: tuple[str, str] | None = None
    in_rows: bool = True

    def title(self) -> str:
        return _(self.name)

    def explained(self) -> str:
        """What it means, in one sentence."""
        return _(self.meaning)

    def decided(self) -> str:
        """Which date decides the period, in one sentence."""
        return _(self.date)

    def counted_text(self, number: int, shown: str) -> str:
        """``3 deals``: how many the denominator counts, written as `shown`."""
        if self.counted is None:
            return shown
        return ngettext(*self.counted, number).format(n=shown)

    def compares_money(self) -> bool:
        """Whether both its parts are amounts."""
        return self.part is Unit.MONEY and self.whole is Unit.MONEY


@cache
def _entries() -> tuple[dict[str, tuple[Kpi, ...]], dict[str, tuple[Kpi, ...]]]:
    figures: dict[str, tuple[Kpi, ...]] = {}
    inside: dict[str, tuple[Kpi, ...]] = {}
    for name in _ENTRIES:
        module = import_module(f"smallbiz_crm.services.{name}")
        figures.update(module.FIGURES)
        inside.update(module.ONLY_IN_TABLES)
    return figures, inside


def kpis_of(report: str) -> tuple[Kpi, ...]:
    """The figures of a report, in the order in which they are told."""
    return _entries()[0][report]


def all_kpis() -> Iterator[tuple[str, Kpi]]:
    """Every figure with the report it stands in, those that only tables have too."""
    figures, inside = _entries()
    for report in REPORTS:
        for entry in (*figures[report], *inside.get(report, ())):
            yield report, entry


@cache
def kpi(report: str, key: str) -> Kpi:
    """The entry of a figure. Raises LookupError for one that the report does not have."""
    figures, inside = _entries()
    for entry in (*figures[report], *inside.get(report, ())):
        if entry.key == key:
            return entry
    raise LookupError(f"the report {report} has no figure {key}")


def figures_of(report: str, parts: Any, *, in_row: bool = False) -> dict[str, Figure]:
    """All figures of a report from its parts, or those that a row of its tables has."""
    return by_key(entry.work_out(parts) for entry in kpis_of(report) if entry.in_rows or not in_row)
