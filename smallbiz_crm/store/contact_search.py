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
    and_,
    column,
    false,
    func,
    literal,
    or_,
    select,
    table,
    text,
)

from smallbiz_crm.domain.phones import digits_of
from smallbiz_crm.domain.text import fold_email, search_words
from smallbiz_crm.store.search import match_query
from smallbiz_crm.store.tables.people import contact, contact_email, contact_phone

SHORTEST_MIDDLE = 3
Test = ColumnElement[bool]
_SEARCH = table("search_contact", column("rowid"), column("search_contact"))
_SEARCHED = table("search_contact_content", column("id"), column("c0"))
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
    Of a list by name only the first `wanted` may be looked for; a word that many people have is then asked of one
    row after the other rather than of all hits.
    """
    words = search_words(typed).split()
    if not words:
        return false()
    hits = contact.c.id.in_(_hits(match_query(typed)))
    if not beginnings and (inside := _inside(typed, words)) is not None:
        return or_(hits, inside)
    if wanted is not None and _is_common(connection, typed, wanted):
        return _content_holds(words, " ")
    if not beginnings and _is_one_word(typed) and not _has_hit(connection, typed):
        return contact.c.id.in_(_addresses(typed))
    return hits


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
    return select(_SEARCH.c.rowid).where(text("search_contact MATCH :words").bindparams(words=words))


def _has_hit(connection: Connection, typed: str) -> bool:
    return connection.execute(_hits(match_query(typed)).limit(1)).first() is not None


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


def _is_common(connection: Connection, typed: str, wanted: int) -> bool:
    """Whether the first `wanted` hits are found sooner by walking the list than by sorting all hits.

    Either costs about the same a row: sorting takes as many rows as there are hits, walking `wanted` for each share
    of hits among the people. The hits are counted only as far as that is undecided.
    """
    people = connection.execute(select(func.max(contact.c.id))).scalar() or 0
    undecided = _hits(match_query(typed)).limit(isqrt(wanted * people) + 1).subquery()
    return connection.execute(select(func.count()).select_from(undecided)).scalar_one() ** 2 > wanted * people


def _content_holds(words: Sequence[str], border: str) -> Test:
    """Whether the text behind the search index has all words, each behind `border`; asked of one row at a time."""
    searched = select(literal(" ").concat(_SEARCHED.c.c0)).where(_SEARCHED.c.id == contact.c.id)
    return and_(*(func.instr(searched.scalar_subquery(), f"{border}{word}") > 0 for word in words))
