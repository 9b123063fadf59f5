"""File names made from people's words that every system accepts, Windows included."""

from __future__ import annotations

import re
import unicodedata

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]+')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\.|$)", re.IGNORECASE)
_ENDING = re.compile(r"(?<=.)\.[A-Za-z0-9]{1,8}$")
_CONTROL = {"Cc", "Zl", "Zp"}
_INVISIBLE = {"Cf", "Cs", "Co"}


def safe_file_name(text: str, *, fallback: str = "file", limit: int = 120) -> str:
    """`text` as one name without folders: at most `limit` bytes of UTF-8, its ending kept, never empty."""
    visible = "".join(_visible(sign) for sign in unicodedata.normalize("NFC", text))
    name = " ".join(_FORBIDDEN.sub("-", visible).split()).strip(". ") or fallback
    if _RESERVED.match(name):
        name = f"_{name}"
    return _shortened(name, limit)


def unused_file_name(name: str, taken: set[str]) -> str:
    """`name`, numbered when `taken` has it (whatever its case), and noted in `taken`."""
    ending = file_ending(name)
    stem = name.removesuffix(ending)
    candidate, number = name, 2
    while candidate.casefold() in taken:
        candidate = f"{stem} ({number}){ending}"
        number += 1
    taken.add(candidate.casefold())
    return candidate


def file_ending(name: str) -> str:
    """The ending with its point (``.pdf``), or nothing: what follows the point of "Dr. Who" is none."""
    match = _ENDING.search(name)
    return match[0] if match else ""


def _visible(sign: str) -> str:
    category = unicodedata.category(sign)
    return " " if category in _CONTROL else "" if category in _INVISIBLE else sign


def _shortened(name: str, limit: int) -> str:
    if len(name.encode()) <= limit:
        return name
    ending = file_ending(name)
    room = limit - len(ending.encode())
    stem = name.encode()[:room].decode(errors="ignore").rstrip(". ")
    return stem + ending
