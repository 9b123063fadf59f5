"""Everything the workspace knows about one person, gathered as plain values for handing over."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection

from smallbiz_crm.domain.contacts import Contact
from smallbiz_crm.domain.errors import NotFound
from smallbiz_crm.store import attachments, consents, timeline
from smallbiz_crm.store.contacts import load_contact

EVERYTHING = 1_000_000
PLAIN = (
    *("name", "prefix", "given_name", "family_name", "suffix", "phonetic_name", "nickname", "company"),
    *("job_title", "birthday", "language", "owner", "source", "cadence_days", "notes"),
)


@dataclass(slots=True)
class PersonFacts:
    """`told` is plain values that JSON takes, `contents` the attached files by name."""

    told: dict[str, Any]
    contents: dict[str, bytes] = field(default_factory=dict[str, bytes])


def read_person(
    connection: Connection, contact_id: int, today: date, *, with_content: bool = False
) -> PersonFacts:
    """What stands on a person and what happened to them. Raises NotFound."""
    person = load_contact(connection, contact_id)
    if person is None:
        raise NotFound("record.not_found", kind="contact", id=contact_id)
    told: dict[str, Any] = {"exported_on": today.isoformat(), "person": _person(person)}
    told["consent"] = [
        {
            "channel": said.channel.value,
            "state": said.state.value,
            "date": None if said.given_on is None else said.given_on.isoformat(),
            "source": said.source,
        }
        for said in consents.history_of(connection, contact_id)
    ]
    told["history"] = [
        {
            "date": entry.happened_on.isoformat(),
            "kind": entry.kind,
            "what": entry.code,
            "text": entry.text,
            **({"details": entry.params} if entry.params else {}),
        }
        for entry in timeline.contact_timeline(connection, contact_id, EVERYTHING)
    ]
    facts = PersonFacts(told)
    _add_files(connection, contact_id, facts, with_content)
    return facts


def _add_files(connection: Connection, contact_id: int, facts: PersonFacts, with_content: bool) -> None:
    listed: list[dict[str, Any]] = []
    for each in attachments.attachments_of(connection, "contact", contact_id):
        name = each.name if each.name not in facts.contents else f"{each.id} {each.name}"
        listed.append({"name": name, "bytes": each.size, "date": each.added_on.isoformat()})
        if with_content:
            facts.contents[name] = attachments.read_attachment(connection, each.id)[1]
    photo = attachments.photo_of(connection, contact_id) if with_content else None
    if photo is not None:
        facts.contents["portrait.jpg"] = photo
    facts.told["files"] = listed


def _person(person: Contact) -> dict[str, Any]:
    told: dict[str, Any] = {name: getattr(person, name) for name in PLAIN}
    told |= {
        "lifecycle": person.lifecycle.value,
        "emails": [{"address": each.address, "label": each.label} for each in person.emails],
        "phones": [{"number": each.number, "e164": each.e164, "label": each.label} for each in person.phones],
        "addresses": [
            {
                "street": each.street,
                "postal_code": each.postal_code,
                "city": each.city,
                "region": each.state,
                "country": each.country,
                "label": each.label,
            }
            for each in person.addresses
        ],
        "urls": [{"url": each.url, "label": each.label} for each in person.urls],
        "tags": list(person.tags),
        "custom": dict(person.custom),
        "created": person.created_on.isoformat(),
    }
    return told
