"""Cuts a captured line into what is told by its form (mail, phone, tag, day mark, amount) and text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal
from unicodedata import category

from smallbiz_crm.domain.capture_days import DayPhrase, find_day, marked_day, words_of
from smallbiz_crm.domain.capture_words import ACTION_WORDS, DEAL_LABELS, NUMBER_LABELS, PHONE_LABELS
from smallbiz_crm.domain.currencies import CODES, SIGNS, currency_of_sign
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.money import parse_amount, to_minor
from smallbiz_crm.domain.phones import digits_of
from smallbiz_crm.domain.text import fold

TokenKind = Literal["email", "url", "tag", "mark", "amount", "phone", "at", "open", "close", "separator"]

_GROUP_SIGNS = ".,'’ \u00a0\u202f"
_NUMBER = (
    rf"(?:[0-9]{{1,3}}(?:[{_GROUP_SIGNS}][0-9]{{3}})+(?:[.,][0-9]{{1,2}})?|[0-9]{{1,13}}(?:[.,][0-9]{{1,3}})?)"
    r"(?![0-9.,]?[0-9])"
)
_MARKS = [*(sign for sign in SIGNS if not sign.rstrip(".").isalpha()), "$", "kr", "zł", "Kč"]
_SIGN = "|".join(sorted(map(re.escape, _MARKS), key=len, reverse=True))
_CODE = "|".join(sorted(CODES)) + "|eur|usd|gbp|chf|euros?|dollars?"

_TOKEN = re.compile(
    rf"""
    (?P<email>(?:\b[Ee]-?[Mm]ail:\s*|\bmailto:)?
        <?[^\s,;<>()\[\]"'@:|/]{{1,64}}@[^\W_](?:[\w.-]{{0,190}}[^\W_])?\.[^\W\d_]{{2,24}}\b>?)
    |(?P<url>\bhttps?://[^\s<>"]+|\bwww\.[^\s<>",;]+|\b(?:[a-z]{{2,3}}\.)?(?:linkedin|xing)\.com/[^\s<>",;]+)
    |(?P<tag>(?<![^\s,;(])\#(?=[\w-]*[^\W\d_])[\w-]+)
    |(?P<mark>(?<![^\s,;(])!(?=[\w+]))
    |(?P<amount>(?<![\w.,$€£-])(?:(?:(?P<sign>{_SIGN})\s?|(?P<code>{_CODE})\s)(?P<after>{_NUMBER})(?P<times>[kKmM](?!\w))?
        |(?P<before>{_NUMBER})\s?(?P<times2>[kKmM](?=\W))?\s?(?P<sign2>{_SIGN}|{_CODE})
        |(?P<thousands>[0-9]{{1,4}}(?:[.,][0-9]{{1,2}})?)[kK])(?!\w))
    |(?P<phone>(?<![\w.,/+-])(?:\+|\(\+?)?[0-9][0-9 ().\u00a0/-]{{4,28}}[0-9](?![\w])(?!\.[0-9]))
    |(?P<at>(?<!\S)@\s?(?=[^\W_])(?![0-9]{{1,2}}(?:[:h][0-9]{{2}}|\s?[ap]m|h)\b))
    |(?P<open>\()|(?P<close>\))
    |(?P<separator>[;\n\r|、，；\t]|(?<![0-9]),|,(?![0-9])|(?<=\s)[-–—/](?=\s))
    """,
    re.VERBOSE,
)
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")
_POINTED_DAY = re.compile(r"[0-9]{1,2}([./-])[0-9]{1,2}\1(?:19|20)?[0-9]{2}")
_SHORTEST_PHONE = 7
_ANY_DAY = date(2000, 1, 3)
"""Where it matters only that words name a day."""
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:[ .\u00a0][0-9]{3})+")
_EDGES = ' \t\u00a0\n\r:–—-/•*·"“”„'
_LABEL = re.compile(r"([^\W\d_]{1,10})\.?\s?:?\s?$")


@dataclass(frozen=True, slots=True)
class Token:
    """A part of the line told by its form; `value` is its text without label and mark."""

    kind: TokenKind
    start: int
    end: int
    value: str
    label: str = ""
    due: date | None = None
    amount: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text between tokens, its neighbours. `segment` counts the separators before it."""

    start: int
    end: int
    text: str
    segment: int
    before: Token | None
    after: Token | None
    in_brackets: bool


@dataclass(frozen=True, slots=True)
class Scan:
    """Tokens and pieces of a line, each in the order of the line."""

    tokens: list[Token]
    pieces: list[Piece]


def scan(line: str, *, today: date, currency: str, month_first: bool) -> Scan:
    """Cut `line`; places count in `line`. Never refuses."""
    tokens = _without_inner_amounts(line, list(_tokens(line, today, currency, month_first)))
    return Scan(tokens, list(_pieces(line, tokens)))


def _tokens(line: str, today: date, currency: str, month_first: bool) -> Iterator[Token]:
    position = 0
    while (match := _TOKEN.search(line, position)) is not None:
        token = _token(match, line, today, currency, month_first, position)
        if token is None:
            position = _after_refused(match)
            continue
        yield token
        position = token.end


def _after_refused(match: re.Match[str]) -> int:
    """Where to look on behind something that only looked like a token: behind its first word."""
    blank = re.search(r"\s", match[0])
    return match.start() + (blank.start() + 1 if blank and blank.start() else max(1, len(match[0])))


def _token(
    match: re.Match[str], line: str, today: date, currency: str, month_first: bool, position: int
) -> Token | None:
    start, end = match.span()
    if match["email"]:
        address = re.sub(r"^(?:[Ee]-?[Mm]ail:\s*|mailto:)", "", match[0]).strip("<>.")
        return Token("email", start, end, address)
    if match["url"]:
        url = match[0].rstrip(".,;:!?)'\"")
        return Token("url", start, start + len(url), url)
    if match["tag"]:
        return Token("tag", start, end, match[0][1:].strip("-"))
    if match["mark"]:
        return _mark(line, start, today, month_first)
    if match["amount"]:
        return _amount(match, currency)
    if match["phone"]:
        return _phone(match, line, position)
    simple: tuple[TokenKind, ...] = ("at", "open", "close", "separator")
    return next(Token(kind, start, end, match[0]) for kind in simple if match[kind] is not None)


def _mark(line: str, start: int, today: date, month_first: bool) -> Token | None:
    ahead = re.split(r"[,;\n\r()#]", line[start + 1 : start + 60], maxsplit=1)[0]
    row = words_of(ahead, start + 1)
    found: DayPhrase | None = marked_day(row, today, month_first=month_first)
    if found is None:
        return None
    end = row[found.last - 1].end
    return Token("mark", start, end, line[start + 1 : end], due=found.due)


def _amount(match: re.Match[str], home: str) -> Token | None:
    written = match["after"] or match["before"] or match["thousands"]
    sign = match["sign"] or match["code"] or match["sign2"]
    try:
        value = _amount_value(written)
        if match["thousands"]:
            value *= 1000
        elif match["times"] or match["times2"]:
            value *= 1000 if (match["times"] or match["times2"]).lower() == "k" else 1_000_000
        currency = home if sign is None else _currency(sign, home)
        if currency is None:
            return None
        to_minor(value, currency)
    except Refused:
        return None
    return Token("amount", match.start(), match.end(), match[0], amount=value, currency=currency)


def _amount_value(written: str) -> Decimal:
    """The amount; three digits behind the only comma or point are thousands, for no price has mills."""
    try:
        return parse_amount(written)
    except Refused as refusal:
        if refusal.code != "money.ambiguous":
            raise
        return Decimal(digits_of(written))


def _currency(sign: str, home: str) -> str | None:
    word = sign.lower()
    if sign == "$" or word.startswith("dollar"):
        return home
    return "EUR" if word.startswith("euro") else currency_of_sign(sign, home)


def _phone(match: re.Match[str], line: str, position: int) -> Token | None:
    typed = re.split(r"\s+[/-]\s+", match[0], maxsplit=1)[0]
    start = match.start()
    if typed.startswith("(") and ")" not in typed:
        typed, start = typed[1:], start + 1
    count = len(digits_of(typed))
    if _ISO_DAY.match(typed) or _POINTED_DAY.fullmatch(typed) or not 6 <= count <= 15:
        return None
    ahead = line[position:start]
    label = _LABEL.search(ahead)
    word = fold(label[1]) if label else ""
    if word in NUMBER_LABELS:
        return None
    end = start + len(typed)
    if label is not None and word in PHONE_LABELS and (len(word) > 1 or label[0].rstrip() != label[1]):
        return Token("phone", position + label.start(), end, typed, label=label[1])
    is_alone = not ahead.strip() and not line[end : end + 1].strip(" ,;\n\r\t")
    looks_dialled = typed[0] in "+(0" and count >= _SHORTEST_PHONE
    is_long = count >= _SHORTEST_PHONE and not _counts_things(typed, line[end:])
    return Token("phone", start, end, typed) if is_alone or looks_dialled or is_long else None


def _counts_things(number: str, behind: str) -> bool:
    """Whether a number is an amount of something: thousands in groups, or a word in small letters behind it."""
    word = re.match(r"\s+(\w)", behind)
    return _THOUSANDS.fullmatch(number) is not None or (word is not None and word[1].islower())


def _without_inner_amounts(line: str, tokens: list[Token]) -> list[Token]:
    """Only the first amount that begins or ends its stretch of text is a deal's; the others stay text."""
    kept: list[Token] = []
    has_amount = False
    for index, token in enumerate(tokens):
        if token.kind == "amount":
            before = line[tokens[index - 1].end if index else 0 : token.start]
            after = line[token.end : tokens[index + 1].start if index + 1 < len(tokens) else len(line)]
            label = before.strip(_EDGES)
            stands_behind_name = bool(label) and _is_whole_before(label, tokens[:index])
            is_label = fold(label) in DEAL_LABELS
            if has_amount or (_has_word(after) and _has_word(label) and not (is_label or stands_behind_name)):
                continue
            has_amount = True
            if label and _has_word(after) and not stands_behind_name:
                token = replace(token, start=token.start - len(before.lstrip(_EDGES)))
        kept.append(token)
    return kept


def _is_whole_before(label: str, earlier: list[Token]) -> bool:
    """Whether the words before an amount end there: the company behind an ``@``, what to do behind a mark or with
    its day, or the name that a line begins with."""
    if fold(label) in DEAL_LABELS:
        return False
    if earlier and earlier[-1].kind in ("at", "mark"):
        return True
    if _is_to_do_with_day(label):
        return True
    begins_line = not any(token.kind in ("separator", "at", "open") for token in earlier)
    row = words_of(label)
    return begins_line and len(row) > 1 and all(word.typed[0].isupper() for word in row)


def _is_to_do_with_day(label: str) -> bool:
    row = words_of(label)
    return any(word.folded in ACTION_WORDS for word in row) and find_day(row, _ANY_DAY) is not None


def _has_word(text: str) -> bool:
    return any(sign.isalnum() or category(sign)[0] == "S" for sign in text)


def _pieces(line: str, tokens: list[Token]) -> Iterator[Piece]:
    segment, position, in_brackets = 0, 0, False
    before: Token | None = None
    for after in [*tokens, None]:
        end = after.start if after else len(line)
        text = line[position:end]
        if _has_word(text):
            start = position + len(text) - len(text.lstrip(_EDGES))
            text = text.strip(_EDGES)
            yield Piece(start, start + len(text), text, segment, before, after, in_brackets)
        if after is None:
            return
        position, before = after.end, after
        segment += after.kind == "separator"
        in_brackets = after.kind == "open" or (in_brackets and after.kind != "close")
