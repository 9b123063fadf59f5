"""Which of the fonts that are there can write a text, so that a chart neither warns nor fails at odd letters."""

# matplotlib's types are open in places.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

BUNDLED = "DejaVu Sans"
"""Comes with matplotlib, so it is always there."""

STAND_IN = "\u25a1"
"""The empty square, for a sign that no font has."""

_OTHERS = (
    "Noto Sans", "Noto Sans CJK JP", "Noto Sans CJK SC", "Noto Sans JP", "Noto Sans SC", "Noto Sans KR",
    "Yu Gothic", "Meiryo", "Microsoft YaHei", "Malgun Gothic", "Hiragino Sans", "PingFang SC",
    "Apple SD Gothic Neo", "WenQuanYi Zen Hei", "Droid Sans Fallback", "Arial Unicode MS", "Noto Sans Arabic",
    "Noto Sans Hebrew", "Noto Sans Devanagari", "Noto Sans Thai", "Nirmala UI", "Leelawadee UI", "Segoe UI",
    "Segoe UI Symbol", "Noto Sans Symbols", "Noto Sans Symbols 2", "Noto Emoji",
)  # fmt: skip


def families_for(texts: Iterable[str], preferred: str = "") -> list[str]:
    """The families to write `texts` with: the preferred one if it is there, ours, and others only where needed."""
    families = [name for name in (preferred, BUNDLED) if name and _letters(name)]
    missing = {sign for text in texts for sign in text} - _covered(families)
    for name in _OTHERS:
        if not missing:
            break
        if missing & _letters(name):
            families.append(name)
            missing -= _letters(name)
    return families


def writable(text: str, families: Sequence[str]) -> str:
    """`text` on one line, with a square for each sign that none of the families has."""
    covered = _covered(families)
    return "".join(sign if sign in covered else STAND_IN for sign in " ".join(text.split()))


def _covered(families: Sequence[str]) -> frozenset[str]:
    return frozenset[str]().union(*(_letters(name) for name in families))


@cache
def _letters(family: str) -> frozenset[str]:
    """Every sign the family has; none when it is not installed."""
    from matplotlib import font_manager

    if family not in font_manager.get_font_names():
        return frozenset()
    path = font_manager.findfont(font_manager.FontProperties(family=family))
    return frozenset(map(chr, font_manager.get_font(path).get_charmap()))
