"""Nurture sequences: kept, started for people, their letters drafted, stopped by hand; the rest stops by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.mail import Drafted, Letter, LetterStart, MailTemplate, fill_in
from smallbiz_crm.domain.nurture import (
    NurtureRun,
    NurtureSequence,
    NurtureStep,
    NurtureTally,
    Started,
    StopReason,
)
from smallbiz_crm.exchange.atomic import atomic_folder
from smallbiz_crm.exchange.filenames import safe_file_name, unused_file_name
from smallbiz_crm.exchange.mail_draft import draft_bytes, is_address
from smallbiz_crm.services.backups import Backups
from smallbiz_crm.store import contact_changes, follow_ups, mail, nurture_stops, segments, trash
from smallbiz_crm.store import content as library
from smallbiz_crm.store import nurture as stored
from smallbiz_crm.store.attachments import attachments_of, read_attachment
from smallbiz_crm.store.database import Connection, Database
from smallbiz_crm.store.unit_of_work import UnitOfWork


class Nurture:
    def __init__(self, database: Database) -> None:
        self._database = database

    # -- seeing -------------------------------------------------------------------------------------------

    def list(self) -> list[NurtureSequence]:
        """All sequences by name, with their steps and how many people are on them."""
        with self._database.reading() as connection:
            return stored.list_sequences(connection, self._database.clock.today())

    def get(self, sequence_id: int) -> NurtureSequence:
        """One sequence. Raises NotFound."""
        with self._database.reading() as connection:
            return stored.load_sequence(connection, sequence_id, self._database.clock.today())

    def of_person(self, contact_id: int) -> list[NurtureRun]:
        """The sequences a person was started on, the newest first."""
        with self._database.reading() as connection:
            return stored.runs_of(connection, contact_id)

    def of_campaign(self, campaign_id: int) -> list[NurtureTally]:
        """What became of those who were started from a campaign, a sequence each."""
        with self._database.reading() as connection:
            return stored.tallies_of(connection, campaign_id=campaign_id, segment_id=None)

    def of_segment(self, segment_id: int) -> list[NurtureTally]:
        """What became of those who were started from a segment, a sequence each."""
        with self._database.reading() as connection:
            return stored.tallies_of(connection, campaign_id=None, segment_id=segment_id)

    def letter_start(self, follow_up_id: int) -> LetterStart | None:
        """What the letter of a planned step begins with; None for a follow-up that is no step by e-mail."""
        with self._database.reading() as connection:
            step = stored.step_of(connection, follow_up_id)
            return None if step is None else _letter_start(connection, step)

    # -- keeping ------------------------------------------------------------------------------------------

    def add(self, name: str, steps: Sequence[NurtureStep]) -> int:
        """Keep a new sequence. Returns its id. Raises Refused for an unfit name or step."""
        with self._database.step("nurture.added", name=name.strip()) as unit:
            return stored.save_sequence(unit, None, name, steps)

    def edit(self, sequence_id: int, name: str, steps: Sequence[NurtureStep]) -> None:
        """Change a sequence for those who are started from now on."""
        with self._database.step("nurture.edited", name=name.strip()) as unit:
            stored.save_sequence(unit, sequence_id, name, steps)

    def remove(self, sequence_id: int) -> None:
        """Take a sequence away. Raises Refused where somebody was started on it: their story names it."""
        with self._database.step("nurture.removed") as unit:
            unit.params["name"] = stored.remove_sequence(unit, sequence_id)

    # -- starting and stopping ----------------------------------------------------------------------------

    def start(self, sequence_id: int, ids: Sequence[int], *, campaign_id: int | None = None) -> Started:
        """Put people on a sequence from today on, as one step.

        Left out, and counted, are those with an open deal, those who said no to one of its channels, and those who
        are on it already.
        """
        return self._start(sequence_id, ids, campaign_id=campaign_id)

    def start_segment(self, sequence_id: int, segment_id: int, *, campaign_id: int | None = None) -> Started:
        """Put everybody whom a segment picks today on a sequence, as one step. Raises NotFound."""
        today = self._database.clock.today()
        with self._database.reading() as connection:
            ids = segments.people_of(connection, segment_id, today)
        return self._start(sequence_id, ids, campaign_id=campaign_id, segment_id=segment_id)

    def _start(
        self,
        sequence_id: int,
        ids: Sequence[int],
        *,
        campaign_id: int | None = None,
        segment_id: int | None = None,
    ) -> Started:
        today = self._database.clock.today()
        Backups(self._database).make_before(len(ids))
        with self._database.step("nurture.started") as unit:
            sequence = stored.load_sequence(unit.connection, sequence_id, today)
            told = stored.start(unit, sequence, ids, today, campaign_id=campaign_id, segment_id=segment_id)
            unit.params |= {"sequence": sequence.name, "count": told.started}
            if told.started and ids:
                unit.params["name"] = trash.title_of(unit.connection, "contact", ids[0])
        return told

    def stop(self, run_id: int, reason: StopReason = StopReason.BY_HAND) -> None:
        """Take a person off a sequence: steps that are still open go into the Trash."""
        with self._database.step("nurture.stopped") as unit:
            contact_id, sequence = stored.person_of(unit.connection, run_id)
            nurture_stops.stop(unit, [run_id], reason)
            unit.params |= {
                "name": trash.title_of(unit.connection, "contact", contact_id),
                "sequence": sequence,
            }

    # -- letters ------------------------------------------------------------------------------------------

    def save_drafts(self, sequence_id: int, folder: Path) -> Drafted:
        """Write every letter of a sequence that is due into a new folder, note it and tick its step off, as one step.

        Left out are those who said no to e-mail and those without an usable address; their steps stay open. Raises
        Refused when nothing is due or the folder is there already.
        """
        today = self._database.clock.today()
        with self._database.step("nurture.drafted") as unit, atomic_folder(folder, _keep) as place:
            unit.params["sequence"] = stored.name_of(unit.connection, sequence_id)
            due = stored.due_of(unit.connection, sequence_id, today)
            if not due:
                raise Refused("nurture.nothing_due")
            people = [contact_id for _follow_up, contact_id, _step in due]
            letters = {each.contact_id: each for each in mail.letters_to(unit.connection, people)}
            steps = stored.steps_by_id(unit.connection)
            starts: dict[int, tuple[LetterStart, Files]] = {}
            taken: set[str] = set()
            refused = written = 0
            for follow_up_id, contact_id, step_id in due:
                letter = letters.get(contact_id)
                if letter is None or letter.is_closed or not letter.addresses:
                    refused += letter is not None and letter.is_closed
                    continue
                if not is_address(letter.addresses[0]):
                    continue
                if step_id not in starts:
                    begun = _letter_start(unit.connection, steps[step_id])
                    starts[step_id] = begun, _files(unit.connection, begun)
                name = unused_file_name(safe_file_name(f"{letter.name}.eml", fallback="letter.eml"), taken)
                _draft(unit, letter, follow_up_id, *starts[step_id], place / name)
                written += 1
            if not written:
                raise Refused("mail.nobody")
            unit.params["count"] = written
        return Drafted(written, refused, len(due) - written - refused)


Files = Sequence[tuple[str, bytes]]


def _letter_start(connection: Connection, step: NurtureStep) -> LetterStart:
    """The template of a step, else its own words; the link of its content stands below the text."""
    templates: Mapping[int, MailTemplate] = {each.id: each for each in mail.list_templates(connection)}
    template = templates.get(step.mail_template_id or 0)
    piece = None if step.content_id is None else library.load_content(connection, step.content_id)
    subject, text = (template.subject, template.text) if template else (step.text, "")
    link = piece.url if piece is not None else None
    return LetterStart(subject, "\n\n".join(part for part in (text.rstrip(), link) if part), piece)


def _files(connection: Connection, begun: LetterStart) -> Files:
    if begun.content is None:
        return ()
    there = attachments_of(connection, library.KIND, begun.content.id)
    return [read_attachment(connection, there[0].id)] if there else ()


def _draft(
    unit: UnitOfWork, letter: Letter, follow_up_id: int, begun: LetterStart, files: Files, target: Path
) -> None:
    """Write one letter, note it with the content it carries, and tick its step off."""
    subject, text = fill_in(begun.subject, letter.values), fill_in(begun.text, letter.values)
    target.write_bytes(draft_bytes(letter.name, letter.addresses[0], subject, text, files))
    written = "\n\n".join(part for part in (subject.strip(), text.strip()) if part)
    contact_changes.add_activity(unit, "email", written, contact_id=letter.contact_id, deal_id=None)
    if begun.content is not None:
        library.use(unit, begun.content.id, contact_id=letter.contact_id)
    follow_ups.finish(unit, follow_up_id)


def _keep(target: Path) -> None:
    raise Refused("mail.folder_is_there", folder=str(target))
