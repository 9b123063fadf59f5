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
    "problem.currency.unknown": N_("“{value}” is no currency; write its code of three letters, like EUR."),
    "problem.lifecycle.unknown": N_(
        "“{value}” is no lifecycle stage; the person was taken over without one. "
        "Say what it means, like lead, mql, sql or customer."
    ),
    "problem.stage.unknown": N_(
        "“{value}” is no stage of the pipeline, so the row was left out. Say which stage is meant, or add it."
    ),
    "problem.outcome.unknown": N_(
        "“{value}” says neither won nor lost nor open, so the row was left out. Say what it means."
    ),
    "problem.contact.empty": N_(
        "The row names nobody, so it was left out. Fill in a name, a company, an e-mail address or a phone number."
    ),
    "problem.deal.needs_title": N_(
        "The row has neither title nor product nor customer, so it was left out. Fill one of them in."
    ),
    "problem.entry.needs_name": N_("The row has no name, so it was left out. Fill the name in."),
    "problem.money.unreadable": N_(
        "“{value}” cannot be read as a number. Write it like 1200.50, without words."
    ),
    # -- why a row is what the preview says
    "import.group": N_("A group of people, no person"),
    "import.same_as_row": N_("The same as row {row}"),
    "import.possible_duplicate": N_("May be somebody who is there already"),
    "import.match.external_id": N_("There already, by the other program’s id"),
    "import.match.url": N_("There already, by the profile on the web"),
    "import.match.email": N_("There already, by the e-mail address"),
    "import.match.name_and_company": N_("There already, by name and company"),
}
