"""Every code that the layers below the window speak has one clear sentence, and every gap in it is filled."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from smallbiz_crm.domain.errors import Cancelled, Refused
from smallbiz_crm.domain.imports import RowProblem
from smallbiz_crm.services.kpis import all_kpis
from smallbiz_crm.words import has_phrase, phrase, problem_sentence, sentence
from smallbiz_crm.words.catalogue import phrases

PACKAGE = Path(__file__).resolve().parent.parent / "smallbiz_crm"
BELOW = ("domain", "store", "services", "exchange")
ERRORS = {"Refused", "NotFound", "Conflict", "Trouble"}
CODE_AT = {"RowProblem": 3, "Problem": 2}
GIVEN_TO_PROBLEMS = {"row", "column", "value"}
MADE_BY_SENTENCE = {"obstacle"}
TRASHED = (
    "contact",
    "company",
    "deal",
    "campaign",
    "follow_up",
    "activity",
    "spend",
    "planned_item",
    "product",
    "content",
)


class Said(NamedTuple):
    """A code in the source: where, which table of words it belongs to, and the names that fill its gaps."""

    place: str
    kind: str
    code: str
    names: frozenset[str] | None


def spoken() -> Iterator[Said]:
    for folder in BELOW:
        for path in sorted((PACKAGE / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                place = f"{path.relative_to(PACKAGE)}:{getattr(node, 'lineno', 0)}"
                if isinstance(node, ast.Call):
                    yield from _said_by_call(node, place)


PLAIN_CALLS = {"step": "step", "Blocker": "blocker", "NotText": "error"}


def _said_by_call(call: ast.Call, place: str) -> Iterator[Said]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if not call.args:
        return
    if name in ERRORS:
        is_open = any(word.arg is None for word in call.keywords)
        names = None if is_open else frozenset(word.arg or "" for word in call.keywords)
        yield from (Said(place, "error", code, names) for code in _codes(call.args[0]))
    elif name in PLAIN_CALLS:
        yield from (Said(place, PLAIN_CALLS[name], code, None) for code in _codes(call.args[0]))
    elif name in CODE_AT and len(call.args) > CODE_AT[name]:
        names = None if call.args[CODE_AT[name] + 1 :] else frozenset(GIVEN_TO_PROBLEMS)
        yield from (Said(place, "problem", code, names) for code in _codes(call.args[CODE_AT[name]]))
    elif name == "Finding":
        names = frozenset(_keys(call.args[1:]))
        yield from (Said(place, "check", code, names) for code in _codes(call.args[0]))


def _keys(told: list[ast.expr]) -> Iterator[str]:
    for node in told:
        if isinstance(node, ast.Dict):
            yield from (str(key.value) for key in node.keys if isinstance(key, ast.Constant))


def _codes(node: ast.expr) -> Iterator[str]:
    """The codes an argument can be: a text, a choice of two, or a text with a part that is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _codes(node.body)
        yield from _codes(node.orelse)
    elif isinstance(node, ast.JoinedStr):
        shape = "".join(part.value if isinstance(part, ast.Constant) else "*" for part in node.values)
        if shape == "import.*_unclear":
            yield from ("import.day_unclear", "import.amount_unclear")
        elif shape == "*.restored":
            yield from (f"{kind}.restored" for kind in TRASHED)


def texts_of_rows() -> Iterator[Said]:
    """Codes that travel as plain texts before they become an error or a problem."""
    for folder in BELOW:
        for path in sorted((PACKAGE / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    place = f"{path.relative_to(PACKAGE)}:{node.lineno}"
                    if re.fullmatch(r"(row|vcard|photo)\.[a-z_]+", node.value):
                        yield Said(place, "problem", node.value, None)
                    elif re.fullmatch(r"(disk|work|backup)\.[a-z_]+", node.value):
                        yield Said(place, "error", node.value, None)
                    elif re.fullmatch(r"import\.[a-z_.]+", node.value) and not node.value.endswith(
                        (".done", ".")
                    ):
                        yield Said(place, "reason", node.value, None)


ALL = sorted({*spoken(), *texts_of_rows()}, key=lambda said: (said.kind, said.code, said.place))


def words_for(said: Said) -> str | None:
    """The key of the phrase that speaks for a code."""
    keys = {
        "error": (f"error.{said.code}",),
        "problem": (f"problem.{said.code}", f"error.{said.code}"),
        "check": (said.code,),
        "step": (f"step.{said.code}",),
        "blocker": (f"accountant.blocker.{said.code}",),
        "reason": (said.code, f"error.{said.code}"),
    }[said.kind]
    return next((key for key in keys if has_phrase(key)), None)


def test_source_is_really_read() -> None:
    assert len({said.code for said in ALL}) > 100
    assert {said.kind for said in ALL} == {"error", "problem", "check", "reason", "step", "blocker"}


def test_every_code_has_words() -> None:
    missing = sorted({f"{said.kind} {said.code} ({said.place})" for said in ALL if words_for(said) is None})

    assert not missing, "\n".join(missing)


def test_every_gap_is_filled_by_what_is_raised() -> None:
    wrong = [
        f"{said.place}: {said.code} leaves {gaps} open"
        for said in ALL
        if said.names is not None and (gaps := _gaps(words_for(said) or "") - said.names - MADE_BY_SENTENCE)
    ]

    assert not wrong, "\n".join(wrong)


def _gaps(key: str) -> set[str]:
    entry = phrases().get(key, "")
    texts = entry if isinstance(entry, tuple) else (entry,)
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize(
    "key", sorted(key for key in phrases() if key.startswith(("error.", "problem.", "check.")))
)
def test_sentences_are_sentences(key: str) -> None:
    entry = phrases()[key]
    for text in entry if isinstance(entry, tuple) else (entry,):
        assert text[0].isupper() or text[0] in "“{"
        assert text[-1] in ".)"
        assert "  " not in text
        assert "!" not in text


def test_notes_of_figures_have_words() -> None:
    folder = PACKAGE / "domain"
    paths = [folder / "figures.py", *sorted(folder.glob("*_kpis.py"))]
    source = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    codes = set(re.findall(r"\"((?:none|no|nothing|nobody|not|spent|open|without)_[a-z_]+)\"", source))
    notes = codes - {key for _report, entry in all_kpis() for key in (entry.key,)}

    assert len(notes) >= 20
    assert not {note for note in notes if not has_phrase(f"note.{note}")}


def test_unknown_code_is_shown_rather_than_nothing() -> None:
    assert phrase("no.such.code") == "no.such.code"
    assert sentence(Refused("no.such.code")) == "error.no.such.code"


def test_problem_of_a_row_fills_in_its_own_cell() -> None:
    unclear = RowProblem(7, "amount", "1.234", "money.ambiguous", {"value": "1.234"})

    assert "1.234" in problem_sentence(unclear)
    assert "…" not in problem_sentence(unclear)


def test_cancelling_has_words() -> None:
    assert sentence(Cancelled()) == "Cancelled, nothing changed."
