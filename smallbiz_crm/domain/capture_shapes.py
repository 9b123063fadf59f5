"""What a stretch of captured text looks like: a company, a person, a job title, a remark, something to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from smallbiz_crm.domain import capture_words as words
from smallbiz_crm.domain.capture_days import Word
from smallbiz_crm.domain.text import fold

_LONGEST_NAME = 5
_LONGEST_COMPANY = 6
_LONGEST_JOB = 5

KnownCompany = Callable[[str], bool]


def looks_like_company(text: str, row: Sequence[Word], is_known: KnownCompany | None = None) -> bool:
    """Whether the text itself says that it is a company: a legal form, a trade, a known name."""
    if not row:
        return False
    if any(mark in text for mark in words.COMPANY_MARKS) or (is_known is not None and is_known(text)):
        return True
    if has_legal_form(row):
        return True
    if len(row) > _LONGEST_COMPANY:
        return False
    return any(word.typed == "&" for word in row[1:-1]) or any(
        word.folded in words.COMPANY_WORDS and (word.typed[0].isupper() or len(row) > 1) for word in row
    )


def has_legal_form(row: Sequence[Word]) -> bool:
    """Whether the words end with a legal form: ``Ltd``, ``S.L.``, ``AG``, ``& Co``."""
    if len(row) < 2:
        return False
    last = row[-1]
    bare = fold(last.typed.replace(".", "").strip(",()"))
    if bare in words.SURE_LEGAL_FORMS:
        return True
    if bare == "co" and (row[-2].typed == "&" or last.typed.endswith(".")):
        return True
    is_marked = last.typed.isupper() or "." in last.typed[:-1]
    return bare in words.SHORT_LEGAL_FORMS and is_marked


def is_legal_form_alone(row: Sequence[Word]) -> bool:
    """Whether the whole text is a legal form cut off by a comma: ``Acme, Inc.``"""
    if len(row) != 1:
        return False
    bare = fold(row[0].typed.replace(".", ""))
    return bare in words.SURE_LEGAL_FORMS or (bare in words.SHORT_LEGAL_FORMS and row[0].typed.isupper())


def looks_like_person(row: Sequence[Word]) -> bool:
    """Whether these can be a person's name: few words, no digits, capitals where the script has them."""
    if not 1 <= len(row) <= _LONGEST_NAME:
        return False
    if any(any(map(str.isdigit, word.typed)) for word in row):
        return False
    return not row[0].typed[0].islower() and not row[-1].typed[0].islower()


def is_job_letters(word: Word) -> bool:
    """Whether the word is a job in capitals: ``CTO``."""
    return len(word.typed) > 1 and word.typed.isupper() and word.folded in words.JOB_NOUNS


def is_job(row: Sequence[Word]) -> bool:
    """Whether the text is a job title: ``CTO``, ``Head of Sales``, ``marketing manager``."""
    if not 1 <= len(row) <= _LONGEST_JOB or has_legal_form(row):
        return False
    if row[0].folded in words.NOTE_WORDS or any(word.folded in words.SURE_CONNECTORS for word in row):
        return False
    if len(row) == 1 and row[0].folded.endswith(words.JOB_ENDINGS):
        return True
    begins_as_job = row[0].folded in words.JOB_STARTS or row[0].folded in words.JOB_NOUNS
    if row[-1].folded in words.JOB_NOUNS:
        return begins_as_job or all(word.typed != "&" for word in row)
    if _is_job_in_a_field(row):
        return True
    if row[0].folded in words.JOB_STARTS and len(row) > 1:
        return row[0].folded not in ("head", "lead") or row[1].folded in words.JOB_JOINS
    return row[0].folded in words.JOB_NOUNS and len(row) > 2 and row[1].folded in words.JOB_JOINS


def _is_job_in_a_field(row: Sequence[Word]) -> bool:
    """``Responsable achats``, ``Director General``: the field of work stands behind the job."""
    if len(row) < 2 or row[0].folded not in words.JOB_BEFORE_FIELD:
        return False
    if row[1].folded in words.FIELDS_OF_WORK:
        return True
    of_company = words.JOB_CONNECTORS | words.COMPANY_CONNECTORS
    return all(word.typed.islower() and word.folded not in of_company for word in row[1:])


def is_to_do(row: Sequence[Word]) -> bool:
    """Whether the text begins with something to do: ``ask for price list``."""
    return bool(row) and row[0].folded in words.ACTION_WORDS and row[0].typed[0].islower()


def is_remark(row: Sequence[Word], *, beside_capitals: bool) -> bool:
    """Whether the text is a remark rather than a name.

    `beside_capitals` says that the names of this line have capitals, so several words without any are none.
    """
    if not row:
        return False
    if row[0].folded in words.NOTE_WORDS or is_to_do(row):
        return True
    if not any(map(str.isalpha, "".join(word.typed for word in row))):
        return True
    if has_legal_form(row):
        return False
    counts_things = row[0].typed[0].isdigit() and row[-1].typed[0].islower()
    if len(row) > _LONGEST_COMPANY or (len(row) > 1 and counts_things):
        return True
    if any(word.folded in words.PAST_WORDS and word.typed[0].islower() for word in row):
        return True
    if not beside_capitals or not row[0].typed.islower():
        return False
    is_particle = row[0].folded in words.NAME_PARTICLES and len(row) > 1
    return not (is_particle and all(word.typed[0].isupper() for word in row[1:]))


def kind_of(row: Sequence[Word]) -> str:
    """``call``, ``email``, ``meeting`` or ``todo``: what the words of a follow-up ask for."""
    for word in row:
        if word.folded in words.CALL_WORDS:
            return "call"
        if word.folded in words.EMAIL_WORDS:
            return "email"
        if word.folded in words.MEETING_WORDS:
            return "meeting"
    return "todo"
