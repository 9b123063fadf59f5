"""Recognises who made a table by its headers, and says which column goes to which field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.text import fold
from smallbiz_crm.exchange.contact_columns import contact_column
from smallbiz_crm.exchange.fields import FIELDS, JOINED, MANY, Target, fields_of, parse_target
from smallbiz_crm.exchange.header_words import PROBLEM_COLUMN, WHEN_BESIDE, header_key, words_of
from smallbiz_crm.exchange.vendors import PRESETS, Preset

SOURCES = (*dict.fromkeys(preset.source for preset in PRESETS), "own", "generic")
_OWN_LEAST = 4
_LEFT = re.compile(
    r"\b(un ?sub(s|scribe[ds]?|scribers)?|opt(ed)? ?outs?|suppress(ed|ions?)|do not (e ?)?(mail|contact)"
    r"|abgemeldete?n?|abmeldungen|desabonnes?|desabonnements|desinscrits?|bajas|descadastrados|disiscritti)\b"
)
_BOUNCED = re.compile(r"\b(hard ?)?bounce[ds]?\b")
_GUESSED_KINDS: tuple[tuple[str, tuple[frozenset[str], ...]], ...] = (
    ("deals", (frozenset({"amount", "title"}), frozenset({"stage", "outcome", "closed", "expected_close"}))),
    ("deals", (frozenset({"contact_external_id"}), frozenset({"closed"}))),
    (
        "contacts",
        (frozenset({"email", "phone", "given_name", "family_name", "source_channel", "lead_date"}),),
    ),
    ("companies", (frozenset({"name"}), frozenset({"domain", "industry", "size", "tax_id"}))),
    ("products", (frozenset({"name"}), frozenset({"price"}))),
    ("owners", (frozenset({"name"}), frozenset({"manager", "region"}))),
    (
        "metrics",
        (
            frozenset({"impressions", "clicks", "page_views", "sessions", "visitors", "sent"}),
            frozenset({"date", "campaign"}),
        ),
    ),
    ("spend", (frozenset({"date"}), frozenset({"gross", "net"}))),
    ("follow-ups", (frozenset({"due"}), frozenset({"text"}), frozenset({"kind"}))),
    (
        "activities",
        (
            frozenset({"kind"}),
            frozenset({"date"}),
            frozenset({"contact_email", "contact_external_id", "subject"}),
        ),
    ),
)


@dataclass(frozen=True)
class Recognition:
    """What the headers tell. `mapping` is column index → targets; `unmapped` names the columns left over."""

    source: str
    kind: str
    mapping: dict[int, tuple[Target, ...]]
    unmapped: list[str]
    constants: dict[str, str] = field(default_factory=dict[str, str])


def recognise(header: Sequence[str], kind: str | None = None, source: str | None = None) -> Recognition:
    """The maker, the kind of row and the mapping; case, accents, blanks and order of headers do not matter.

    `kind` and `source` are taken as given when the caller knows them. Unknown makers are ``generic``: their
    columns are matched by the words of five languages. Raises Refused with ``mapping.unknown_kind`` or
    ``mapping.unknown_source``.
    """
    if kind is not None:
        fields_of(kind)
    if source is not None and source not in SOURCES:
        raise Refused("mapping.unknown_source", source=source, known=", ".join(SOURCES))
    if source in {None, "own"} and (own := _own(header, kind, source is not None)):
        return own
    preset = _preset(frozenset(map(header_key, header)), kind, source)
    if preset is not None:
        mapping = _by_preset(header, preset)
        return _recognition(header, preset.source, preset.kind, mapping, dict(preset.constants))
    if kind is None:
        kind, mapping = _guess_kind(header)
    else:
        mapping = _by_words(header, kind)
    return _recognition(header, "generic", kind, mapping, {})


def consent_of_name(name: str, recognition: Recognition) -> str:
    """What the name of a file says of the people in it: ``unsubscribed``, ``bounced`` or nothing.

    People clean their own lists too, so that ``cleaned`` counts where Mailchimp puts it.
    """
    words = " ".join(re.findall(r"[a-z]+", fold(name)))
    if _LEFT.search(words):
        return "unsubscribed"
    is_cleaned = words.startswith("cleaned") or (recognition.source == "mailchimp" and "cleaned" in words)
    return "bounced" if is_cleaned or _BOUNCED.search(words) else ""


def _recognition(
    header: Sequence[str],
    source: str,
    kind: str,
    mapping: dict[int, tuple[Target, ...]],
    constants: dict[str, str],
) -> Recognition:
    unmapped = [name for index, name in enumerate(header) if index not in mapping]
    return Recognition(source, kind, dict(sorted(mapping.items())), unmapped, constants)


def _preset(keys: frozenset[str], kind: str | None, source: str | None) -> Preset | None:
    wanted = [preset for preset in PRESETS if kind in {None, preset.kind} and source in {None, preset.source}]
    fitting = next((preset for preset in wanted if preset.fits(keys)), None)
    if fitting is not None or source is None or not wanted:
        return fitting
    return max(wanted, key=lambda preset: len(keys & preset.specs().keys()))


def _by_preset(header: Sequence[str], preset: Preset) -> dict[int, tuple[Target, ...]]:
    specs = preset.specs()
    mapping: dict[int, tuple[Target, ...]] = {}
    left_alone: set[int] = set()
    for index, name in enumerate(header):
        told = specs.get(header_key(name))
        if told == "-":
            left_alone.add(index)
        elif told is not None:
            mapping[index] = _targets(told, preset.kind)
    if preset.guesses:
        left_over = [
            index for index in range(len(header)) if index not in mapping and index not in left_alone
        ]
        _add_by_words(header, preset.kind, left_over, mapping)
    return mapping


def _by_words(header: Sequence[str], kind: str) -> dict[int, tuple[Target, ...]]:
    mapping: dict[int, tuple[Target, ...]] = {}
    _add_by_words(header, kind, range(len(header)), mapping)
    return mapping


def _add_by_words(
    header: Sequence[str], kind: str, columns: Iterable[int], mapping: dict[int, tuple[Target, ...]]
) -> None:
    """Map further columns; a field that takes only one value keeps the column it has."""
    words = words_of(kind)
    keys = [header_key(name) for name in header]
    beside = frozenset(keys)
    taken = {target.field for targets in mapping.values() for target in targets if _takes_one(target, kind)}
    groups = _Groups(mapping)
    for index in columns:
        listed = contact_column(header[index]) if kind == "contacts" else None
        if listed is not None:
            number = groups.number(listed.field, listed.key)
            mapping[index] = (Target(listed.field, number, listed.role, listed.label),)
            continue
        spec = words.get(keys[index])
        if kind == "contacts":
            spec = next((to for near, key, to in WHEN_BESIDE if key == keys[index] and near & beside), spec)
        if spec is None:
            continue
        targets = tuple(
            Target(target.field, groups.number(target.field, keys[index]))
            if target.field in MANY and kind == "contacts"
            else target
            for target in _targets(spec, kind)
            if target.field not in taken
        )
        if targets:
            mapping[index] = targets
            taken.update(target.field for target in targets if _takes_one(target, kind))


def _takes_one(target: Target, kind: str) -> bool:
    return not (target.role or target.field in JOINED or (kind == "contacts" and target.field in MANY))


class _Groups:
    """Numbers the entries of a contact's lists in the order in which their columns come."""

    def __init__(self, mapping: dict[int, tuple[Target, ...]]) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._last: dict[str, int] = {}
        for targets in mapping.values():
            for target in targets:
                family = _family(target.field)
                self._last[family] = max(self._last.get(family, 0), target.group)

    def number(self, field_name: str, key: str) -> int:
        family = _family(field_name)
        if (family, key) not in self._numbers:
            self._last[family] = self._numbers[family, key] = self._last.get(family, 0) + 1
        return self._numbers[family, key]


