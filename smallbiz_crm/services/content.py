"""The content library: kept, found where it is useful now, and each use of it noted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from smallbiz_crm.domain.content import (
    BuyerStage,
    Content,
    ContentUse,
    UsefulContent,
    stage_of_deal,
    stage_of_person,
)
from smallbiz_crm.domain.errors import NotFound
from smallbiz_crm.store import content as stored
from smallbiz_crm.store import trash
from smallbiz_crm.store.attachments import attachments_of, read_attachment
from smallbiz_crm.store.contacts import load_contact
from smallbiz_crm.store.database import Database
from smallbiz_crm.store.deals import load_deal


class ContentLibrary:
    def __init__(self, database: Database) -> None:
        self._database = database

    # -- seeing -------------------------------------------------------------------------------------------

    def list(self, *, trashed: bool = False) -> list[Content]:
        """All pieces in the order of the buyer's way, then by title."""
        with self._database.reading() as connection:
            return stored.list_content(connection, trashed=trashed)

    def get(self, content_id: int) -> Content:
        """One piece. Raises NotFound."""
        with self._database.reading() as connection:
            found = stored.load_content(connection, content_id)
        if found is None:
            raise NotFound("record.not_found", kind="content", id=content_id)
        return found

    def uses(self, content_id: int) -> list[ContentUse]:
        """Each use of a piece, the newest first."""
        with self._database.reading() as connection:
            return stored.uses_of(connection, content_id)

    def files(self, content_id: int) -> list[tuple[str, bytes]]:
        """Name and content of each file of a piece."""
        with self._database.reading() as connection:
            there = attachments_of(connection, stored.KIND, content_id)
            return [read_attachment(connection, each.id) for each in reversed(there)]

    def useful_for_deal(self, deal_id: int) -> tuple[BuyerStage, list[UsefulContent]]:
        """Where the buyer of a deal stands, and what serves that stage: what was not used there yet comes first."""
        with self._database.reading() as connection:
            deal = load_deal(connection, deal_id)
            if deal is None:
                raise NotFound("record.not_found", kind="deal", id=deal_id)
            stage = stage_of_deal(deal.outcome, deal.probability)
            seen = stored.last_uses(connection, contact_id=None, deal_id=deal_id)
            if deal.contact_id is not None:
                seen = stored.last_uses(connection, contact_id=deal.contact_id, deal_id=None) | seen
            return stage, _useful(stored.list_content(connection), stage, seen)

    def useful_for_person(self, contact_id: int) -> tuple[BuyerStage, list[UsefulContent]]:
        """Where a person stands as a buyer, and what serves that stage."""
        with self._database.reading() as connection:
            person = load_contact(connection, contact_id)
            if person is None:
                raise NotFound("record.not_found", kind="contact", id=contact_id)
            stage = stage_of_person(person.lifecycle)
            seen = stored.last_uses(connection, contact_id=contact_id, deal_id=None)
            return stage, _useful(stored.list_content(connection), stage, seen)

    # -- keeping ------------------------------------------------------------------------------------------

    def add(self, title: str, *, files: Sequence[Path] = (), **fields: Any) -> int:
        """Put a piece into the library: `kind`, `buyer_stage` (None serves all), `url`, files. Returns its id.

        Raises Refused without a title, for a link that is none, or over 25 MB.
        """
        with self._database.step("content.added", title=title) as unit:
            made = stored.add_content(unit, {"title": title, **fields})
            stored.attach_files(unit, made, files)
        return made

    def edit(self, content_id: int, *, files: Sequence[Path] = (), **fields: Any) -> None:
        """Change fields of a piece, and add files to it."""
        with self._database.step("content.edited") as unit:
            stored.edit_content(unit, content_id, fields)
            stored.attach_files(unit, content_id, files)
            unit.params["title"] = trash.title_of(unit.connection, stored.KIND, content_id)

    def trash(self, ids: Sequence[int]) -> None:
        """Put pieces into the Trash; planned items and uses keep their ties."""
        with self._database.step("content.trashed", count=len(ids)) as unit:
            trash.put_in_trash(unit, stored.KIND, ids)
            unit.params["title"] = trash.title_of(unit.connection, stored.KIND, ids[0]) if ids else ""

    # -- using --------------------------------------------------------------------------------------------

    def use(self, content_id: int, *, contact_id: int | None = None, deal_id: int | None = None) -> None:
        """Note that a piece was sent or shown to a person, perhaps on a deal. Raises NotFound."""
        with self._database.step("content.used") as unit:
            if deal_id is not None and contact_id is None:
                deal = load_deal(unit.connection, deal_id)
                contact_id = deal.contact_id if deal is not None else None
            stored.use(unit, content_id, contact_id=contact_id, deal_id=deal_id)
            unit.params["title"] = trash.title_of(unit.connection, stored.KIND, content_id)


def _useful(library: Sequence[Content], stage: BuyerStage, seen: dict[int, date]) -> list[UsefulContent]:
    fitting = [each for each in library if each.buyer_stage in (stage, None)]
    found = [UsefulContent(each, seen.get(each.id)) for each in fitting]
    return sorted(found, key=lambda each: each.sent_on is not None)
