"""Cleaning, folding and matching of text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallbiz_crm.domain import text
from smallbiz_crm.domain.errors import Refused

ANY_TEXT = st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=()), max_size=60)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("plain", "plain"),
        ("a\r\nb\rc\nd\te", "a\nb\nc\nd\te"),
        ("e\u0301", "é"),
        ("a\x07b\x85c\x7f", "abc"),
        ("pay\u202egpj.exe\u2066", "paygpj.exe"),
        ("x\ud800y", "xy"),
        ("e\u202e\u0301", "é"),
    ],
)
def test_clean_text_keeps_only_text(typed: str, kept: str) -> None:
    assert text.clean_text(typed) == kept


def test_clean_text_refuses_nul() -> None:
    with pytest.raises(Refused) as refusal:
        text.clean_text("a\0b")
    assert refusal.value.code == "text.nul"


def test_clean_line_is_one_line() -> None:
    assert text.clean_line("  Ana\tPérez\u00a0 \r\n Silva ") == "Ana Pérez Silva"


@given(ANY_TEXT)
def test_clean_text_is_stable_and_storable(value: str) -> None:
    cleaned = text.clean_text(value)
    assert text.clean_text(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    cleaned.encode("utf-8")
    assert "\n" not in text.clean_line(value)


@pytest.mark.parametrize(
    ("value", "folded"),
    [
        ("ÁCME", "acme"),
        ("Łódź", "lodz"),
        ("Straße", "strasse"),
        ("Ørsted Æble Œuvre Þór Ðuro Ħal", "orsted aeble oeuvre thor duro hal"),
        ("İstanbul ılık", "istanbul ilik"),
        ("株式会社田中", "株式会社田中"),
        ("한국", "한국"),
        ("Ｆｕｌｌ", "full"),
        ("Ελλάδα", "ελλαδα"),
        ("Йод", "иод"),
    ],
)
def test_fold(value: str, folded: str) -> None:
    assert text.fold(value) == folded


@given(ANY_TEXT)
def test_fold_twice_is_fold_once_for_search(value: str) -> None:
    words = text.search_words(value)
    assert text.search_words(words) == words


@given(ANY_TEXT)
def test_fold_does_not_see_case_of_composed_letters(value: str) -> None:
    assert text.fold(unicodedata.normalize("NFD", value)) == text.fold(unicodedata.normalize("NFC", value))


def test_search_words_split_at_everything_that_is_no_word() -> None:
    assert text.search_words("O'Brien & Co.", "a_b@c.de", "") == "o brien co a b c de"
    assert text.search_words("株式会社田中 Yuki") == "株式会社田中 yuki"
    assert text.search_words("!!!") == ""


def test_sort_key_orders_as_people_do() -> None:
    names = ["Zoë", "élan", "“Anna” Pérez", "Bruno", "ana Silva", "***"]
    assert sorted(names, key=text.sort_key) == ["***", "ana Silva", "“Anna” Pérez", "Bruno", "élan", "Zoë"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Groß & Söhne GmbH & Co. KG", "gross soehne"),
        ("Flores Núñez S.L.", "Flores Nunez SL"),
        ("Flores Núñez S. L.", "FLORES NUNEZ"),
        ("Bianchi S.p.A.", "Bianchi"),
        ("O'Brien & Co", "OBrien"),
        ("Acme, Inc.", "ACME Corporation"),
        ("Nordlicht GmbH", "nordlicht"),
    ],
)
def test_fold_company_matches_whatever_the_legal_form(one: str, other: str) -> None:
    assert text.fold_company(one).replace("soe", "so") == text.fold_company(other).replace("soe", "so")


def test_fold_company_never_ends_with_nothing() -> None:
    assert text.fold_company("GmbH") == "gmbh"
    assert text.fold_company("AG S.A.") == "ag"
    assert text.fold_company("SA Group") == "sa group"
    assert text.fold_company("") == ""


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Dr. Aisha Khan", "aisha khan"),
        ("Prof. Dr. Groß", "gross"),
        ("Jean-Luc d'Arcy", "jean luc darcy"),
        ("M. Hulot", "m hulot"),
        ("Dr.", "dr"),
        ("Zoë  O’Brien", "zoe obrien"),
    ],
)
def test_fold_person(name: str, folded: str) -> None:
    assert text.fold_person(name) == folded


def test_addresses() -> None:
    assert text.fold_email(" Ana@ACME.com ") == "ana@acme.com"
    for office in ("info@a.de", "Sales@a.de", "team@x.io", "info+fair@a.de", "no-reply@a.de", "office1@a.at"):
        assert text.is_role_address(office)
    for person in ("ana@info.de", "tom.becker@a.de", "i.nfo.x@a.de", ""):
        assert not text.is_role_address(person)
