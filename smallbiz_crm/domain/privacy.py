"""What is told before a person is erased."""

from __future__ import annotations

from dataclasses import dataclass

from smallbiz_crm.domain.text import fold

LEAST_STRONG = 6
LEAST_DIGITS = 7


@dataclass(frozen=True, slots=True)
class ErasurePreview:
    """How much an erasure takes and leaves: activities lose their words, files go, deals stay.

    `sales_kept` are those whose customer must be kept for the books; `backups` the copies that still hold the person.
    """

    activities: int
    files: int
    deals: int
    sales_kept: int
    backups: tuple[str, ...] = ()


def is_telling(words: str) -> bool:
    """Whether words name one person wherever they stand: a whole name, an address, a number, a sentence."""
    text = words.strip()
    if len(text) < LEAST_STRONG:
        return False
    digits = sum(sign.isdigit() for sign in text)
    return "@" in text or digits >= LEAST_DIGITS or len(fold(text).split()) > 1
