"""Names of people: taken apart for letters, put together for the screen."""

from __future__ import annotations

from typing import NamedTuple

_PREFIXES = frozenset(
    [
        "dr",
        "dr.",
        "prof",
        "prof.",
        "mr",
        "mr.",
        "mrs",
        "mrs.",
        "ms",
        "ms.",
        "mx",
        "mx.",
        "herr",
        "frau",
        "sr",
        "sr.",
        "sra",
        "sra.",
        "m.",
        "mme",
        "mme.",
        "don",
        "doña",
        "dom",
        "ing.",
        "dipl.-ing.",
    ]
)
_SUFFIXES = frozenset(
    ["jr", "jr.", "sr.", "ii", "iii", "iv", "phd", "ph.d.", "md", "m.d.", "mba", "esq", "esq."]
)
_PARTICLES = frozenset(
    [
        "von",
        "van",
        "der",
        "den",
        "de",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "das",
        "du",
        "la",
        "le",
        "zu",
        "zur",
        "ten",
        "ter",
        "af",
        "al",
        "el",
        "bin",
        "ibn",
    ]
)


class NameParts(NamedTuple):
    prefix: str | None
    given_name: str | None
    family_name: str | None
    suffix: str | None


def split_name(name: str) -> NameParts:
    """The likely parts of a whole name; a single word is a given name, particles belong to the family name."""
    words = name.replace(",", " ").split()
    prefix: list[str] = []
    suffix: list[str] = []
    while len(words) > 1 and words[0].lower() in _PREFIXES:
        prefix.append(words.pop(0))
    while len(words) > 2 and words[-1].lower() in _SUFFIXES:
        suffix.insert(0, words.pop())
    family_from = max(len(words) - 1, 1)
    while family_from > 1 and words[family_from - 1].lower() in _PARTICLES:
        family_from -= 1
    return NameParts(
        " ".join(prefix) or None,
        " ".join(words[:family_from]) or None,
        " ".join(words[family_from:]) or None,
        " ".join(suffix) or None,
    )


def join_name(parts: NameParts) -> str:
    return " ".join(part for part in parts if part)
