"""The values of a theme as read from its file, and how much two of its colours differ. Knows no widget."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from smallbiz_crm.resources import resource

THEME_NAMES = ("light", "dark", "contrast")


@dataclass(frozen=True)
class Tokens:
    """One theme: its name, whether it is dark, the colour of every role as ``#RRGGBB`` or ``#AARRGGBB``."""

    name: str
    dark: bool
    colors: dict[str, str]


@dataclass(frozen=True)
class Pair:
    """Two roles that meet on the screen and the least contrast they must keep."""

    front: str
    back: str
    least: float


@cache
def load_tokens(name: str) -> Tokens:
    """Read one of `THEME_NAMES` from ``resources/themes``."""
    with resource("themes", f"{name}.toml").open("rb") as file:
        content = tomllib.load(file)
    return Tokens(content["name"], content["dark"], content["colors"])


@cache
def declared_pairs() -> tuple[Pair, ...]:
    """Every pair of roles that may occur, from ``resources/themes/pairs.toml``."""
    with resource("themes", "pairs.toml").open("rb") as file:
        groups = tomllib.load(file)
    return tuple(
        Pair(*pair.split(" on ", 1), least=group["least"])
        for group in groups.values()
        for pair in group["pairs"]
    )


def _luminance(color: str) -> float:
    channels = [int(color[-6:][start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(front: str, back: str) -> float:
    """The contrast of two opaque colours, 1 to 21, as WCAG 2.2 defines it."""
    lighter, darker = sorted((_luminance(front), _luminance(back)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
