"""Where the words that somebody searches for stand in a text."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from smallbiz_crm.domain.text import fold


def marks_in(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """The stretches of `text` that hold one of the folded `words`, from start to end (excluded), in order.

    A word counts where a word of the text begins; digits, and words of scripts without blanks, anywhere.
    """
    if not words or not text:
        return []
    folded, places = _folded(text)
    found: list[tuple[int, int]] = []
    for word in words:
        is_anywhere = not word.isascii() or word.isdigit() or "@" in word
        at = folded.find(word)
        while at >= 0:
            if is_anywhere or at == 0 or not folded[at - 1].isalnum():
                found.append((places[at], places[at + len(word) - 1] + 1))
            at = folded.find(word, at + 1)
    return _merged(found)


@lru_cache(maxsize=4096)
def _folded(text: str) -> tuple[str, tuple[int, ...]]:
    """The folded text, and for each of its signs the place in `text` that it comes from."""
    if text.isascii():
        return text.lower(), tuple(range(len(text)))
    bare = [_folded_sign(sign) for sign in text]
    places = tuple(place for place, signs in enumerate(bare) for _ in signs)
    return "".join(bare), places


@lru_cache(maxsize=4096)
def _folded_sign(sign: str) -> str:
    return "" if unicodedata.combining(sign) else fold(sign)


def _merged(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
