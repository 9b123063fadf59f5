"""What a person may ask for: everything that is known about them, and to be forgotten."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.privacy import ErasurePreview
from smallbiz_crm.exchange.person_file import write_person_file
from smallbiz_crm.store import erasure, erasure_traces
from smallbiz_crm.store.database import Database
from smallbiz_crm.store.person_facts import PersonFacts, read_person
from smallbiz_crm.store.settings import get_setting
from smallbiz_crm.words import _, has_phrase, phrase

FORMATS = (".json", ".html", ".zip")


class Privacy:
    """Export and erasure of one person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def facts(self, contact_id: int) -> PersonFacts:
        """Everything that is known about a person, as plain values that JSON takes."""
        with self._database.reading() as connection:
            return read_person(connection, contact_id, self._database.clock.today())

    def export(self, contact_id: int, target: Path) -> Path:
        """Write everything about a person: ``.json``, ``.html``, or ``.zip`` with both and the files."""
        if target.suffix.lower() not in FORMATS:
            raise Refused("privacy.unknown_format", file=str(target), known=", ".join(FORMATS))
        with self._database.reading() as connection:
            facts = read_person(connection, contact_id, self._database.clock.today(), with_content=True)
        title = _("Everything about {name}").format(name=facts.told["person"]["name"])
        write_person_file(facts.told, facts.contents, target, title, _label)
        return target

    def preview(self, contact_id: int) -> ErasurePreview:
        """What an erasure would take and leave, and which backups beside the workspace still hold the person."""
        with self._database.reading() as connection:
            self._require(erasure.is_erased(connection, contact_id), contact_id)
            found = erasure.preview(connection, contact_id, self._keep_from())
        folder = self._database.path.parent / "backups"
        backups = sorted(path.name for path in folder.glob("*.crm")) if folder.is_dir() else []
        return ErasurePreview(found.activities, found.files, found.deals, found.sales_kept, tuple(backups))

    def erase(self, contact_id: int) -> None:
        """Forget a person: name, addresses, words, files and their traces in the history go; money and counts stay.

        Cannot be taken back. Sales under retention keep their customer for the books. Raises NotFound, or Refused
        for somebody erased already.
        """
        erased = _("Erased contact")
        with self._database.step("contact.erased") as unit:
            connection = unit.connection
            self._require(erasure.is_erased(connection, contact_id), contact_id)
            unit.is_closed = True
            traces = erasure.traces_of(connection, contact_id)
            unit.changes.touch("deal", erasure.deals_of(connection, contact_id))
            erasure_traces.add_removed_rows(connection, contact_id, traces)
            erasure_traces.scrub_journal(unit, traces)
            erasure.scrub_rows(unit, contact_id, erased, self._keep_from(), traces)
            erasure_traces.replace_mentions(unit, contact_id, erased, traces)
            erasure.forget_bytes(unit, traces.hashes)
        self._database.settle()

    def _keep_from(self) -> date:
        today = self._database.clock.today()
        with self._database.reading() as connection:
            years = int(get_setting(connection, "privacy.retention_years"))
        return today.replace(year=today.year - years, month=1, day=1)

    @staticmethod
    def _require(is_erased: bool | None, contact_id: int) -> None:
        if is_erased is None:
            raise NotFound("record.not_found", kind="contact", id=contact_id)
        if is_erased:
            raise Refused("contact.erased_already")


def _label(key: str) -> str:
    """The heading over a fact."""
    for code in (f"person.{key}", f"field.{key}"):
        if has_phrase(code):
            return phrase(code)
    return key.replace("_", " ")
