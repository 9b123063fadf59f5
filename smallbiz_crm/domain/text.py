"""Text as the program keeps, searches, orders and matches it: the one door of cleaning, and the foldings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from smallbiz_crm.domain.errors import Refused

_DROPPED = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_ONE_EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]]+@[^\s@<>,;:\"()\[\]]+")
_NOT_WORD = re.compile(r"[\W_]+")
_SQUEEZED = re.compile(r"[.'’‘ʼ`´]")

_MARKS = (
    (0x0300, 0x036F),
    (0x0483, 0x0487),
    (0x0591, 0x05BD),
    (0x064B, 0x065F),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xFE20, 0xFE2F),
)
_MARK = re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _MARKS) + "]")
_LETTERS = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t", "ŋ": "n", "æ": "ae", "œ": "oe",
    "þ": "th", "ß": "ss", "ɨ": "i", "ƒ": "f", "ə": "e", "ʻ": "'", "ʼ": "'", "’": "'", "‘": "'",
}  # fmt: skip
_PLAIN_LETTERS = str.maketrans(_LETTERS)
_ASCII_WORDS = "".join(chr(code).lower() if chr(code).isalnum() else " " for code in range(128))
_REMEMBERED_LENGTH = 80

_LEGAL_FORMS = frozenset(
    """ab ag aps as asa bhd bv bvba co company corp corporation cv doo eeig eg ehf ek eurl ev gbr
    gesmbh ggmbh gmbh hf inc incorporated jsc kft kg kgaa kk lda limitada limited llc llp lp ltd
    ltda mbh nv nyrt oao ohg ood ooo oy oyj plc pte pty pvt rt sa sapa sarl sas sasu sca scs sdn sl
    slu snc spa spolka spzoo srl srls sro ua uab ug vof zao zrt""".split()
)
_HONORIFICS = frozenset(
    """dame dipl dott dottssa dr dra drs fr frau herr hr ing lady lord madam madame mademoiselle mag
    maitre miss mlle mme monsieur mr mrs ms mx prof senhor senhora senor senora sig signor signora
    sigra sir sr sra srta""".split()
)
_ROLES = frozenset(
    b"""abuse accounting accounts admin administration anfrage anfragen atencion billing bookings
    buchhaltung buero bureau careers comercial commercial compras contabilidad contact contacto
    contato customerservice empfang enquiries enquiry events facturacion feedback finance geral
    hallo hello help helpdesk hi hola hostmaster hr info informacion informatie information
    inquiries jobs kontakt kundenservice mail marketing media newsletter noreply office oficina
    order orders partners post postmaster press presse privacy recepcion reception rechnung
    rechnungen reservations root sales secretariat secretary sekretariat service services shop staff
    support team vendas ventas verkauf vertrieb web webmaster zentrale""".split()
)
_NOT_IN_ROLES = b"-_.0123456789"


def clean_text(value: str) -> str:
    """The text as it is kept: NFC, lines ended by LF, no control or direction characters, no lone surrogates.

    Raises Refused("text.nul") for text that holds NUL, which is no text but a damaged or binary value.
    """
    if _is_clean(value):
        return value
    if "\0" in value:
        raise Refused("text.nul")
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _DROPPED.sub("", value))


def _is_clean(value: str) -> bool:
    """Whether `clean_text` would leave the text as it is; False when that takes a closer look."""
    return value.isprintable() and (value.isascii() or unicodedata.is_normalized("NFC", value))


def are_clean(values: Iterable[str | None]) -> bool:
    """Whether `clean_text` would leave all of them as they are, told by one look; False when it is not certain."""
    return _is_clean(" ".join(filter(None, values)))


def are_clean_lines(values: Iterable[str]) -> bool:
    """Whether `clean_line` would leave all of them as they are, told by one look; False when it is not certain."""
    joined = "|".join(values)
    return (
        joined.isprintable()
        and "  " not in joined
        and " |" not in joined
        and "| " not in joined
        and joined.strip() == joined
        and (joined.isascii() or unicodedata.is_normalized("NFC", joined))
    )


def clean_line(value: str) -> str:
    """`clean_text` on one line: every run of blanks, tabs and line ends is one space, none at the ends."""
    if "  " not in value and _is_clean(value):
        return value.strip()
    return " ".join(clean_text(value).split())


def fold(value: str) -> str:
    """Lower case without accents, for search and matching: ``Łódź`` and ``lodz`` are equal."""
    if value.isascii():
        return value.lower()
    return _fold_again(value) if len(value) <= _REMEMBERED_LENGTH else _fold(value)


def _fold(value: str) -> str:
    bare = _MARK.sub("", unicodedata.normalize("NFKD", value).casefold())
    if bare.isascii():
        return bare
    bare = bare.translate(_PLAIN_LETTERS)
    return bare if bare.isascii() else unicodedata.normalize("NFC", bare)


_fold_again = lru_cache(maxsize=1 << 14)(_fold)
"""For short texts: a name is folded for order, for matching and for search, a company's for each of its people."""


def search_words(*parts: str) -> str:
    """The folded words of all parts, separated by one blank; text without blanks (CJK) stays whole."""
    folded = " ".join(parts)
    if not folded.isascii():
        folded = " ".join([part.lower() if part.isascii() else fold(part) for part in parts])
    if folded.isascii():
        return " ".join(folded.translate(_ASCII_WORDS).split())
    return _NOT_WORD.sub(" ", folded).strip()


def sort_key(name: str) -> str:
    """Orders names as people expect: case and accents aside, leading punctuation not counted."""
    folded = fold(name).strip()
    return folded.lstrip("\"'`´«»„“”([{<#@*-–—_.,;:!?¿¡ ") or folded


@lru_cache(maxsize=1 << 16)
def fold_company(name: str) -> str:
    """The name of a company for matching: folded, without punctuation and the legal forms at its end."""
    words = search_words(_SQUEEZED.sub("", name)).split(" ")
    for start in range(max(1, len(words) - 4), len(words)):
        tail = words[start:]
        if all(len(word) == 1 for word in tail) and "".join(tail) in _LEGAL_FORMS:
            del words[start:]
            break
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    return " ".join(words)


@lru_cache(maxsize=1 << 16)
def fold_person(name: str) -> str:
    """The name of a person for matching: folded, without punctuation and leading titles, in order."""
    words = search_words(_SQUEEZED.sub("", name)).split(" ")
    first = 0
    while first < len(words) - 1 and words[first] in _HONORIFICS:
        first += 1
    return " ".join(words[first:])


def fold_email(address: str) -> str:
    """The address for matching: lower case, without blanks around it."""
    return (address if address.isascii() else unicodedata.normalize("NFC", address)).strip().lower()


def is_email(text: str) -> bool:
    """Whether the text is one address: something on either side of one @, without blanks."""
    return _ONE_EMAIL.fullmatch(text) is not None


def is_role_address(email: str) -> bool:
    """Whether the address is an office's rather than a person's: info@, sales@, kontakt@."""
    local = fold_email(email).partition("@")[0].partition("+")[0]
    return local.encode(errors="replace").translate(None, _NOT_IN_ROLES) in _ROLES
