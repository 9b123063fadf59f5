"""Phrases: imports."""

from smallbiz_crm.words.catalogue import N_

PHRASES: dict[str, str | tuple[str, str]] = {
    "problem.row.too_few_cells": N_(
        "The row has fewer cells than the header; the missing ones count as empty."
    ),
    "problem.row.too_many_cells": N_("The row has more cells than the header; the surplus was left out."),
    "problem.row.open_quote": N_("The file ends inside quotes, so its last rows may be in one cell."),
    "problem.row.cell_too_large": N_(
        "A cell of the row is longer than a million characters; the row was left out."
    ),
    "problem.email.invalid": N_("“{value}” is no e-mail address; it was left out."),
    "problem.phone.rounded": N_("“{value}” was rounded by a spreadsheet, so the phone number is lost."),
    "problem.consent.unknown": N_("“{value}” says neither yes nor no; the consent was left open."),
    "problem.day.ambiguous": N_("“{value}” can be two days. Say whether the day or the month comes first."),
    "problem.day.unreadable": N_("“{value}” is no date; it was left out."),
    "problem.photo.too_large": N_("The photo is larger than 2 MB; it was left out."),
    "problem.photo.linked": N_("The photo is on the web ({value}); it was left out."),
    "problem.photo.unreadable": N_("The photo is damaged; it was left out."),
    "problem.email.doubtful": N_("“{value}” is no e-mail address; it was taken over as it is."),
    "problem.vcard.too_long": N_("The card has thousands of lines; the later ones were left out."),
    "problem.vcard.text_too_long": N_("“{value}…” is too long; the rest was left out."),
    "problem.vcard.cut": N_("The card is cut off; what was there is taken over."),
}