def _family(field_name: str) -> str:
    """The parts of an address are numbered together."""
    return field_name if field_name in {"email", "phone", "url"} or field_name not in MANY else "address"


def _targets(specs: str, kind: str) -> tuple[Target, ...]:
    return tuple(parse_target(spec, kind) for spec in specs.split(" + "))


def _guess_kind(header: Sequence[str]) -> tuple[str, dict[int, tuple[Target, ...]]]:
    """The kind whose telling fields are there and which explains most columns; contacts when none is told."""
    best: tuple[str, dict[int, tuple[Target, ...]]] | None = None
    for kind, telling in _GUESSED_KINDS:
        mapping = _by_words(header, kind)
        fields = {target.field for targets in mapping.values() for target in targets}
        if all(fields & group for group in telling) and (best is None or len(mapping) > len(best[1])):
            best = kind, mapping
    return best or ("contacts", _by_words(header, "contacts"))


def _own(header: Sequence[str], kind: str | None, is_told: bool) -> Recognition | None:
    """Our own export: every header is written as a target is."""
    for candidate in [kind] if kind else FIELDS:
        try:
            mapping = {
                index: (parse_target(name, candidate),)
                for index, name in enumerate(header)
                if name != PROBLEM_COLUMN
            }
        except Refused:
            continue
        is_ours = any("_" in name or " " in name or ":" in name for name in header)
        if is_told or (is_ours and len(header) >= _OWN_LEAST):
            return Recognition("own", candidate, mapping, [])
    return None
