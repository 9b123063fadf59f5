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
    "error.email.unreadable": N_("“{value}” is no e-mail address. Write it like ana@example.com."),
    "error.phone.unreadable": N_("“{value}” is no phone number. Write it like +49 170 555 1234."),
    "error.tag.empty": N_("A tag needs a word."),
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
    "error.file.not_found": N_("There is no file {file}. Check the name."),
    "error.file.is_folder": N_("{file} is a folder. Choose the file inside it."),
    "error.file.not_plain": N_("{file} is no plain file, so it cannot be read. Choose another one."),
    "error.file.unreadable": N_(
        "{file} cannot be opened ({reason}). Check that you may read it and that no other program holds it."
    ),
    "error.file.empty": N_("{file} is empty. Export it anew from the program it comes from."),
    "error.file.too_large": N_("{file} is larger than {limit} MB. Split it and import the parts one by one."),
    "error.file.binary": N_(
        "{file} is no text file. Save it as CSV in the program it comes from, then import that file."
    ),
    "error.file.encoding_unknown": N_(
        "The letters in {file} are in no known encoding. Save it as UTF-8, then import it again."
    ),
    "error.file.bad_bytes": N_(
        "Row {row} of {file} cannot be read as {encoding}. Save the file as UTF-8, or say its encoding."
    ),
    "error.file.too_many_columns": N_(
        "{file} has more than {limit} columns. Delete those you do not need, then import it again."
    ),
    "error.encoding.unknown": N_("There is no encoding called {encoding}. Use one like utf-8 or cp1252."),
    "error.mapping.unknown_kind": N_("“{kind}” cannot be imported. Choose one of: {known}."),
    "error.mapping.unknown_source": N_("No maker of files is called “{source}”. Choose one of: {known}."),
    "error.mapping.unknown_field": N_("{kind} have no field “{field}”. Choose one of: {known}."),
    "error.mapping.unknown_column": N_("The file has no column “{column}”. Its columns are: {known}."),
    "error.mapping.not_a_pair": N_("“{text}” cannot be understood. Write it as {form}."),
    "error.vcard.none": N_(
        "{file} holds no contact card. Export the contacts as vCard (.vcf) and try again."
    ),
    "error.vcard.too_many": N_("{file} holds more than {limit} cards. Export the contacts in several parts."),
    "error.vcard.too_many_lines": N_(
        "{file} has more than {limit} lines, so it is no address book. Export the contacts anew."
    ),
    "error.vcard.nested": N_(
        "The cards in {file} lie inside each other (line {row}) and cannot be told apart. Export them anew."
    ),
    "error.pack.unknown_format": N_("“{format}” is no format of the pack. Choose from: {known}."),
    "error.pack.not_ours": N_(
        "{file} is already there and is no pack of this program, so it stays. Choose another name."
    ),
    "error.pack.other_files": N_(
        "{file} also holds {name}, which is not of the pack, so nothing was replaced. Choose another name."
    ),
    "error.pack.file_changed": N_(
        "{name} in {file} was changed since the pack was made, so nothing was replaced. Choose another name."
    ),
}
