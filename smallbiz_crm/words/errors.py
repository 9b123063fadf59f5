"""Phrases: errors."""

from smallbiz_crm.words.catalogue import N_

PHRASES: dict[str, str | tuple[str, str]] = {
    "error.text.nul": N_(
        "The text holds a NUL character, so it is no text. Type it anew or repair the file."
    ),
}
