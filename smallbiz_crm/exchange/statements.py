"""Tells by the signs of its amounts whether a table of unknown make is a bank statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from smallbiz_crm.exchange.fields import Target
from smallbiz_crm.exchange.mapped import Mapping

LEAST_SHARE = 3
"""A third of the amounts is negative: what is paid out, rather than the odd refund in a list of costs."""
_MINUS = ("-", "−", "(")


def read_signs(mapping: Mapping, amounts: Iterable[str], maps: Iterable[str]) -> Mapping:
    """The mapping with ``gross bank`` for ``gross`` where the amounts, each once, look like those of a statement.

    What the user said in `maps` stays; so does a table whose columns tell the direction.
    """
    if mapping.kind != "spend" or mapping.is_statement or any(_names_gross(text) for text in maps):
        return mapping
    texts = [text.strip() for text in amounts]
    negative = sum(text.startswith(_MINUS) or text.endswith(("-", "−")) for text in texts)
    if not negative or LEAST_SHARE * negative < len(texts):
        return mapping
    targets = {
        index: tuple(replace(one, role="bank") if one == Target("gross") else one for one in there)
        for index, there in mapping.targets.items()
    }
    return replace(mapping, targets=targets)


def _names_gross(text: str) -> bool:
    return text.rpartition("=")[2].strip().split(" ")[0] == "gross"
