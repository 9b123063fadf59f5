"""Which two records are likely one person, and how sure that is; without any database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from smallbiz_crm.domain.matching import names_agree

LARGEST_BLOCK = 60
"""More people than this with one number or name say nothing about any two of them."""
SIMILAR = 87
ROUNDS_BETWEEN_LOOKS = 20_000


class PersonFacts(NamedTuple):
    """What two people are compared by, folded; role addresses (info@ …) are left out of `emails`."""

    id: int
    name: str
    company: str
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


class Alike(NamedTuple):
    """Somebody who is there and may be the person meant, with `name` and `company` as they are shown.

    `score` and `reasons` are those of a `LikelyPair`.
    """

    contact_id: int
    name: str
    company: str | None
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LikelyPair:
    """Two people, the older first; `score` from 0 to 100; `reasons` are codes, the strongest first."""

    contact_id: int
    other_id: int
    score: int
    reasons: tuple[str, ...]


def likely_pairs(
    people: Sequence[PersonFacts],
    apart: frozenset[tuple[int, int]] = frozenset(),
    look: Callable[[int, int], None] | None = None,
) -> list[LikelyPair]:
    """Pairs that are likely one person, the surest first; those `apart` were said to be two.

    `look` is told how many of how many comparisons are done, and may raise to stop.
    """
    pairs: dict[tuple[int, int], LikelyPair] = {}
    blocks = [block for block in _blocks(people) if 1 < len(block) <= LARGEST_BLOCK]
    for number, block in enumerate(blocks):
        if look is not None and number % ROUNDS_BETWEEN_LOOKS == 0:
            look(number, len(blocks))
        for one, other in combinations(sorted(block, key=lambda person: person.id), 2):
            key = (one.id, other.id)
            if key in pairs or key in apart or one.id == other.id:
                continue
            found = compare(one, other)
            if found is not None:
                pairs[key] = found
    return sorted(pairs.values(), key=lambda pair: (-pair.score, pair.contact_id, pair.other_id))


def compare(one: PersonFacts, other: PersonFacts) -> LikelyPair | None:
    """How likely these two are one person; None when nothing speaks for it."""
    likeness = _likeness(one.name, other.name)
    agrees = bool(one.name and other.name) and (names_agree(one.name, other.name) or likeness >= SIMILAR)
    unnamed = not one.name or not other.name
    found: list[tuple[int, str]] = []
    if set(one.emails) & set(other.emails):
        found.append((99 if agrees else 85 if unnamed else 62, "email"))
    if set(one.phones) & set(other.phones):
        found.append((96 if agrees else 70 if unnamed else 45, "phone"))
    if not unnamed and likeness == 100:
        if one.company == other.company and one.company:
            found.append((95, "name_and_company"))
        elif not one.company or not other.company:
            found.append((66, "name"))
    elif agrees and likeness >= SIMILAR and one.company and one.company == other.company:
        found.append((80, "similar_name_and_company"))
    if not found:
        return None
    found.sort(reverse=True)
    first, second = sorted((one.id, other.id))
    score = min(100, found[0][0] + (len(found) - 1))
    return LikelyPair(first, second, score, tuple(reason for _score, reason in found))


def _likeness(one: str, other: str) -> float:
    """From 0 to 100; the order of the words does not count."""
    if not one or not other:
        return 0
    if one == other:
        return 100
    from rapidfuzz import fuzz

    return fuzz.token_sort_ratio(one, other, score_cutoff=SIMILAR)


def _blocks(people: Iterable[PersonFacts]) -> Iterator[list[PersonFacts]]:
    """People who share an address, a number, a name in any order, or a company and how a name begins."""
    blocks: dict[tuple[str, str], list[PersonFacts]] = {}
    for person in people:
        for email in set(person.emails):
            blocks.setdefault(("email", email), []).append(person)
        for digits in set(person.phones):
            blocks.setdefault(("phone", digits), []).append(person)
        words = sorted(person.name.split())
        if words:
            blocks.setdefault(("name", " ".join(words)), []).append(person)
            if person.company:
                for word in {words[0][:3], words[-1][:3]}:
                    blocks.setdefault(("company", f"{person.company}\n{word}"), []).append(person)
    return iter(blocks.values())
