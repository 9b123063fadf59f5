"""The guard that keeps a spreadsheet from running our text as a formula, and its removal on the way back."""

from __future__ import annotations

import re

_STARTS_FORMULA = frozenset("=@\t\r")
_NUMBER_OR_PHONE = re.compile(
    r"[+-][\d .,()/'’\-\u00a0\u202f]*\d[\d .,()/'’\-\u00a0\u202f]*%?(?:(?:x|ext\.?|#) ?\d+)?", re.IGNORECASE
)
_LONGEST_NUMBER = 60


def guard(cell: str) -> str:
    """The cell as our own files hold it: a text that a spreadsheet would run gets a leading apostrophe.

    Numbers, phones (``+49 170 …``) and apostrophes that are part of a name (``'t Hart``) stay as they are.
    """
    return f"'{cell}" if _needs_guard(cell) else cell


def unguard(cell: str) -> str:
    """The text that was guarded; ``unguard(guard(text)) == text`` for every text."""
    return cell[1:] if cell[:1] == "'" and _needs_guard(cell[1:]) else cell


def _needs_guard(cell: str) -> bool:
    """Apostrophes in front are looked through, so that a guarded text can be guarded and read again."""
    bare = cell.lstrip("'")
    if not bare:
        return False
    if bare[0] in "+-":
        return len(bare) > _LONGEST_NUMBER or not _NUMBER_OR_PHONE.fullmatch(bare)
    return bare[0] in _STARTS_FORMULA
