"""What the user can do with e-mail, though the program sends none: templates, drafts, a note of what was written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.mail import Drafted, Letter, MailTemplate, fill_in
from smallbiz_crm.exchange.atomic import atomic_folder
from smallbiz_crm.exchange.filenames import safe_file_name, unused_file_name
from smallbiz_crm.exchange.mail_draft import draft_bytes, is_address, read_files, write_draft
from smallbiz_crm.store import contact_changes, content
from smallbiz_crm.store import mail as stored
from smallbiz_crm.store.database import Database
from smallbiz_crm.store.unit_of_work import UnitOfWork


class Mail:
    """Letters to people, handed to the mail program of the system."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def templates(self) -> list[MailTemplate]:
        """All templates by name."""
        with self._database.reading() as connection:
            return stored.list_templates(connection)

    def add_template(self, name: str, subject: str, text: str) -> int:
        """Keep a template; subject and text may hold fields such as ``{first_name}``."""
        with self._database.step("mail_template.added", name=name.strip()) as unit:
            return stored.save_template(unit, None, name, subject, text)

    def edit_template(self, template_id: int, name: str, subject: str, text: str) -> None:
        with self._database.step("mail_template.edited", name=name.strip()) as unit:
            stored.save_template(unit, template_id, name, subject, text)

    def remove_template(self, template_id: int) -> None:
        with self._database.step("mail_template.removed") as unit:
            unit.params["name"] = stored.remove_template(unit, template_id)

    def letter(self, contact_id: int, deal_id: int | None = None) -> Letter:
        """What a letter to a person, perhaps about a deal, begins with. Raises NotFound."""
        with self._database.reading() as connection:
            found = stored.letters_to(connection, [contact_id], deal_id)
        if not found:
            raise NotFound("record.not_found", kind="contact", id=contact_id)
        return found[0]

    def note(self, letter: Letter, subject: str, text: str, content_id: int | None = None) -> int:
        """Note on the person, and the deal, that a letter was written, with a piece of the content library."""
        with self._database.step("mail.written", name=letter.name) as unit:
            return _note(unit, letter, subject, text, content_id)

    def save_draft(
        self,
        letter: Letter,
        address: str,
        subject: str,
        text: str,
        target: Path,
        files: Sequence[Path] = (),
        content_id: int | None = None,
    ) -> None:
        """Write a draft with its files, and note it. A draft that cannot be written is not noted."""
        with self._database.step("mail.written", name=letter.name) as unit:
            _note(unit, letter, subject, text, content_id)
            write_draft(target, letter.name, address, subject, text, files)

    def save_drafts(
        self, ids: Sequence[int], subject: str, text: str, folder: Path, files: Sequence[Path] = ()
    ) -> Drafted:
        """Write a draft for each of many people into a new folder, fields filled in, and note each, as one step.

        Left out are those who said no to e-mail and those without an usable address. Raises Refused when nobody is
        left or the folder is there already.
        """
        with self._database.reading() as connection:
            letters = stored.letters_to(connection, ids)
        open_ones = [each for each in letters if each.addresses and not each.is_closed]
        if not open_ones:
            raise Refused("mail.nobody")
        with_them = read_files(files)
        written: list[Letter] = []
        with self._database.step("mail.drafted") as unit, atomic_folder(folder, _keep) as place:
            taken: set[str] = set()
            for letter in open_ones:
                filled = fill_in(subject, letter.values), fill_in(text, letter.values)
                name = unused_file_name(safe_file_name(f"{letter.name}.eml", fallback="letter.eml"), taken)
                if is_address(letter.addresses[0]):
                    draft = draft_bytes(letter.name, letter.addresses[0], *filled, with_them)
                    (place / name).write_bytes(draft)
                    _note(unit, letter, *filled)
                    written.append(letter)
            if not written:
                raise Refused("mail.nobody")
            unit.params |= {"name": written[0].name, "count": len(written)}
        refused = sum(each.is_closed for each in letters)
        return Drafted(len(written), refused, len(letters) - len(written) - refused)


def _note(unit: UnitOfWork, letter: Letter, subject: str, text: str, content_id: int | None = None) -> int:
    if not subject.strip() and not text.strip():
        raise Refused("mail.empty")
    if content_id is not None:
        content.use(unit, content_id, contact_id=letter.contact_id, deal_id=letter.deal_id)
    written = "\n\n".join(part for part in (subject.strip(), text.strip()) if part)
    return contact_changes.add_activity(
        unit, "email", written, contact_id=letter.contact_id, deal_id=letter.deal_id
    )


def _keep(target: Path) -> None:
    raise Refused("mail.folder_is_there", folder=str(target))
