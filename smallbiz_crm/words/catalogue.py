"""Looks words up: gettext for the language, code tables for what the layers below say."""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from io import BytesIO
from typing import Any, Protocol, cast

from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.resources import resource

TABLES = (
    "errors",
    "steps",
    "terms",
    "reports",
    "imports",
    "import_fields",
    "accountant",
    "inside_deals",
    "planning",
    "follow_ups",
    "content",
    "nurture",
)

_translations: list[gettext.NullTranslations] = [gettext.NullTranslations()]


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """What ``resources/words`` holds of a language (``de``); English, the source, where there is none.

    The text file itself is read: it is small, and so there is nothing to build.
    """
    path = resource("words", f"{language}.po")
    if not path.exists():
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    packed = BytesIO()
    with path.open("rb") as stream:
        write_mo(packed, read_po(stream, abort_invalid=True))
    packed.seek(0)
    return gettext.GNUTranslations(packed)


def set_language(language: str) -> None:
    """Use the words of a language from here on, in this process."""
    _translations[0] = catalogue(language)


def _(text: str) -> str:
    return _translations[0].gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    return _translations[0].ngettext(one, many, count)


def N_(text: str) -> str:
    """Mark a text for the catalogue without translating it yet."""
    return text


@cache
def phrases() -> dict[str, str | tuple[str, str]]:
    """Every phrase of the tables by its code; a pair is singular and plural."""
    merged: dict[str, str | tuple[str, str]] = {}
    for name in TABLES:
        merged.update(import_module(f"smallbiz_crm.words.{name}").PHRASES)
    return merged


def has_phrase(code: str) -> bool:
    return code in phrases()


class _Gaps(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def phrase(code: str, /, **params: object) -> str:
    """The words for `code`, its gaps filled. A pair (one, many) is chosen by the parameter ``count``.

    An unknown code is returned as it is, so that nothing is ever hidden; a test keeps the tables complete.
    """
    return _filled(_translations[0], code, params)


def words_in(language: str) -> Callable[..., str]:
    """`phrase` for another reader: it speaks that language whatever the program speaks."""
    found = catalogue(language)

    def words(code: str, /, **params: object) -> str:
        return _filled(found, code, params)

    return words


def _filled(found: gettext.NullTranslations, code: str, params: Mapping[str, object]) -> str:
    """A translation of just this code goes first: “Open” is a heading here and a verb there."""
    entry = phrases().get(code)
    if entry is None:
        return code
    if isinstance(entry, tuple):
        count = params.get("count", 2)
        text = found.ngettext(entry[0], entry[1], count if isinstance(count, int) else 2)
    else:
        text = found.pgettext(code, entry)
        if text == entry:
            text = found.gettext(entry)
    return text.format_map(_Gaps(params))


def sentence(error: CrmError) -> str:
    """What happened and what to do, in one sentence for a person."""
    code, params = error.code, dict(error.params)
    for name in ("kind", "by_kind"):
        if name in params:
            params[name] = _kind_in_words(str(params[name]))
    if code == "undo.changed_since" and params.get("by_code") is None:
        code = "undo.gone_since"
    elif code == "undo.changed_since":
        params["obstacle"] = phrase(
            f"step.{params['by_code']}", **cast("dict[str, Any]", params["by_params"])
        )
    elif code == "undo.field_changed_since" and has_phrase(f"field.{params['field']}"):
        params["field"] = phrase(f"field.{params['field']}")
    return phrase(f"error.{code}", **params)


def _kind_in_words(kind: str) -> str:
    return phrase(f"kind.{kind}") if has_phrase(f"kind.{kind}") else kind.replace("_", " ")


class CellProblem(Protocol):
    """What is wrong with a cell of a file, as `domain.imports.RowProblem` tells it."""

    @property
    def row(self) -> int: ...
    @property
    def column(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def params(self) -> Mapping[str, object]: ...


def problem_sentence(problem: CellProblem) -> str:
    """What is wrong with a cell or row of a file, in one sentence for a person."""
    params = {"row": problem.row, "column": problem.column, "value": problem.value, **problem.params}
    own = f"problem.{problem.code}"
    return phrase(own if has_phrase(own) else f"error.{problem.code}", **params)


def left_out_sentence(left_out: Mapping[str, int]) -> str:
    """Who is not in a file for mailing, and why: counts by reason."""
    said = [phrase(f"export.left_out.{reason}", count=count) for reason, count in left_out.items() if count]
    return _("Left out: {people}.").format(people=", ".join(said)) if said else ""
