"""The fields of a captured line while they are being filled, and the spans that say from where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import takewhile

from smallbiz_crm.domain import capture_words as words
from smallbiz_crm.domain.capture_days import Word, words_of
from smallbiz_crm.domain.capture_scan import Token
from smallbiz_crm.domain.capture_shapes import is_to_do, kind_of
from smallbiz_crm.domain.capture_times import take_time
from smallbiz_crm.domain.captured import (
    CapturedDeal,
    CapturedFollowUp,
    CapturedPhone,
    Meaning,
    Span,
    Understood,
)
from smallbiz_crm.domain.phones import compact
from smallbiz_crm.domain.text import clean_line, fold, fold_email

_LONGEST_NAME = 3
_NAME_ENDS = " :,;-–"


@dataclass(slots=True)
class Fields:
    """Each field is filled once; what comes for a filled one goes to the note, so that nothing is lost."""

    line: str
    name: str = ""
    company: str = ""
    job_title: str = ""
    due: date | None = None
    to_do: str = ""
    deal: Token | None = None
    deal_title: str = ""
    notes: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    spans: list[Span] = field(default_factory=list[Span])
    names_read: int = 0

    def text(self, part: Sequence[Word]) -> str:
        """The words of `part` as they stand in the line."""
        return clean_line(self.line[part[0].start : part[-1].end])

    def mark(self, start: int, end: int, meaning: Meaning) -> None:
        """Say what a stretch of the line was understood as."""
        if start < end:
            self.spans.append(Span(start, end, meaning))

    def take_token(self, token: Token) -> None:
        """Keep the place, and the value of what a line has once: the day and the deal."""
        if token.kind in ("email", "url", "tag", "phone"):
            self.mark(token.start, token.end, token.kind)
        elif token.kind == "amount":
            self.deal = token
            self.mark(token.start, token.end, "deal")
        elif token.kind == "mark" and self.due is None:
            self.due = token.due
            self.mark(token.start, token.end, "due")
        elif token.kind == "mark":
            self.add_note(token.start, token.end, f"!{token.value}")

    def assign(self, meaning: Meaning, start: int, end: int, *, value_start: int | None = None) -> None:
        """Store what stands from `value_start` (or `start`) to `end`."""
        value = clean_line(self.line[start if value_start is None else value_start : end])
        if meaning == "name" and not self.name:
            self.name = value.rstrip(_NAME_ENDS)
        elif meaning == "company" and not self.company:
            self.company = value.rstrip(_NAME_ENDS)
        elif meaning == "job_title" and not self.job_title:
            self.job_title = value.rstrip(_NAME_ENDS)
        elif meaning == "deal_title" and not self.deal_title:
            self.deal_title = value
        else:
            self.add_note(start, end, clean_line(self.line[start:end]))
            return
        self.names_read += meaning in ("name", "company")
        self.mark(start, end, meaning)

    def add_note(self, start: int, end: int, text: str) -> None:
        self.notes.append((start, text))
        self.mark(start, end, "note")

    def take_to_do(self, parts: Sequence[Sequence[Word]]) -> None:
        """Store what is to be done; a person named in it (``call Tom Becker``) is the contact of a line
        without one."""
        filled = [part for part in parts if part and self.text(part).strip(" @,-–")]
        self.to_do = " ".join(self.text(part).strip(" ,-–") for part in filled)
        for part in filled:
            start, end = part[0].start, part[-1].end
            named = _named(part)
            if named and self.names_read == 0 and part[0].folded in words.ACTION_WORDS:
                self.mark(start, max(word.end for word in part if word.end <= named[0].start), "follow_up")
                self.assign("name", named[0].start, named[-1].end)
                start = named[-1].end
            self.mark(start, end, "follow_up")

    def add_legal_form(self, start: int, end: int) -> bool:
        """``Acme, Inc.``: add the form to the company, or to what was taken for a name; False where neither
        stands before it."""
        last = max(
            (span for span in self.spans if span.end <= start), key=lambda span: span.end, default=None
        )
        if last is None or last.meaning not in ("company", "name"):
            return False
        if last.meaning == "name":
            if self.company:
                return False
            self.name_is_company()
        self.company += f", {clean_line(self.line[start:end])}"
        self.mark(start, end, "company")
        return True

    def name_is_company(self) -> None:
        """What was taken for the name is the company."""
        self.company, self.name = self.name, ""
        self.spans = [
            replace(span, meaning="company") if span.meaning == "name" else span for span in self.spans
        ]

    def finish(self) -> None:
        """Fill what is still missing from the remarks."""
        if self.due is not None and not self.to_do:
            self._find_to_do()
        if not self.name and not self.company and self.notes:
            self._find_name()

    def understood(self, tokens: Sequence[Token]) -> Understood:
        follow_up = None
        if self.due is not None:
            follow_up = self._follow_up(self.due)
        deal = None
        if self.deal is not None and self.deal.amount is not None:
            deal = CapturedDeal(self.deal.amount, self.deal.currency, self.deal_title)
        values = {
            kind: [clean_line(token.value) for token in tokens if token.kind == kind]
            for kind in ("email", "url", "tag")
        }
        phones: dict[str, CapturedPhone] = {}
        for token in tokens:
            if token.kind == "phone":
                digits = compact(token.value)
                phones.setdefault(digits, CapturedPhone(clean_line(token.value), digits, token.label))
        return Understood(
            name=self.name,
            company=self.company,
            job_title=self.job_title,
            emails=tuple({fold_email(address): address for address in reversed(values["email"])}.values())[
                ::-1
            ],
            phones=tuple(phones.values()),
            urls=tuple(dict.fromkeys(values["url"])),
            tags=tuple({fold(tag): tag for tag in reversed(values["tag"])}.values())[::-1],
            note=", ".join(text for _, text in sorted(self.notes)),
            follow_up=follow_up,
            deal=deal,
            spans=tuple(sorted(self.spans, key=lambda span: span.start)),
        )

    def _follow_up(self, due: date) -> CapturedFollowUp:
        """What is to be done, with its time of day; one that stands apart (``call tomorrow, 3pm``) stays a note too."""
        kind = kind_of(words_of(self.to_do))
        found = take_time(self.to_do)
        if found is not None:
            return CapturedFollowUp(due, self.to_do, kind, *found)
        alone = (found for _, text in sorted(self.notes) if (found := take_time(text)) and not found.text)
        time = next((found.time for found in alone), None)
        return CapturedFollowUp(due, self.to_do, kind, time)

    def _find_to_do(self) -> None:
        """A day alone (``!fri``) takes the first remark that says what to do."""
        for start, text in sorted(self.notes):
            if is_to_do(words_of(text)):
                self.notes.remove((start, text))
                self.to_do = text
                self.spans = [
                    replace(span, meaning="follow_up") if span.start == start else span for span in self.spans
                ]
                return

    def _find_name(self) -> None:
        """``met Tom Becker at WebSummit``: a line without a name takes the one in its first remark."""
        start = min(self.notes)[0]
        whole = next(span for span in self.spans if span.start == start)
        row = words_of(self.line[start : whole.end], start)
        named = _named(row)
        if not named or row[0].folded not in words.NOTE_WORDS | words.ACTION_WORDS:
            return
        self.name = self.text(named)
        self.spans.remove(whole)
        self.mark(start, max(word.end for word in row if word.end <= named[0].start), "note")
        self.mark(named[0].start, named[-1].end, "name")
        self.mark(named[-1].end, whole.end, "note")


def _named(row: Sequence[Word]) -> list[Word]:
    """The words in capitals behind the first word or behind ``to``, ``with``, as many as a name has."""
    first = 1
    if len(row) > 1 and not row[1].typed[0].isupper():
        places = (index for index, word in enumerate(row) if word.folded in words.PERSON_PREPOSITIONS)
        first = next(places, len(row)) + 1
    return list(takewhile(lambda word: word.typed[0].isupper(), row[first : first + _LONGEST_NAME]))
