"""Phrases: accountant."""

from smallbiz_crm.words.catalogue import N_

PHRASES: dict[str, str | tuple[str, str]] = {}
