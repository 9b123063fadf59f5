"""Follow-ups as a table: what is open and what came of what is done, with the records they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from smallbiz_crm.domain.follow_ups import FollowUp
from smallbiz_crm.store import outside
from smallbiz_crm.store.database import Connection
from smallbiz_crm.store.follow_ups import follow_ups_by_id

HEADER = (
    *("external_id", "kind", "text", "due", "due_time", "zone", "remind_minutes", "repeats"),
    *("done", "outcome", "contact", "contact_external_id", "company", "deal", "deal_external_id", "campaign"),
)


def follow_up_rows(connection: Connection, ids: Sequence[int]) -> Iterable[list[str]]:
    """A row of `HEADER` for each follow-up, in the order of `ids`."""
    found = {each.id: each for each in follow_ups_by_id(connection, ids)}
    own = outside.uids_of(connection, "follow_up", ids)
    people = [each.contact_id for each in found.values() if each.contact_id is not None]
    deals = [each.deal_id for each in found.values() if each.deal_id is not None]
    contact_uids = outside.uids_of(connection, "contact", people)
    deal_uids = outside.uids_of(connection, "deal", deals)
    for each in (found[one] for one in ids if one in found):
        person, deal = contact_uids.get(each.contact_id or 0), deal_uids.get(each.deal_id or 0)
        yield _row(each, own[each.id], person, deal)


def _row(each: FollowUp, uid: str, person: str | None, deal: str | None) -> list[str]:
    minutes = None if each.remind_minutes is None else str(each.remind_minutes)
    done = None if each.done_on is None else each.done_on.isoformat()
    cells = [
        *(uid, each.kind.value, each.text, each.due_on.isoformat(), each.due_time, each.zone, minutes),
        *(each.repeats.value if each.repeats else None, done, each.outcome),
        *(each.contact, person, each.company, each.deal, deal, each.campaign),
    ]
    return [cell or "" for cell in cells]
