"""Quick capture: what one typed line says about a person, where they work and what to do next.

What fits no field is the note. Words, days, shapes and fields live in the `capture_…` modules.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from smallbiz_crm.domain import capture_words as words
from smallbiz_crm.domain.capture_days import DayPhrase, Word, find_day, words_of
from smallbiz_crm.domain.capture_fields import Fields
from smallbiz_crm.domain.capture_scan import Piece, Token, scan
from smallbiz_crm.domain.capture_shapes import (
    KnownCompany,
    has_legal_form,
    is_job,
    is_job_letters,
    is_legal_form_alone,
    is_remark,
    looks_like_company,
    looks_like_person,
)
from smallbiz_crm.domain.capture_times import time_words
from smallbiz_crm.domain.captured import (
    CapturedDeal,
    CapturedFollowUp,
    CapturedPhone,
    Meaning,
    Span,
    Understood,
)
from smallbiz_crm.domain.text import clean_line, fold

__all__ = [
    "CapturedDeal",
    "CapturedFollowUp",
    "CapturedPhone",
    "KnownCompany",
    "Meaning",
    "Span",
    "Understood",
    "read_line",
]

_LONGEST_LINE = 4000


def read_line(
    line: str,
    *,
    today: date,
    currency: str = "EUR",
    region: str | None = None,
    known_companies: KnownCompany | None = None,
    decided: Mapping[str, Meaning] | None = None,
) -> Understood:
    """Understand one line (several lines are read as one). Never refuses.

    `currency` is what ``$`` stands for; `region` ``US`` puts the month first in ``5/20``; `known_companies`
    says whether a name is a company of the workspace; `decided` gives texts of the line the meaning that the
    person chose for them (name, company, job_title, deal_title or note).
    """
    text = line.replace("\0", " ")
    reader = _Reader(
        fields=Fields(text),
        today=today,
        month_first=region == "US",
        is_known=known_companies,
        decided=decided or {},
    )
    short = text[:_LONGEST_LINE]
    rest = clean_line(text[_LONGEST_LINE:])
    if rest:
        reader.fields.add_note(_LONGEST_LINE, len(text), rest)
    scanned = scan(short, today=today, currency=currency, month_first=reader.month_first)
    return reader.read(scanned.tokens, scanned.pieces)


@dataclass(slots=True)
class _Reader:
    """Goes through the pieces of a line once and decides by look, then by place, what each of them is."""

    fields: Fields
    today: date
    month_first: bool
    is_known: KnownCompany | None
    decided: Mapping[str, Meaning]

    def read(self, tokens: Sequence[Token], pieces: Sequence[Piece]) -> Understood:
        for token in tokens:
            self.fields.take_token(token)
        marked = _piece_of_mark(tokens, pieces)
        queue: deque[Piece] = deque()
        for piece in pieces:
            chosen = self.decided.get(piece.text)
            if chosen is None:
                queue.append(piece)
            else:
                self.fields.assign(chosen, piece.start, piece.end)
        while queue:
            piece = queue.popleft()
            row = words_of(piece.text, piece.start)
            cut = self._end_of_name(row, piece)
            if cut:
                queue.appendleft(replace(_part(piece, row[cut].start, piece.end), before=None))
                piece, row = replace(_part(piece, piece.start, row[cut - 1].end), after=None), row[:cut]
            is_marked = not cut and marked is not None and marked.start <= piece.start < marked.end
            self._read_piece(piece, row, queue[0] if queue else None, is_marked=is_marked)
        self.fields.finish()
        return self.fields.understood(tokens)

    def _read_piece(
        self, piece: Piece, row: Sequence[Word], following: Piece | None, *, is_marked: bool
    ) -> None:
        fields = self.fields
        if is_legal_form_alone(row) and fields.add_legal_form(piece.start, piece.end):
            return
        if _is_behind(piece, "at") and piece.before and not fields.company:
            fields.assign("company", piece.before.start, piece.end, value_start=piece.start)
        elif is_marked and not fields.to_do and self._is_text_of_mark(piece, row):
            fields.take_to_do([row])
        elif self._is_behind_amount(piece):
            fields.assign("deal_title", piece.start, piece.end)
        elif (found := self._day_to_act(piece, row)) is not None:
            self._take_follow_up(row, found)
        else:
            self._read_plain(piece, row, following)

    def _end_of_name(self, row: Sequence[Word], piece: Piece) -> int:
        """Where a name runs into what is said of it (``Tom Becker call tomorrow``); 0 where it does not."""
        begins_as_remark = row[0].folded in words.NOTE_WORDS or row[0].folded in words.ACTION_WORDS
        if len(row) < 2 or begins_as_remark or _is_behind(piece, "mark"):
            return 0
        is_name = self.fields.names_read == 0 or _is_behind(piece, "at") or _is_behind(piece, "amount")
        if not is_name and not any(has_legal_form(row[:end]) for end in range(2, len(row))):
            return 0
        for index in range(1, len(row)):
            word = row[index]
            if word.folded in words.NOTE_WORDS and word.typed[0].islower():
                return index
            if word.folded in words.ACTION_WORDS and self._day_in(row[index:]) is not None:
                return index
        return 0

    def _is_text_of_mark(self, piece: Piece, row: Sequence[Word]) -> bool:
        """Whether the text beside a mark is what to do; before the mark, it may also be a name."""
        if _is_behind(piece, "mark") or is_remark(row, beside_capitals=self._has_capitals()):
            return True
        return bool(self.fields.name and self.fields.company) and not self._is_behind_amount(piece)

    def _is_behind_amount(self, piece: Piece) -> bool:
        """Whether the piece is what the deal of an amount is about: ``$300 Flyers !tomorrow``."""
        return _is_behind(piece, "amount") and not self.fields.deal_title

    def _day_in(self, row: Sequence[Word]) -> DayPhrase | None:
        return find_day(row, self.today, month_first=self.month_first)

    def _day_to_act(self, piece: Piece, row: Sequence[Word]) -> DayPhrase | None:
        """The day by which the piece asks for something; None for names, remarks and what is past."""
        if self.fields.due is not None or any(word.folded in words.PAST_WORDS for word in row):
            return None
        found = self._day_in(row)
        if found is None or found.due < self.today:
            return None
        others = [*row[: found.first], *row[found.last :]]
        if self._is_venue(row, found):
            return None
        if any(word.folded in words.ACTION_WORDS for word in others):
            return found
        if found.first > time_words(row) or piece.in_brackets:
            return None
        could_be_name = self.fields.names_read == 0 or not self.fields.company
        is_one_capital_word = found.last - found.first == 1 and row[found.first].typed[0].isupper()
        if could_be_name and (is_one_capital_word or not found.is_strong):
            return None
        return found

    def _is_venue(self, row: Sequence[Word], found: DayPhrase) -> bool:
        """``Sunday Coffee`` in the place of a company: a house named by its day, not a date for coffee."""
        is_named = bool(self.fields.names_read) and not self.fields.company and not found.is_strong
        others = [*row[: found.first], *row[found.last :]]
        return (
            is_named
            and all(word.typed[0].isupper() for word in row)
            and any(word.folded in words.VENUE_WORDS for word in others)
            and not any(word.folded in words.ACTION_WORDS - words.VENUE_WORDS for word in others)
        )

    def _take_follow_up(self, row: Sequence[Word], found: DayPhrase) -> None:
        fields = self.fields
        fields.due = found.due
        fields.mark(row[found.first].start, row[found.last - 1].end, "due")
        head, tail = row[: found.first], row[found.last :]
        asks = any(word.folded in words.ACTION_WORDS for word in row)
        if head and not asks and fields.names_read == 0:
            fields.assign("name", head[0].start, head[-1].end)
            head = row[:0]
        fields.take_to_do([head, tail])

    def _has_capitals(self) -> bool:
        return any(map(str.isupper, self.fields.name or self.fields.company))

    def _read_plain(self, piece: Piece, row: Sequence[Word], following: Piece | None) -> None:
        """A piece without day and mark: by what it looks like, else by its place: name, company, note."""
        fields = self.fields
        can_be_job = bool(fields.names_read) or piece.in_brackets
        if self._read_job_at(row):
            return
        if can_be_job and not fields.job_title and is_job(row):
            fields.assign("job_title", piece.start, piece.end)
        elif self._is_title_of_deal(piece, row):
            fields.assign("deal_title", piece.start, piece.end)
        elif is_remark(row, beside_capitals=self._has_capitals()):
            fields.assign("note", piece.start, piece.end)
        elif self._read_workplace(row) or self._read_swapped(piece, row, following):
            return
        elif not fields.company and (piece.in_brackets or looks_like_company(piece.text, row, self.is_known)):
            fields.assign("company", piece.start, piece.end)
        elif not fields.name and (fields.names_read == 0 or looks_like_person(row)):
            fields.assign("name", piece.start, piece.end)
        else:
            fields.assign("note" if fields.company else "company", piece.start, piece.end)

    def _is_title_of_deal(self, piece: Piece, row: Sequence[Word]) -> bool:
        """``Website redesign $1200``: behind name and company, or where the words are no company's."""
        fields = self.fields
        if fields.deal is None or fields.deal_title or piece.after is not fields.deal or not fields.name:
            return False
        if row[0].folded in words.NOTE_WORDS or has_legal_form(row):
            return False
        is_in_small_letters = self._has_capitals() and row[-1].typed[0].islower()
        return bool(fields.company) or is_in_small_letters

    def _read_workplace(self, row: Sequence[Word]) -> bool:
        """``Lena Fischer from Studio Fischer``, ``CTO at Acme Inc.``, ``Tom Becker CTO Acme``."""
        if self.fields.company:
            return False
        for index in range(1, len(row)):
            head, tail = row[:index], row[index + 1 :]
            if tail and self._connects(row[index], head, tail):
                self._assign_at(row, index)
                return True
            if is_job_letters(row[index]) and not self.fields.name and not self.fields.job_title:
                self._assign_person(head)
                self.fields.assign("job_title", row[index].start, row[index].end)
                if tail:
                    self.fields.assign("company", tail[0].start, tail[-1].end)
                return True
        return False

    def _read_job_at(self, row: Sequence[Word]) -> bool:
        """``head of sales at Acme``, ``gerente na Padaria Central``: the job reaches to the last such word."""
        if self.fields.company or self.fields.job_title:
            return False
        for index in range(len(row) - 2, 0, -1):
            head, tail = row[:index], row[index + 1 :]
            if row[index].typed[0].islower() and is_job(head) and self._is_job_at(row[index], head, tail):
                self._assign_at(row, index)
                return True
        return False

    def _assign_at(self, row: Sequence[Word], index: int) -> None:
        """A person or job before the word at `index`, the company behind it."""
        self._assign_person(row[:index])
        tail = row[index + 1 :]
        named = tail[1:] if len(tail) > 1 and tail[0].typed in words.ARTICLES else tail
        self.fields.assign("company", row[index].start, row[-1].end, value_start=named[0].start)

    def _connects(self, word: Word, head: Sequence[Word], tail: Sequence[Word]) -> bool:
        """Whether the word stands between a person or job and the company."""
        if not word.typed[0].islower() or not any(map(str.isalpha, self.fields.text(head))):
            return False
        if word.folded in words.PARTICLE_CONNECTORS:
            return len(head) > 1 and not self.fields.name and self._is_company_behind(word, tail)
        return word.folded in words.COMPANY_CONNECTORS and (not self.fields.name or is_job(head))

    def _is_job_at(self, word: Word, head: Sequence[Word], tail: Sequence[Word]) -> bool:
        """``gerente na Padaria Central``, ``founder of Acme``; ``head of sales`` names no company."""
        if word.folded in words.COMPANY_CONNECTORS - words.PARTICLE_CONNECTORS:
            return True
        if head[0].folded in words.LEADERS and len(head) > 1 and head[1].folded in words.OWNER_CONNECTORS:
            return False
        if word.folded not in words.JOB_CONNECTORS | words.OWNER_CONNECTORS | words.PARTICLE_CONNECTORS:
            return False
        named = tail[1:] if len(tail) > 1 and tail[0].typed in words.ARTICLES else tail
        is_named = named[0].typed[0].isupper() and not is_job(tail)
        if word.folded in words.JOB_CONNECTORS or head[-1].folded in words.LEADERS:
            return is_named
        return is_named and looks_like_company(self.fields.text(tail), tail, self.is_known)

    def _is_company_behind(self, word: Word, tail: Sequence[Word]) -> bool:
        if looks_like_company(self.fields.text(tail), tail, self.is_known):
            return True
        return word.folded in ("von", "vom") and len(tail) > 1

    def _assign_person(self, head: Sequence[Word]) -> None:
        meaning: Meaning = "job_title" if is_job(head) and not self.fields.job_title else "name"
        self.fields.assign(meaning, head[0].start, head[-1].end)

    def _read_swapped(self, piece: Piece, row: Sequence[Word], following: Piece | None) -> bool:
        """``Smith, John`` and ``Acme, Tom Becker``: the first piece was no given name."""
        fields = self.fields
        if fields.names_read != 1 or not fields.name or " " in fields.name:
            return False
        if fold(fields.name) in words.GIVEN_NAMES or not looks_like_person(row):
            return False
        if looks_like_company(piece.text, row, self.is_known):
            return False
        is_given_name = row[0].folded in words.GIVEN_NAMES
        before_company = following is not None and has_legal_form(words_of(following.text))
        if len(row) == 1 and (is_given_name or before_company):
            fields.name = f"{clean_line(piece.text)} {fields.name}"
            fields.mark(piece.start, piece.end, "name")
            return True
        if len(row) > 1 and is_given_name:
            fields.name_is_company()
            fields.assign("name", piece.start, piece.end)
            return True
        return False


def _is_behind(piece: Piece, kind: str) -> bool:
    return piece.before is not None and piece.before.kind == kind


def _part(piece: Piece, start: int, end: int) -> Piece:
    text = piece.text[start - piece.start : end - piece.start]
    return replace(piece, start=start, end=end, text=text)


def _piece_of_mark(tokens: Sequence[Token], pieces: Sequence[Piece]) -> Piece | None:
    """The text beside the first day mark: behind it in its segment, else the last before it."""
    mark = next((token for token in tokens if token.kind == "mark"), None)
    if mark is None:
        return None
    segment = sum(1 for token in tokens if token.kind == "separator" and token.start < mark.start)
    beside = [piece for piece in pieces if piece.segment == segment]
    behind = [piece for piece in beside if piece.start >= mark.end]
    return behind[0] if behind else (beside[-1] if beside else None)
