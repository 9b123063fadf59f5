"""What the properties of one contact card say of a person."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Sequence

from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.exchange.contact_values import read_birthday, read_label, tidy, tidy_text
from smallbiz_crm.exchange.people import (
    AddressEntry,
    EmailEntry,
    PersonRow,
    PhoneEntry,
    Problem,
    UrlEntry,
    with_one_primary,
)
from smallbiz_crm.exchange.vcard_lines import Property, split_structured, unescape

PHOTO_LIMIT = 2 << 20
NOTE_LIMIT = 1_000_000
TEXT_LIMIT = 10_000
USED = frozenset(
    {
        *(
            "FN",
            "N",
            "NICKNAME",
            "ORG",
            "TITLE",
            "EMAIL",
            "TEL",
            "ADR",
            "LABEL",
            "URL",
            "BDAY",
            "NOTE",
            "CATEGORIES",
        ),
        *("PHOTO", "UID", "KIND", "LANG", "VERSION", "X-ABLABEL", "X-ABSHOWAS", "X-ADDRESSBOOKSERVER-KIND"),
        *("X-SOCIALPROFILE",),
    }
)
TECHNICAL = frozenset(
    {
        "PRODID",
        "REV",
        "SORT-STRING",
        "MAILER",
        "CLASS",
        "X-ABADR",
        "X-EVOLUTION-FILE-AS",
        "CLIENTPIDMAP",
        "PROFILE",
        "X-PROBLEM",
    }
)
_APPLE_LABEL = re.compile(r"_\$!<(.*)>!\$_")
_DATE_WITH_TIME = re.compile(r"([0-9-]{4,10})T.*", re.DOTALL)
_DATA_URI = re.compile(r"data:[^,]{0,200};base64,", re.IGNORECASE)
_BARE_BASE64 = re.compile(r"[A-Za-z0-9+/\s]{200,}={0,2}\s*")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")
_SHOWN = 100
_PLACES = ("work", "home", "other")


class _Card:
    """The properties by name, the preferred ones first, and the labels that groups give."""

    def __init__(self, properties: Iterable[Property]) -> None:
        self._by_name: dict[str, list[Property]] = {}
        self._labels: dict[str, str] = {}
        self.problems: list[Problem] = []
        for one in properties:
            self._by_name.setdefault(one.name, []).append(one)
            if one.name == "X-ABLABEL" and one.group:
                match = _APPLE_LABEL.fullmatch(one.value.strip())
                self._labels[one.group] = match[1] if match else unescape(one.value)

    def all(self, name: str) -> list[Property]:
        return self._by_name.get(name, [])

    def texts(self, name: str) -> list[str]:
        """The values that are not empty, as one line each."""
        found = (tidy(unescape(self.text(one))) for one in self.all(name))
        return [text for text in found if text]

    def best(self, name: str) -> str:
        """The preferred value, else the first."""
        found = [one for one in self.all(name) if one.value.strip()]
        return self.text(min(found, key=_rank)) if found else ""

    def text(self, one: Property) -> str:
        """The value, cut where no sound card would reach."""
        limit = NOTE_LIMIT if one.name == "NOTE" else TEXT_LIMIT
        if len(one.value) > limit:
            self.problems.append(Problem(one.name, one.value[:_SHOWN], "vcard.text_too_long"))
        return one.value[:limit]

    def label(self, one: Property, from_types: Callable[[frozenset[str]], str]) -> str:
        told = self._labels.get(one.group, "") if one.group else ""
        return read_label(told)[0] if told.strip() else from_types(one.types)


def person_of_card(properties: Sequence[Property]) -> PersonRow:
    """The person, or the company or group, that a card shows. What could not be taken over is a problem."""
    card = _Card(properties)
    family, given, middle, prefix, suffix = _name_parts(card)
    company = _company(card)
    name = tidy(unescape(card.best("FN")))
    name = name or " ".join(part for part in (given, middle, family) if part)
    nicknames = _listed(card, "NICKNAME")
    name = name or next(iter(nicknames), "")
    shows_as = _shows_as(card, name, company)
    birthday, emails, phones = _birthday(card), _emails(card), _phones(card)
    if not (given or family) and name in {entry[0] for entry in (*emails[:1], *phones[:1])}:
        name = ""
    return PersonRow(
        external_id=tidy(unescape(card.best("UID"))).removeprefix("urn:uuid:"),
        name=name,
        given_name=given,
        family_name=family,
        prefix=prefix,
        suffix=suffix,
        company=company or (name if shows_as == "company" else ""),
        job_title=tidy(unescape(card.best("TITLE"))),
        language=tidy(unescape(card.best("LANG"))),
        notes="\n".join(text for one in card.all("NOTE") if (text := tidy_text(unescape(card.text(one))))),
        birthday=birthday,
        emails=emails,
        phones=phones,
        addresses=_addresses(card),
        urls=_urls(card),
        tags=tuple(dict.fromkeys(_listed(card, "CATEGORIES"))),
        photo=_photo(card),
        nickname=", ".join(nick for nick in nicknames if nick != name),
        shows_as=shows_as,
        is_split=bool(card.all("N")) or shows_as != "person",
        problems=tuple(dict.fromkeys(card.problems)),
    )


def _rank(one: Property) -> int:
    return one.pref or 1_000


def _name_parts(card: _Card) -> tuple[str, str, str, str, str]:
    parts = split_structured(card.best("N"))[:5]
    family, given, middle, prefix, suffix = (_joined(part) for part in (*parts, *[""] * (5 - len(parts))))
    return family, given, middle, prefix, suffix


def _joined(part: str) -> str:
    """The text of a part that may be a list."""
    return " ".join(text for one in split_structured(part, ",") if (text := tidy(unescape(one))))


def _company(card: _Card) -> str:
    parts = split_structured(card.best("ORG"))
    return next((text for part in parts if (text := tidy(unescape(part)))), "")


def _listed(card: _Card, name: str) -> list[str]:
    found: list[str] = []
    for one in card.all(name):
        value = card.text(one)
        separator = ";" if ";" in value and "," not in value else ","
        found += [text for part in split_structured(value, separator) if (text := tidy(unescape(part)))]
    return found


def _birthday(card: _Card) -> str:
    text = tidy(unescape(card.best("BDAY")))
    match = _DATE_WITH_TIME.fullmatch(text)
    text = match[1] if match else text
    omitted = next((one.params.get("X-APPLE-OMIT-YEAR", "") for one in card.all("BDAY")), "")
    if omitted and text.startswith(omitted):
        text = (
            f"-{text[len(omitted) :]}"
            if text[len(omitted) :].startswith("-")
            else f"--{text[len(omitted) :]}"
        )
    try:
        return read_birthday(text)
    except Refused as refusal:
        card.problems.append(Problem("BDAY", text, refusal.code))
        return ""


def _email_label(types: frozenset[str]) -> str:
    return next(
        (place for place in _PLACES if place in types), "mobile" if types & {"cell", "mobile"} else ""
    )


def _emails(card: _Card) -> tuple[EmailEntry, ...]:
    entries: list[EmailEntry] = []
    preferred = _preferred(card.all("EMAIL"))
    for one in card.all("EMAIL"):
        address = tidy(unescape(card.text(one))).removeprefix("mailto:")
        if not address:
            continue
        if "@" not in address:
            card.problems.append(Problem("EMAIL", address, "email.doubtful"))
        entries.append(EmailEntry(address, card.label(one, _email_label), one is preferred))
    return with_one_primary(entries)


def _preferred(found: list[Property]) -> Property | None:
    ranked = [one for one in found if one.pref]
    return min(ranked, key=_rank) if ranked else None


def _phone_label(types: frozenset[str]) -> str:
    place = next((place for place in _PLACES if place in types), "")
    if "fax" in types:
        return f"{place} fax".strip()
    for label, marks in _PHONE_MARKS:
        if types & marks:
            return label
    return place


_PHONE_MARKS = (
    ("home fax", {"homefax"}),
    ("work fax", {"workfax"}),
    ("mobile", {"cell", "mobile", "iphone"}),
    ("pager", {"pager"}),
    ("car", {"car"}),
    ("main", {"main"}),
)


def _phones(card: _Card) -> tuple[PhoneEntry, ...]:
    entries: list[PhoneEntry] = []
    preferred = _preferred(card.all("TEL"))
    for one in card.all("TEL"):
        number = tidy(unescape(card.text(one)))
        number = number[4:] if number[:4].lower() == "tel:" else number
        if number:
            entries.append(PhoneEntry(number, card.label(one, _phone_label), one is preferred))
    return with_one_primary(entries)


def _addresses(card: _Card) -> tuple[AddressEntry, ...]:
    entries: list[AddressEntry] = []
    for one in card.all("ADR"):
        parts = [_lines(part) for part in split_structured(card.text(one))[:7]]
        box, extra, street, city, region, postal_code, country = (*parts, *[""] * (7 - len(parts)))
        whole = tidy_text(unescape(one.params.get("LABEL", "")))
        lines = "\n".join(line for line in (street, extra, box) if line)
        if not any(parts):
            lines = whole
        entry = AddressEntry(lines, city, region, postal_code, country, card.label(one, _email_label))
        if any(entry[:5]):
            entries.append(entry)
    told = {entry.label for entry in entries}
    for one in card.all("LABEL"):
        label, whole = card.label(one, _email_label), tidy_text(unescape(card.text(one)))
        if whole and label not in told:
            entries.append(AddressEntry(whole, "", "", "", "", label))
    return tuple(entries)


def _lines(part: str) -> str:
    return "\n".join(text for line in unescape(part).splitlines() if (text := tidy(line)))


def _urls(card: _Card) -> tuple[UrlEntry, ...]:
    entries: dict[str, UrlEntry] = {}
    for one in card.all("URL"):
        url = tidy(unescape(card.text(one)))
        if url:
            entries.setdefault(url, UrlEntry(url, card.label(one, _email_label)))
    for one in card.all("X-SOCIALPROFILE"):
        url = tidy(unescape(card.text(one)))
        if url.lower().startswith(("http://", "https://")):
            entries.setdefault(url, UrlEntry(url, next(iter(sorted(one.types - {"pref"})), "")))
    return tuple(entries.values())


def _photo(card: _Card) -> bytes | None:
    for one in sorted(card.all("PHOTO"), key=_rank):
        raw = one.data
        if raw is None:
            match = _DATA_URI.match(one.value)
            if match is None and not _BARE_BASE64.fullmatch(one.value):
                if one.value.strip():
                    card.problems.append(Problem("PHOTO", tidy(one.value[:500]), "photo.linked"))
                continue
            raw = one.value[match.end() if match else 0 :].encode("ascii", "ignore")
        photo = _decoded_photo(raw, card)
        if photo is not None:
            return photo
    return None


def _decoded_photo(raw: bytes, card: _Card) -> bytes | None:
    """Damaged endings are read as far as they go."""
    bare = _NOT_BASE64.sub(b"", raw).rstrip(b"=")
    bare = bare[: len(bare) - (len(bare) % 4 == 1)]
    if len(bare) * 3 // 4 > PHOTO_LIMIT:
        card.problems.append(Problem("PHOTO", "", "photo.too_large"))
        return None
    try:
        photo = base64.b64decode(bare + b"=" * (-len(bare) % 4))
    except binascii.Error:
        photo = b""
    if not photo:
        card.problems.append(Problem("PHOTO", "", "photo.unreadable"))
    return photo or None


def _shows_as(card: _Card, name: str, company: str) -> str:
    kind = (card.best("KIND") or card.best("X-ADDRESSBOOKSERVER-KIND")).strip().lower()
    if kind == "group":
        return "group"
    shown = card.best("X-ABSHOWAS").strip().upper()
    if (
        kind == "org"
        or shown == "COMPANY"
        or (company and not card.best("N").strip(" ;") and name in {"", company})
    ):
        return "company"
    return "person"
