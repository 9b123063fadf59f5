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
    "problem.photo.no_picture": N_("The photo is no PNG, JPEG or WebP picture; it was left out."),
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
    "problem.contact.unnamed": N_(
        "The card names nobody. What it holds was taken over as “{value}”; give it a name, or delete it."
    ),
    "problem.decision.gone": N_(
        "Whom the row should be merged into is no longer there, so it was left out. Choose again, or add it as new."
    ),
    "problem.deal.needs_title": N_(
        "The row has neither title nor product nor customer, so it was left out. Fill one of them in."
    ),
    "problem.entry.needs_name": N_("The row has no name, so it was left out. Fill the name in."),
    "problem.money.unreadable": N_(
        "“{value}” cannot be read as a number. Write it like 1200.50, without words."
    ),
    "problem.contact.not_there": N_(
        "No person with “{value}” is in the workspace, so the row was left out. Import the people first."
    ),
    "problem.deal.negative_amount": N_(
        "“{value}” is below zero, so the deal was left out. Money that goes back is a payment, not a deal."
    ),
    "problem.deal.not_there": N_(
        "No deal with the id “{value}” is in the workspace, so the row was left out. Import the deals first."
    ),
    "problem.day.missing": N_("The row has no date, so it was left out. Fill the date in."),
    "problem.touch.needs_campaign": N_(
        "The row names no campaign, so it was left out. Fill it in, or name one for the whole file."
    ),
    "problem.lifecycle.not_a_stage": N_(
        "“{value}” is no lifecycle stage, so the row was left out. Say what it means, like lead, mql, sql or customer."
    ),
    "problem.metric.needs_campaign": N_(
        "The row names neither campaign nor channel, so it was left out. Fill one of them in."
    ),
    "problem.metric.nothing": N_("The row has no figure, so it was left out. Say which column holds one."),
    "problem.count.not_whole": N_("“{value}” is no whole number; counts have no decimals."),
    "problem.spend.needs_payee": N_(
        "The row has neither payee nor description, so it was left out. Fill one of them in."
    ),
    "problem.spend.needs_amount": N_("The row has no amount, so it was left out. Fill in net or gross."),
    "problem.spend.tax_does_not_fit": N_(
        "Net and tax do not add up to the gross amount {value}; gross was computed anew."
    ),
    "problem.tax_code.unknown": N_("“{value}” is no tax code of the workspace; the row has none."),
    "problem.target.unknown_kind": N_(
        "“{value}” is nothing to have a target for, so the row was left out. Write revenue, leads or mqls."
    ),
    "problem.target.not_months": N_(
        "“{value}” is not made of whole months, so the row was left out. Write 2026-03, 2026-Q1 or 2026."
    ),
    "problem.target.needs_value": N_("The row has no value, so it was left out. Fill the target in."),
    "problem.payment.needs_amount": N_("The row has no amount, so it was left out. Fill it in."),
    "problem.campaign.ends_before_start": N_(
        "The campaign would end before it starts; the end was left out."
    ),
    "problem.channel.unknown": N_("“{value}” is no channel; the campaign was taken over as “other”."),
    "problem.word.unknown": N_("“{value}” is none of the words for this; it was left out."),
    # -- why a row is what the preview says
    "import.group": N_("A group of people, no person"),
    "import.same_as_row": N_("The same as row {row}"),
    "import.possible_duplicate": N_("May be {name}, who is there already"),
    "import.total": N_("A line of totals"),
    "import.withdrawn": N_("The ticket was given back ({value})"),
    "import.decided.new": N_("You said: add as new"),
    "import.decided.update": N_("You said: fill in what {name} lacks"),
    "import.decided.replace": N_("You said: the file is right about {name}"),
    "import.decided.skip": N_("You said: leave it out"),
    "statement.there": N_("Imported before"),
    "statement.in_trash": N_("Imported before; it is in the Trash"),
    "statement.money_in": N_("Money that came in is no spend"),
    "statement.nothing": N_("Nothing was paid"),
    "statement.typed": N_("There already: {payee}, {day}"),
    "statement.paid": N_("Pays what is there already: {payee}, {day}"),
    "statement.by_rule": N_("By the rule “{words}”: {to}"),
    "statement.by_habit": N_("As this payee was paid for last: {to}"),
    "import.match.external_id": N_("There already, by the other program’s id"),
    "import.match.url": N_("There already, by the profile on the web"),
    "import.match.email": N_("There already, by the e-mail address"),
    "import.match.name_and_company": N_("There already, by name and company"),
    # -- who is not in a file for mailing
    "export.left_out.no_email": (
        N_("{count} without an e-mail address"),
        N_("{count} without an e-mail address"),
    ),
    "export.left_out.said_no": (
        N_("{count} who said no to e-mail or whose mail came back"),
        N_("{count} who said no to e-mail or whose mail came back"),
    ),
    "export.left_out.not_asked": (N_("{count} who never said yes"), N_("{count} who never said yes")),
    "export.left_out.same_address": (
        N_("{count} with the address of somebody else in it"),
        N_("{count} with the address of somebody else in it"),
    ),
}
