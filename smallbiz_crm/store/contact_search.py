"""Finds people by what is typed: beginnings of words, and the middles of numbers, addresses and unspaced scripts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isqrt
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    UnaryExpression,
    and_,
    bindparam,
    column,
    false,
    func,
    literal,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.sql import operators

from smallbiz_crm.domain.phones import digits_of
from smallbiz_crm.domain.text import fold_email, search_words
from smallbiz_crm.store.own_field_search import holders
from smallbiz_crm.store.search import match_query
from smallbiz_crm.store.tables.people import contact, contact_email, contact_phone

SHORTEST_MIDDLE = 3
Test = ColumnElement[bool]
_SEARCH = table("search_contact", column("rowid"), column("search_contact"))
_SEARCHED = table("search_contact_content", column("id"), column("c0"))
# Looking up and sorting costs about 0.9 µs a hit; a set of them 0.1 µs a hit and 0.04 µs a row that is walked past
# it; reading the words of a row 1.2 µs, or 5 µs where its page was not looked at before. From these follow the
# squares of the number of hits, as multiples of the rows wanted and the people there are, from which on the next
# way is the quicker one.
_FROM_SET = 20
_FROM_WORDS = 25
# The sign keeps SQLite from seeking each hit by its id in place of walking the list.
_UNSOUGHT_ID: ColumnElement[int] = UnaryExpression(contact.c.id, operator=operators.custom_op[int]("+"))
_HITS = select(_SEARCH.c.rowid).where(text("search_contact MATCH :words"))
_HIT_COUNT = select(func.count()).select_from(_HITS.limit(bindparam("most")).subquery())
_MOST_PEOPLE = select(func.max(contact.c.id))
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]"
)
_NUMBER = re.compile(r"[+(]?[0-9][0-9 ()./\u00a0-]*")


def is_found(
    connection: Connection,
    typed: str,
    *,
    wanted: int | None = None,
    beginnings: bool = False,
) -> Test:
    """A condition on `contact` that says who is meant by `typed`.

    With `beginnings` only beginnings of words are looked for, which the index answers at once.
    Of a list by name only the first `wanted` may be looked for, which `_among_first` finds the quickest way.
    """
    words = search_words(typed).split()
    if not words:
        return false()
    hits = _hits(match_query(typed))
    found = contact.c.id.in_(hits)
    if not beginnings and (own := holders(connection, words)):
        return and_(*(or_(contact.c.id.in_(_word_hits(word)), own.get(word, false())) for word in words))
    if not beginnings and (inside := _inside(typed, words)) is not None:
        return or_(found, inside)
    if not beginnings and _is_one_word(typed) and not _has_hit(connection, typed):
        return contact.c.id.in_(_addresses(typed))
    return found if wanted is None else _among_first(connection, typed, wanted)


def _inside(typed: str, words: Sequence[str]) -> Test | None:
    """Who has it in the middle of a number, an address or a script without spaces; None where it is none of them."""
    if _UNSPACED.search(typed):
        return _content_holds(words, "")
    digits = digits_of(typed).lstrip("0")
    if _NUMBER.fullmatch(typed.strip()) and len(digits) >= SHORTEST_MIDDLE:
        return contact.c.id.in_(_numbers(digits))
    return contact.c.id.in_(_addresses(typed)) if "@" in typed else None


def _is_one_word(typed: str) -> bool:
    return len(typed.strip()) >= SHORTEST_MIDDLE and " " not in typed.strip()


def _hits(words: str) -> Select[Any]:
    return _HITS.params(words=words)


def _word_hits(word: str) -> Select[Any]:
    """As `_hits`, for a statement that asks for several words."""
    asked = text("search_contact MATCH :words")
    return select(_SEARCH.c.rowid).where(
        asked.bindparams(bindparam("words", match_query(word), type_=String(), unique=True))
    )


def _has_hit(connection: Connection, typed: str) -> bool:
    return _count_hits(connection, typed, 1) > 0


def _count_hits(connection: Connection, typed: str, most: int) -> int:
    """How many people the index finds, counted no further than `most`."""
    return connection.execute(_HIT_COUNT, {"words": match_query(typed), "most": most}).scalar_one()


def _numbers(digits: str) -> Select[Any]:
    """Who has a number with these digits in it, however it was typed."""
    bare: Any = contact_phone.c.number
    for sign in (" ", "-", "/", "(", ")", "."):
        bare = func.replace(bare, sign, "")
    held = bare.concat(" ").concat(func.coalesce(contact_phone.c.e164, ""))
    return select(contact_phone.c.contact_id).where(func.instr(held, digits) > 0)


def _addresses(typed: str) -> Select[Any]:
    """Who has an e-mail address with this text in it."""
    inside = func.instr(contact_email.c.match_address, fold_email(typed)) > 0
    return select(contact_email.c.contact_id).where(inside)


def _among_first(connection: Connection, typed: str, wanted: int) -> Test:
    """A test of one person after the other, in the order of names, until `wanted` of them are found.

    Few hits are looked up and sorted. Otherwise the list is walked, `wanted` rows for each share of hits among the
    people: past a set of all hits, and where they are so many that even making the set takes longer, past the
    words themselves. The hits are counted only as far as that is undecided.
    """
    people = connection.execute(_MOST_PEOPLE).scalar() or 0
    most = isqrt(_FROM_WORDS * wanted * people)
    count = _count_hits(connection, typed, most + 1)
    if count > most:
        return _content_holds(search_words(typed).split(), " ")
    sought = _UNSOUGHT_ID if count > isqrt(wanted * people // _FROM_SET) else contact.c.id
    return sought.in_(_hits(match_query(typed)))


def _content_holds(words: Sequence[str], border: str) -> Test:
    """Whether the text behind the search index has all words, each behind `border`; asked of one row at a time."""
    searched = select(literal(" ").concat(_SEARCHED.c.c0)).where(_SEARCHED.c.id == contact.c.id)
    return and_(*(func.instr(searched.scalar_subquery(), f"{border}{word}") > 0 for word in words))
