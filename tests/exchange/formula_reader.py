"""Works out the few formulas our workbooks use, so that tests see whether the values beside them are true."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from openpyxl.workbook import Workbook

_REFERENCE = re.compile(r"(?:'((?:[^']|'')+)'!)?\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?")
_TEXT = re.compile(r'"((?:[^"]|"")*)"')


class Formulas:
    """`value(sheet, cell)` is the cell's number or text, its formula worked out."""

    def __init__(self, book: Workbook) -> None:
        self._book = book

    def value(self, sheet: str, cell: str) -> Any:
        content = self._book[sheet][cell].value
        if isinstance(content, str) and self._book[sheet][cell].data_type == "f":
            return self._evaluate(sheet, content[1:])
        return content

    def _evaluate(self, sheet: str, formula: str) -> Any:
        python, names = self._python(sheet, formula)
        return eval(python, {"__builtins__": {}}, names | _FUNCTIONS)  # noqa: S307 - our own formulas

    def _python(self, sheet: str, formula: str) -> tuple[str, dict[str, Any]]:
        """The formula as an expression of Python whose cells and texts are names."""
        names: dict[str, Any] = {}

        def keep(value: Any) -> str:
            name = f"_{len(names)}"
            names[name] = value
            return name

        text = _TEXT.sub(lambda match: keep(match[1].replace('""', '"')), formula)
        text = _REFERENCE.sub(lambda match: keep(self._cells(sheet, match)), text)
        return text.replace("--", "").replace("=", "==").replace("IF(", "IF_("), names

    def _cells(self, sheet: str, match: re.Match[str]) -> Any:
        name = match[1].replace("''", "'") if match[1] else sheet
        if match[4] is None:
            return self.value(name, f"{match[2]}{match[3]}")
        assert match[2] == match[4]
        return Column(self.value(name, f"{match[2]}{row}") for row in range(int(match[3]), int(match[5]) + 1))


class Column(list[Any]):
    """The cells of a range; comparing gives a truth per cell, an empty cell counting as zero."""

    def __eq__(self, other: object) -> Any:
        return Column((cell or 0) == other for cell in self)

    __hash__ = None  # type: ignore[assignment]


def _numbers(cells: Column) -> list[float]:
    return [cell if isinstance(cell, int | float) else 0 for cell in cells]


def _product(*columns: Column) -> float:
    total = 0.0
    for cells in zip(*map(_numbers, columns), strict=True):
        part = 1.0
        for cell in cells:
            part *= cell
        total += part
    return total


def _exact(cells: Column, text: object) -> Column:
    return Column((cell or "") == (text or "") for cell in cells)


_FUNCTIONS: dict[str, Any] = {
    "SUM": lambda cells: sum(_numbers(cells)),
    "SUMPRODUCT": _product,
    "EXACT": _exact,
    "ROUND": lambda number, digits: round(number, digits) + 0.0,
    "IF_": lambda test, yes, no: yes if test else no,
    "COUNTIF_": lambda cells, text: sum(cell == text for cell in cells),
    "DAY": dt.date,
}
