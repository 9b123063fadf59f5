"""The one catalogue: turns codes into sentences for screen, command line, workbook and PDF. Knows no Qt.

Text written in the code is English and passes through `_` (or `ngettext` for plurals); codes that come from
below the window are looked up by `phrase` in the tables of this package, which pass through the same door.
"""

from smallbiz_crm.words.catalogue import (
    N_,
    _,
    has_phrase,
    left_out_sentence,
    ngettext,
    phrase,
    problem_sentence,
    sentence,
    set_language,
    words_in,
)

__all__ = [
    "N_",
    "_",
    "has_phrase",
    "left_out_sentence",
    "ngettext",
    "phrase",
    "problem_sentence",
    "sentence",
    "set_language",
    "words_in",
]
