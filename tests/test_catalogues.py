"""Every language of the program says all that the pack says: nothing missing, nothing left over, every gap kept."""

from __future__ import annotations

import string

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from smallbiz_crm.domain.languages import LANGUAGES, SOURCE
from smallbiz_crm.resources import resource
from smallbiz_crm.words import words_in
from smallbiz_crm.words.catalogue import phrases

COMPLETE = ("accountant.", "channel.", "tax_kind.")
"""The tables that every language holds whole: the words of the accountant's pack."""
OTHERS = sorted(set(LANGUAGES) - {SOURCE})
MIXED = {"Open", "Start", "End", "Export", "Print", "Search", "Check", "Due"}
"""One word in English, several in other languages: these need the code beside them."""


@pytest.fixture(params=OTHERS)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    with resource("words", f"{request.param}.po").open("rb") as stream:
        return read_po(stream, abort_invalid=True)


def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def needed() -> dict[str, str | tuple[str, str]]:
    return {code: entry for code, entry in phrases().items() if code.startswith(COMPLETE)}


def test_every_phrase_of_the_pack_is_translated(catalogue: Catalog) -> None:
    missing = [
        code
        for code, entry in needed().items()
        if (message := catalogue.get(entry, code) or catalogue.get(entry)) is None or not all(texts(message))
    ]
    assert missing == []


def test_nothing_is_translated_that_the_program_does_not_say(catalogue: Catalog) -> None:
    known = set(phrases().values())
    assert [message.id for message in messages(catalogue) if key(message) not in known] == []
    assert [message.id for message in messages(catalogue) if message.fuzzy] == []


def test_a_translation_keeps_the_gaps_of_its_text(catalogue: Catalog) -> None:
    for message in messages(catalogue):
        source = message.id if isinstance(message.id, str) else message.id[1]
        for translated in texts(message):
            assert gaps(translated) == gaps(source), source


def test_words_with_several_meanings_name_the_code_they_stand_for(catalogue: Catalog) -> None:
    for message in messages(catalogue):
        if message.id in MIXED:
            assert message.context in phrases(), message.id


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogue_says_its_own_language(language: str) -> None:
    words = words_in(language)
    assert words("accountant.language") == language
    assert words("accountant.marked", count=1) != words("accountant.marked", count=2)
    assert words_in("xx")("accountant.total") == "Total"


def key(message: Message) -> str | tuple[str, ...]:
    return message.id if isinstance(message.id, str) else tuple(message.id)


def texts(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)
