"""What people allow: said a channel, with its day, its source and its history; and who may be mailed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from smallbiz_crm.domain.consents import Consent, ConsentChannel, ConsentState
from smallbiz_crm.domain.text import clean_line
from smallbiz_crm.store import consents as stored
from smallbiz_crm.store import trash
from smallbiz_crm.store.database import Database


class Consents:
    """Consent to e-mail, phone and post."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def history(self, contact_id: int) -> list[Consent]:
        """Everything a person said, the newest first."""
        with self._database.reading() as connection:
            return stored.history_of(connection, contact_id)

    def histories(self, ids: Sequence[int]) -> dict[int, list[Consent]]:
        """Everything these people said, the newest first; who said nothing is left out."""
        with self._database.reading() as connection:
            return stored.histories_of(connection, ids)

    def current(self, contact_id: int) -> dict[ConsentChannel, Consent]:
        """What holds a channel; one about which nothing was said is left out."""
        return {said.channel: said for said in reversed(self.history(contact_id))}

    def say(
        self,
        contact_id: int,
        channel: ConsentChannel | str,
        state: ConsentState | str,
        *,
        on: date | None = None,
        source: str = "",
    ) -> int:
        """Note what a person says from now on; `on` defaults to today. What was said before stays as history."""
        with self._database.step("consent.said") as unit:
            unit.params["name"] = trash.title_of(unit.connection, "contact", contact_id)
            return stored.add_consent(
                unit,
                contact_id,
                ConsentChannel(channel),
                ConsentState(state),
                on or unit.clock.today(),
                clean_line(source) or None,
            )

    def mailable(self, ids: Sequence[int], *, opted_in: bool = False) -> list[int]:
        """Those of `ids` who may be mailed: never the refused, unsubscribed or bounced; `opted_in` only a clear yes."""
        with self._database.reading() as connection:
            return stored.mailable(connection, ids, opted_in=opted_in)
