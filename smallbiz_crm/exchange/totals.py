"""Lines of totals that programs put under a table: they are no rows of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from smallbiz_crm.domain.text import fold

_TOTAL = re.compile(
    r"(?:(?:grand|sub|overall) ?-?)?totals?(?: (?:records?|contacts?|count|general|generale|geral))?"
    r"|sum|count|record count|zwischensumme|gesamt(?:summe|betrag)?|summe|anzahl|somme|sous-?total"
    r"|suma(?: total)?|recuento|soma|contagem|totale(?: complessivo)?|totaal|razem"
)
_MAY_BE = re.compile(
    r"\s*(?:tot|grand|sub|overall|sum|count|record|zwischen|gesamt|anzahl|som|sous|recuento|contagem|razem)",
    re.IGNORECASE,
)
"""The beginnings of these words: one look tells for most rows that they are none."""
_NUMBER = re.compile(r"[-+(]?[^\w\s]{0,2} ?[0-9][0-9 .,'’]*[ %)€$£¥]*(?:[A-Za-z]{3})?")
_LONGEST = 40


def is_total_line(cells: Sequence[str]) -> bool:
    """Whether a row begins with a word for a total and holds nothing but numbers beside it."""
    first = next((cell for cell in cells if cell and not cell.isspace()), "")
    if len(first) > _LONGEST or _MAY_BE.match(first) is None:
        return False
    filled = [cell for cell in cells if cell and not cell.isspace()]
    word, _colon, count = first.partition(":")
    if _TOTAL.fullmatch(fold(word).rstrip(" 0123456789")) is None:
        return False
    return all(_NUMBER.fullmatch(cell.strip()) for cell in (count, *filled[1:]) if cell.strip())
