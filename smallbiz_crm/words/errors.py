"""Phrases: errors."""

from smallbiz_crm.words.catalogue import N_

PHRASES: dict[str, str | tuple[str, str]] = {
    "error.text.nul": N_(
        "The text holds a NUL character, so it is no text. Type it anew or repair the file."
    ),
    "error.money.ambiguous": N_(
        "“{value}” can be read in two ways. Say whether the comma or the point marks the decimals."
    ),
    "error.money.unreadable": N_(
        "“{value}” cannot be read as a number. Write it like 1200.50, without words."
    ),
    "error.money.too_large": N_(
        "“{value}” is too large or too long. Amounts have at most 15 digits and stay below 100 billion."
    ),
    "error.share.unreadable": N_(
        "“{value}” is no percentage. Write a number from 0 to 100, like 19 or 7.5 %."
    ),
    "error.day.ambiguous": N_("“{value}” can be two days. Say whether the day or the month comes first."),
    "error.day.unreadable": N_("“{value}” is no date. Write it like 2026-03-15."),
    "error.period.unreadable": N_(
        "“{value}” is no period. Write 2026-03, 2026-Q1, 2026, FY2026, 2026-03-01..2026-03-15 or all."
    ),
    "error.fiscal_year.unreadable": N_(
        "“{value}” is no first day of a fiscal year. Write month and day like 04-01."
    ),
    "error.disk.full": N_(
        "The disk is full: {file} was not written, and what stood there before is untouched. "
        "Make room and try again."
    ),
    "error.file.no_rights": N_(
        "{file} may not be written: it is protected, or another program has it open. "
        "Close it there or choose another folder."
    ),
    "error.file.no_folder": N_("There is no folder {folder} to write into. Choose another place."),
    "error.file.not_a_file": N_(
        "{file} is not a plain file, so nothing can be written in its place. Choose another name."
    ),
    "error.file.not_writable": N_(
        "{file} could not be written ({reason}), and what stood there before is untouched. "
        "Try again or choose another place."
    ),
}
