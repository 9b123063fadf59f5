"""Lines of totals that programs put under a table: they are no rows of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from smallbiz_crm.domain.text import fold

_TOTAL = re.compile(
    r"(?:(?:grand|sub|overall) ?-?)?totals?(?: (?:records?|contacts?|count|general|generale|geral))?"
    r"|sum|count|record count|zwischensumme|gesamt(?:summe|betrag)?|summe|anzahl|somme|sous-?total"
    r"|suma(?: total)?|recuento|soma|contagem|totale(?: complessivo)?|totaal|razem|suma"
)
_NUMBER = re.compile(r"[-+(]?[^\w\s]{0,2} ?[0-9][0-9 .,'’]*[ %)€$£¥]*(?:[A-Za-z]{3})?")
_LONGEST = 40


def is_total_line(cells: Sequence[str]) -> bool:
    """Whether a row begins with a word for a total and holds nothing but numbers beside it."""
    filled = [cell for cell in cells if cell and not cell.isspace()]
    if not filled or len(filled[0]) > _LONGEST:
        return False
    word, _colon, count = filled[0].partition(":")
    if _TOTAL.fullmatch(fold(word).rstrip(" 0123456789")) is None:
        return False
    return all(_NUMBER.fullmatch(cell.strip()) for cell in (count, *filled[1:]) if cell.strip())
