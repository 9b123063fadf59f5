"""Remembering how files of the same columns were read, so that a correction is made once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from smallbiz_crm.domain.imports import ImportProfile
from smallbiz_crm.exchange.header_words import header_key
from smallbiz_crm.store.database import Database
from smallbiz_crm.store.import_profiles import find_profile, keep_profile


class ImportProfiles:
    def __init__(self, database: Database) -> None:
        self._database = database

    def recall(self, columns: Sequence[str]) -> ImportProfile | None:
        """What was said of files with these columns, in whatever order and case; None when nothing was."""
        with self._database.reading() as connection:
            kept = find_profile(connection, _header(columns))
        return None if kept is None else _read(json.loads(kept), columns)

    def remember(self, columns: Sequence[str], profile: ImportProfile, file: str) -> None:
        """Keep what was said for the next file with these columns; a step only when it is something new."""
        told = {
            "kind": profile.kind,
            "maps": dict(profile.maps),
            "meanings": [[*key, ours] for key, ours in profile.meanings.items()],
            "date_order": profile.date_order,
            "decimal": profile.decimal,
        }
        with self._database.step("mapping.remembered", file=file) as unit:
            keep_profile(unit, _header(columns), json.dumps(told, ensure_ascii=False))


def _header(columns: Iterable[str]) -> str:
    return json.dumps(sorted(map(_key, columns)), ensure_ascii=False)


def _key(column: str) -> str:
    """A column without case and signs; one of signs only is itself."""
    return header_key(column) or column


def _read(kept: dict[str, Any], columns: Sequence[str]) -> ImportProfile:
    """The columns by their names in this file."""
    names = {_key(column): column for column in columns}
    return ImportProfile(
        kind=kept["kind"],
        maps={names[_key(column)]: spec for column, spec in kept["maps"].items()},
        meanings={(field, theirs): ours for field, theirs, ours in kept["meanings"]},
        date_order=kept["date_order"],
        decimal=kept["decimal"],
    )
