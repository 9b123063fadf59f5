"""What the user can do with people: find, add by a line, edit in place, tag, note, trash."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

from smallbiz_crm.domain.contacts import Contact, NewContact, TimelineEntry
from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.segments import EVERYBODY, Comparison, Condition, Group
from smallbiz_crm.exchange.mail_file import read_mail
from smallbiz_crm.services.backups import Backups
from smallbiz_crm.store import (
    contact_bulk,
    contact_changes,
    follow_ups,
    lookups,
    nurture_stops,
    segments,
    timeline,
    trash,
)
from smallbiz_crm.store import contacts as stored
from smallbiz_crm.store.database import Connection, Database
from smallbiz_crm.store.unit_of_work import UnitOfWork

TIMELINE_PAGE = 200
SETTABLE = contact_bulk.SETTABLE
"""Fields that `Contacts.set_field` takes, beside the user's own."""
EDITABLE = frozenset(
    (
        *(
            "name",
            "company",
            "job_title",
            "birthday",
            "language",
            "owner",
            "notes",
            "phonetic_name",
            "nickname",
        ),
        *contact_changes.NAME_PARTS,
    )
)


class Contacts:
    def __init__(self, database: Database) -> None:
        self._database = database

    # -- finding ------------------------------------------------------------------------------------------

    def ids(
        self,
        *,
        search: str = "",
        where: Mapping[str, str] | None = None,
        rule: Group = EVERYBODY,
        trashed: bool = False,
        sort: str = "name",
        descending: bool = False,
        limit: int | None = None,
        offset: int = 0,
        beginnings: bool = False,
        is_stale: Callable[[], bool] | None = None,
    ) -> array[int]:
        """Ids of the people that match, in list order: whose fields hold the values of `where`, and who meet `rule`.

        Raises Refused for a field that cannot be filtered by, or a value that it cannot hold.
        With `beginnings` only words that begin so are found, which takes no time; middles need a look at everybody.
        A long read asks `is_stale` now and then, and raises Cancelled once it is true.
        """
        with self._database.reading() as connection:
            return stored.contact_ids(
                connection,
                search=search,
                matching=self._matching(connection, rule, where),
                trashed=trashed,
                sort=sort,
                descending=descending,
                limit=limit,
                offset=offset,
                beginnings=beginnings,
                is_stale=is_stale,
            )

    def count(
        self,
        *,
        search: str = "",
        where: Mapping[str, str] | None = None,
        rule: Group = EVERYBODY,
        trashed: bool = False,
    ) -> int:
        """How many people `ids` would tell."""
        with self._database.reading() as connection:
            matching = self._matching(connection, rule, where)
            return stored.count_contacts(connection, search=search, matching=matching, trashed=trashed)

    def _matching(self, connection: Connection, rule: Group, where: Mapping[str, str] | None) -> Any:
        for field, value in (where or {}).items():
            rule = rule.with_part(Condition(field, Comparison.IS if value else Comparison.EMPTY, value))
        return segments.holds(connection, rule, self._database.clock.today()) if rule else None

    def rows(self, ids: Sequence[int], own: Sequence[int] = ()) -> list[tuple[Any, ...]]:
        """One page of the list: the id, then `store.contacts.LIST_COLUMNS` of each person, then what they hold in the
        fields of the user's own that `own` names: text, number or day."""
        with self._database.reading() as connection:
            return stored.contact_rows(connection, ids, own)

    def get(self, contact_id: int) -> Contact:
        with self._database.reading() as connection:
            found = stored.load_contact(connection, contact_id)
        if found is None:
            raise NotFound("record.not_found", kind="contact", id=contact_id)
        return found

    def get_many(self, ids: Sequence[int]) -> list[Contact]:
        with self._database.reading() as connection:
            return stored.load_contacts(connection, ids)

    def timeline(self, contact_id: int, limit: int = TIMELINE_PAGE, group: str = "") -> list[TimelineEntry]:
        """The newest entries first; `group` is activities, touches, deals or changes, empty for all."""
        with self._database.reading() as connection:
            return timeline.contact_timeline(connection, contact_id, limit, group)

    def names(self, kind: str) -> list[str]:
        """The user's own list of a kind: owner, tag, category, product, lost, returned."""
        with self._database.reading() as connection:
            return lookups.names_of(connection, kind)

    # -- changing -----------------------------------------------------------------------------------------

    def add(self, new: NewContact) -> int:
        """Create a person; any one of name, company, e-mail or phone is enough. Returns the id.

        Raises Refused ``email.unreadable`` or ``phone.unreadable`` for text that is neither.
        """
        for address in new.emails:
            contact_changes.require_readable("email", address.strip())
        for phone in new.phones:
            contact_changes.require_readable("phone", phone.strip())
        with self._database.step("contact.added") as unit:
            contact_id = contact_changes.add_contact(unit, new)
            unit.params["name"] = trash.title_of(unit.connection, "contact", contact_id)
        return contact_id

    def edit(self, contact_id: int, **fields: str | None) -> None:
        """Change fields of a person; an empty value clears, a new company or owner is created silently."""
        unknown = set(fields) - EDITABLE
        if unknown:
            raise Refused(
                "field.unknown", field=", ".join(sorted(unknown)), known=", ".join(sorted(EDITABLE))
            )
        with self._database.step("contact.edited", fields=sorted(fields)) as unit:
            contact_changes.edit_contact(unit, contact_id, dict(fields))
            unit.params["name"] = trash.title_of(unit.connection, "contact", contact_id)

    def set_email(self, contact_id: int, email_id: int | None, address: str) -> None:
        """Change, add (None) or remove (empty address) an e-mail address."""
        self._set_part(contact_id, "email", email_id, address)

    def set_phone(self, contact_id: int, phone_id: int | None, number: str) -> None:
        self._set_part(contact_id, "phone", phone_id, number)

    def set_url(self, contact_id: int, url_id: int | None, url: str) -> None:
        self._set_part(contact_id, "url", url_id, url)

    def _set_part(self, contact_id: int, kind: str, part_id: int | None, text: str) -> None:
        with self._database.step("contact.edited", fields=[kind]) as unit:
            contact_changes.set_part(unit, contact_id, kind, part_id, text)
            unit.params["name"] = trash.title_of(unit.connection, "contact", contact_id)

    def set_address(self, contact_id: int, address_id: int | None, **fields: str | None) -> int | None:
        """Change or add a postal address: street, postal_code, city, state, country, label. Returns its id.

        An address left without a word is removed, and None returned.
        """
        with self._database.step("contact.edited", fields=["address"]) as unit:
            unit.params["name"] = trash.title_of(unit.connection, "contact", contact_id)
            return contact_changes.set_address(unit, contact_id, address_id, dict(fields))

    def label_part(self, contact_id: int, kind: str, part_id: int, label: str) -> None:
        """Say what an e-mail, phone, url or address is for ("work"); an empty text says nothing."""
        with self._database.step("contact.edited", fields=[kind]) as unit:
            contact_changes.label_part(unit, kind, part_id, label)
            unit.params["name"] = trash.title_of(unit.connection, "contact", contact_id)

    def make_primary(self, contact_id: int, kind: str, part_id: int) -> None:
        """Let one e-mail or phone go before the others of the person."""
        with self._database.step("contact.edited", fields=[kind]) as unit:
            contact_changes.make_primary(unit, contact_id, kind, part_id)
            unit.params["name"] = trash.title_of(unit.connection, "contact", contact_id)

    def set_tags(self, contact_id: int, names: list[str]) -> None:
        """Make the person's tags exactly `names`; new ones are added to the list of tags."""
        with self._database.step("contact.tagged", count=1) as unit:
            contact_changes.set_tags(unit, contact_id, names)
            unit.params["name"] = trash.title_of(unit.connection, "contact", contact_id)

    def tag(self, ids: Sequence[int], name: str) -> None:
        """Give people one more tag, as one step; who has it keeps it."""
        if not name.strip(" #"):
            raise Refused("tag.empty")
        with self._step_over(ids, "contact.tagged", count=len(ids)) as unit:
            contact_bulk.add_tag(unit, ids, name)
            unit.params["name"] = trash.title_of(unit.connection, "contact", ids[0]) if ids else ""

    def untag(self, ids: Sequence[int], name: str) -> int:
        """Take a tag from people, as one step; returns how many had it."""
        with self._step_over(ids, "contact.untagged", tag=name) as unit:
            count = contact_bulk.remove_tag(unit, ids, name)
            unit.params["count"] = count
        return count

    def set_field(self, ids: Sequence[int], field: str, value: str | None) -> int:
        """Set one field of many people as one step: `SETTABLE` or ``custom:<name>``; empty clears.

        Returns how many differed. Raises Refused for an unknown field or a value that does not fit.
        """
        with self._step_over(ids, "contact.field_set", field=field, value=value or "") as unit:
            count = contact_bulk.set_field(unit, ids, field, value)
            unit.params["count"] = count
        return count

    def plan_follow_ups(self, ids: Sequence[int], text: str, due_on: date, *, kind: str = "todo") -> None:
        """Plan the same follow-up for each of many people, as one step."""
        params = {"text": text, "due": due_on.isoformat(), "count": len(ids)}
        with self._step_over(ids, "follow_up.planned", **params) as unit:
            contact_bulk.plan_follow_ups(unit, ids, kind, text, due_on)

    def _step_over(
        self, ids: Sequence[int], code: str, **params: object
    ) -> AbstractContextManager[UnitOfWork]:
        """A step over many people; over very many the workspace is backed up first."""
        Backups(self._database).make_before(len(ids))
        return self._database.step(code, **params)

    def log(
        self,
        contact_id: int,
        kind: str,
        text: str,
        *,
        on: date | None = None,
        deal_id: int | None = None,
        next_step: tuple[str, date] | None = None,
    ) -> int:
        """Note an activity (note, call, meeting, email, demo); `on` defaults to today.

        `next_step`, a text and its day, is planned as a follow-up in the same step.
        """
        if not text.strip():
            raise Refused("activity.empty")
        with self._database.step("activity.logged", kind=kind) as unit:
            unit.params["name"] = trash.title_of(unit.connection, "contact", contact_id)
            if next_step is not None:
                follow_ups.add_follow_up(unit, "todo", *next_step, {"contact_id": contact_id})
            return contact_changes.add_activity(
                unit, kind, text, contact_id=contact_id, deal_id=deal_id, on=on
            )

    def log_mail(self, contact_id: int, path: Path) -> int:
        """Note an e-mail that was saved as a file, on the day it was sent; one from the person stops their nurture.

        Raises Refused for what is none.
        """
        mail = read_mail(path)
        written = "\n".join(filter(None, (mail.subject, mail.sender, "", mail.text)))
        today = self._database.clock.today()
        on = min(mail.sent_on or today, today)
        with self._database.step("activity.logged") as unit:
            logged = contact_changes.add_activity(unit, "email", written, contact_id=contact_id, on=on)
            nurture_stops.stop_if_from(unit, contact_id, mail.sender, on)
            unit.params["name"] = trash.title_of(unit.connection, "contact", contact_id)
        return logged

    def trash(self, ids: Sequence[int]) -> None:
        """Put people in the Trash, as one step."""
        with self._step_over(ids, "contact.trashed", count=len(ids)) as unit:
            trash.put_in_trash(unit, "contact", ids)
            unit.params["name"] = trash.title_of(unit.connection, "contact", ids[0]) if ids else ""

    def restore(self, ids: Sequence[int]) -> None:
        with self._database.step("contact.restored", count=len(ids)) as unit:
            trash.take_from_trash(unit, "contact", ids)
            unit.params["name"] = trash.title_of(unit.connection, "contact", ids[0]) if ids else ""
