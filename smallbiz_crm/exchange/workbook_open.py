"""What customers owe, under the payments in the accountant's workbook."""

from __future__ import annotations

from smallbiz_crm.domain.accountant import Pack
from smallbiz_crm.domain.money import from_minor
from smallbiz_crm.exchange.sheets import TOTAL, Page, Words, quoted

_HEADS = ("document", "party", "due", "age", "open", "currency", "base_open")
_BASE = "G"
_SECTION = {"bold": True, "font_size": 12}


def put_open_amounts(page: Page, pack: Pack, words: Words, row: int) -> str | None:
    """Write the open amounts from that line on, with a live sum; gives back its cell, None when nothing is open."""
    if not pack.open_amounts:
        return None
    page.put_line(row, words("accountant.section.open", day=pack.last_day.isoformat()), **_SECTION)
    for column, head in enumerate(_HEADS):
        page.put_heading(row + 1, column, words(f"accountant.column.{head}"))
    first = row + 2
    for line, item in enumerate(pack.open_amounts, first):
        base = None if item.base_amount is None else from_minor(item.base_amount, pack.currency)
        cells = (
            item.document,
            item.party,
            item.due_on,
            words(f"accountant.age.{item.age}"),
            from_minor(item.amount, item.currency),
            item.currency,
            base,
        )
        for column, cell in enumerate(cells):
            page.put(line, column, cell)
    last = first + len(pack.open_amounts)
    total = from_minor(sum(item.base_amount or 0 for item in pack.open_amounts), pack.currency)
    page.put(last, 0, words("accountant.total"), **TOTAL)
    for column in range(1, len(_HEADS) - 1):
        page.put(last, column, None, **TOTAL)
    page.put_formula(last, len(_HEADS) - 1, f"=SUM({_BASE}{first + 1}:{_BASE}{last})", total, **TOTAL)
    page.fit()
    return f"{quoted(page.name)}!${_BASE}${last + 1}"
