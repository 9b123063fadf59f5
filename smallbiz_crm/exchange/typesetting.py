"""Turns a template and plain data into a PDF: tagged, archivable (PDF/A-3b), the same bytes each time."""

from __future__ import annotations

import importlib.util
import json
import shutil
import tempfile
import unicodedata
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.resources import resource

STANDARD: Literal["a-3b"] = "a-3b"
SIGNS_MISSING = "pdf.signs_missing"
"""No font of this machine has some sign: the file is a PDF, but not PDF/A, and shows a box in its place."""

US_LETTER_REGIONS = frozenset(("US", "CA", "MX", "PH", "CL", "CO", "VE"))
"""Where paper is Letter; A4 everywhere else."""

_LONGEST_WORD = 16
_PIECE = 8
_FACES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
_BREAK = "\u200b"
_CONTROL = {"Cc", "Cs", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class Typeset:
    """A document and what must be said about it, as codes of notes."""

    content: bytes
    notes: tuple[str, ...] = ()


@cache
def why_no_pdf() -> str | None:
    """The code of the reason why this machine cannot write PDF files; None where it can."""
    return "pdf.not_on_this_system" if importlib.util.find_spec("typst") is None else None


def typeset(template: str, data: Mapping[str, object]) -> Typeset:
    """The PDF that a template of ``resources/reports`` makes of `data`, which is never taken for markup.

    It is PDF/A-3b with the fonts that come along; a sign that those lack is looked for in the system's fonts, and
    one that no font has costs the standard, which a note says. Raises Refused where PDF cannot be written.
    """
    reason = why_no_pdf()
    if reason is not None:
        raise Refused(reason)
    path, inputs = resource("reports", template), {"data": json.dumps(data, ensure_ascii=False)}
    from typst import TypstError

    with _font_folder() as fonts:
        for with_system_fonts in (False, True):
            try:
                return Typeset(_compiled(path, inputs, fonts, with_system_fonts, STANDARD))
            except TypstError:
                continue
        return Typeset(_compiled(path, inputs, fonts, True, None), (SIGNS_MISSING,))


def page_pictures(template: str, data: Mapping[str, object], dots_per_inch: float = 110) -> list[bytes]:
    """The pages as PNG, for a preview. Raises Refused where PDF cannot be written."""
    reason = why_no_pdf()
    if reason is not None:
        raise Refused(reason)
    import typst

    with _font_folder() as fonts:
        pages = typst.compile(
            str(resource("reports", template)),
            font_paths=[fonts],
            format="png",
            ppi=dots_per_inch,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            timestamp=0,
        )
    return cast("list[bytes]", pages if isinstance(pages, list) else [pages])


def paper_of(region: str) -> str:
    """The paper of a region (``US``) as the templates name it."""
    return "us-letter" if region in US_LETTER_REGIONS else "a4"


def fitting(text: str) -> str:
    """`text` on one line of visible signs, where long words may break so that they stay inside their column."""
    visible = "".join(" " if unicodedata.category(sign) in _CONTROL else sign for sign in text)
    return " ".join(_BREAK.join(_pieces(word)) for word in visible.split())


def _pieces(word: str) -> Iterator[str]:
    """Parts of a long word, never cut before a sign that belongs to the one in front of it."""
    start = 0
    for end in range(_PIECE, len(word)) if len(word) > _LONGEST_WORD else ():
        if end - start >= _PIECE and not unicodedata.category(word[end]).startswith(("M", "Cf")):
            yield word[start:end]
            start = end
    yield word[start:]


def _compiled(
    path: Path, inputs: dict[str, str], fonts: str, with_system_fonts: bool, standard: Literal["a-3b"] | None
) -> bytes:
    import typst

    return typst.compile(
        str(path),
        font_paths=[fonts],
        ignore_system_fonts=not with_system_fonts,
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=standard,
        timestamp=0,
    )


@contextmanager
def _font_folder() -> Generator[str]:
    """A folder with the faces of DejaVu Sans, which write Arabic, Hebrew, Greek and Cyrillic.

    They lie in matplotlib's folder beside one that draws a box for every sign there is; with that one around, a
    missing sign would never be noticed.
    """
    found = importlib.util.find_spec("matplotlib")
    with tempfile.TemporaryDirectory() as folder:
        if found is not None and found.origin is not None:
            for name in _FACES:
                shutil.copy(Path(found.origin).parent / "mpl-data" / "fonts" / "ttf" / name, folder)
        yield folder
