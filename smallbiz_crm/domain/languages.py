"""The languages that words of the program come in."""

from __future__ import annotations

SOURCE = "en"
"""The language of the texts in the code."""
LANGUAGES = {"en": "English", "de": "Deutsch"}
"""Each by its code, with its own name for itself."""


def read_language(typed: str) -> str:
    """The code of a language, nothing for the program's own. Raises ValueError for one that is not there."""
    code = typed.strip().lower()
    if code and code not in LANGUAGES:
        raise ValueError(typed)
    return code
