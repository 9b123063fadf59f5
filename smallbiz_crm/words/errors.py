"""Phrases: errors."""

from smallbiz_crm.words.catalogue import N_

PHRASES: dict[str, str | tuple[str, str]] = {
    "error.qr.none": N_(
        "No QR code was found in the picture. Take it closer, straight on and in better light."
    ),
    "error.qr.no_screen": N_(
        "This system does not let programs look at the screen. Copy the picture and paste it here."
    ),
    "error.qr.nobody": N_("Your card is empty. Write your name or your business into Settings first."),
    "error.qr.too_long": N_("There is too much on this card for a QR code. Shorten what stands on it."),
    "error.qr.no_picture": N_("{file} is no picture that can be read. Choose a PNG, JPEG or WebP."),
    "error.qr.picture_too_large": N_("{file} is too large a picture. Cut out the QR code and try again."),
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
    "error.score.points_unfit": N_("Points are a whole number from 0 to {most}."),
    "error.hand_over.further_already": N_("Nothing to mark: they are MQL or further already."),
    "error.hand_over.accepted_already": N_("Nothing to accept: they are SQL or further already."),
    "error.hand_over.needs_reason": N_("Say why the lead goes back: marketing learns from it."),
    "error.hand_over.nothing_to_return": N_(
        "Nothing to return: only a lead, MQL or SQL without a deal can go back."
    ),
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
        "{file} is neither a table nor contact cards. Save it as CSV in the program it comes from, "
        "then import that file."
    ),
    "error.workbook.protected": N_(
        "{file} is protected by a password, or an old workbook (.xls). Save it as .xlsx without a password."
    ),
    "error.workbook.unreadable": N_(
        "{file} cannot be read as a workbook: it is damaged, or made to look like one. "
        "Open it in a spreadsheet program and save it anew, or as CSV."
    ),
    "error.workbook.too_large": N_(
        "{file} would unpack into more than {limit} MB. Save the sheet that you need as CSV."
    ),
    "error.workbook.too_many_rows": N_(
        "{file} has more than {limit} rows. Save it as CSV, which may have any number."
    ),
    "error.workbook.too_many_columns": N_(
        "{file} has more than {limit} columns. Delete those that you do not need."
    ),
    "error.workbook.too_slow": N_(
        "{file} could not be read within {limit} seconds. Save the sheet that you need as CSV."
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
    "error.target.whole_months": N_(
        "{period} is not made of whole months, which targets are for. Choose a month, a quarter or a year."
    ),
    "error.target.not_positive": N_(
        "A target is above zero. Type an amount, or leave it empty for no target."
    ),
    "error.deal.needs_created": N_("A deal was created some day. Type that day, or leave the one it has."),
    "error.deal.created_in_future": N_(
        "A deal cannot be created on a day to come. Type today or a day before."
    ),
    "error.deal.created_too_late": N_(
        "The deal changed on {day} already, so it was there by then. Type that day or one before."
    ),
    "error.pack.unknown_format": N_("“{format}” is no format of the pack. Choose from: {known}."),
    "error.pdf.not_on_this_system": N_(
        "The library that makes PDF files does not exist for this system. The workbook holds the same."
    ),
    "error.pack.nothing_to_correct": N_(
        "Nothing changed since {period} was sent, so there is nothing to correct."
    ),
    "error.pack.never_sent": N_("{period} was not noted as sent yet, so there is nothing to correct."),
    "error.pack.not_ours": N_(
        "{file} is already there and is no pack of this program, so it stays. Choose another name."
    ),
    "error.pack.other_period": N_(
        "{file} holds the pack of another period ({period}), so it stays. Choose another name."
    ),
    "error.pack.other_files": N_(
        "{file} also holds {name}, which is not of the pack, so nothing was replaced. Choose another name."
    ),
    "error.pack.file_changed": N_(
        "{name} in {file} was changed since the pack was made, so nothing was replaced. Choose another name."
    ),
    # -- the command line
    "error.workspace.none": N_("There is no workspace yet. Make one with “smallbiz-crm new FILE.crm”."),
    "error.stdin.not_utf8": N_("The line is not written in UTF-8, so it was left out. Save it as UTF-8."),
    "error.output.not_writable": N_("The output could not be written ({reason}). Make room and try again."),
    # -- the workspace file
    "error.file.exists": N_("{file} is there already. Choose another name."),
    "error.file.wrong_ending": N_("The name of a workspace ends in .crm; {file} does not. Add the ending."),
    "error.file.in_synced_folder": N_(
        "{file} would lie in {folder}, which another program synchronises; that can destroy an open workspace. "
        "Choose a folder outside, and put backups there instead."
    ),
    "error.file.is_the_workspace": N_(
        "{file} is the workspace itself, so nothing is written over it. Choose another name."
    ),
    "error.file.not_a_workspace": N_(
        "{file} is no workspace of SmallBiz CRM, or it is damaged. Choose another file, or restore a backup."
    ),
    "error.file.needs_password": N_(
        "{file} is encrypted. Give its password by --password-file, by SMALLBIZ_CRM_PASSWORD, or in the window."
    ),
    "error.file.wrong_password": N_(
        "The password does not fit {file}, or the file is damaged. Try again, use the recovery key, "
        "or restore a backup."
    ),
    "error.password.too_short": N_("A password needs at least {shortest} characters. A few words are best."),
    "error.password.empty": N_("{file} holds no password on its first line. Write it there."),
    "error.password.not_text": N_("{file} is not written in UTF-8. Save it as UTF-8."),
    "error.password.differs": N_("The two passwords differ, so nothing was changed. Type them again."),
    "error.password.none_given": N_(
        "No new password was given. Name a file that holds it by --new-password-file, or type it at a terminal."
    ),
    "error.password.none_set": N_("{file} has no password."),
    "error.file.foreign_schema": N_(
        "{file} is not built as this program builds its workspaces, so it is left alone. Restore a backup."
    ),
    "error.file.older": N_(
        "{file} was made by an older version (schema {version}; this one writes {known}). "
        "Open it once in the window, or with a command that writes, to bring it up to date."
    ),
    "error.file.newer": N_(
        "{file} was made by a newer version of this program (schema {version}; this one knows {known}). "
        "Install the newer version."
    ),
    "error.file.migration_failed": N_(
        "{file} could not be brought up to this version without a loss, so it stays as it was. "
        "Check the file, or go on with the older version."
    ),
    "error.file.damaged": N_(
        "{file} is damaged, so it is left as it is. Restore the newest backup from the folder “backups” beside it."
    ),
    "error.file.cannot_open": N_(
        "{file} cannot be opened. Check that it is there and that you may read and write its folder."
    ),
    "error.file.read_only": N_(
        "{file} may only be read. Give yourself the right to write it, or copy it elsewhere."
    ),
    "error.file.folder_read_only": N_(
        "The folder of {file} may not be written, so the workspace can only be read. Copy it to another folder."
    ),
    "error.file.locked": N_("Another program is writing to {file}. Wait until it is done and try again."),
    "error.file.busy": N_(
        "Another command is writing to {file} and did not end within ten seconds. Try again when it is done."
    ),
    "error.file.open_in_window": N_(
        "{file} is open in the window, which alone may change it. Close the window and try again; "
        "reading works beside it."
    ),
    "error.file.opened_for_reading": N_(
        "{file} was opened for reading alone, so nothing can be changed in it."
    ),
    "error.disk.failed": N_(
        "The disk failed while working on {file}, and nothing was changed. Check the disk, then restore a backup "
        "if the file no longer opens."
    ),
    "error.backup.not_good": N_(
        "The copy {file} did not pass its check, so it was thrown away. Check the workspace and try again."
    ),
    "error.work.cancelled": N_("Cancelled, nothing changed."),
    "error.work.interrupted": N_("The work on {file} was interrupted, and nothing was changed. Try again."),
    # -- records and their fields
    "error.record.not_found": N_("{kind} {id} does not exist. List the records to see which there are."),
    "error.activity.empty": N_("There is nothing to note. Write what happened."),
    "error.attachment.too_large": N_("{file} is larger than {limit_mb} MB. Attach a smaller copy of it."),
    "error.cadence.unfit": N_("Write a number of days from 1 to {longest}."),
    "error.photo.no_picture": N_("{file} is no picture. Choose a PNG, JPEG or WebP file."),
    "error.photo.damaged": N_("{file} is damaged and cannot be shown. Choose another picture."),
    "error.photo.too_many_pixels": N_("{file} is larger than 60 megapixels. Choose a smaller picture."),
    "error.campaign.ends_before_start": N_(
        "The campaign would end before it starts. Change one of the two days."
    ),
    "error.campaign.below_zero": N_("What is expected of a campaign is not below zero."),
    "error.campaign.beyond_calendar": N_(
        "{days} days from {day} lie beyond the calendar. Choose another day."
    ),
    "error.campaign.has_no_dates": N_("“{name}” has no dates yet. Give it some first."),
    "error.campaign.needs_name": N_("A campaign needs a name."),
    "error.campaign.not_found": N_(
        "There is no campaign called “{name}”. Check the name, or add the campaign first."
    ),
    "error.capture.nothing": N_(
        "The line names nobody. Write a name, a company, an e-mail address or a phone number."
    ),
    "error.company.needs_name": N_("A company needs a name."),
    "error.contact.empty": N_(
        "Nothing says who this is. Give a name, a company, an e-mail address or a phone number."
    ),
    "error.contact.erased_already": N_("This person was erased already."),
    "error.privacy.not_confirmed": N_("Nothing was erased. Add --yes to erase the person for good."),
    "error.privacy.unknown_format": N_("{file} has no ending that can be written. Choose one of: {known}."),
    "error.mail.unreadable": N_("{file} is no e-mail that can be read. Save it anew as an .eml file."),
    "error.contact.needs_name": N_("Somebody without e-mail address and phone number needs a name."),
    "error.deal.needs_title": N_("A deal needs a title."),
    "error.follow_up.needs_text": N_("A follow-up needs a word on what to do."),
    "error.planned_item.needs_check_text": N_("Say what is to be checked."),
    "error.template.not_found": N_("There is no template called “{name}”."),
    "error.link.no_address": N_(
        "“{address}” is no address of the web. Type it like https://example.com/offer."
    ),
    "error.variant.count_out_of_range": N_("A count is a whole number, not below zero."),
    "error.variant.more_responded": N_(
        "{responded} responded, but only {shown} were shown it. Change one of the two."
    ),
    "error.variant.needs_name": N_("Give the variant a name."),
    "error.metric.out_of_range": N_("{value} is no figure that can be kept: it is below zero or too large."),
    "error.planned_item.needs_title": N_("A planned item needs a title."),
    "error.spend_rule.needs_words": N_("A rule needs a word of the payee’s name to go by."),
    "error.spend_rule.says_nothing": N_("A rule needs a campaign or a category, or both."),
    "error.spend.needs_payee": N_("Spend needs the name of who was paid."),
    "error.field.unknown": N_("There is no field {field} to change. Choose from: {known}."),
    "error.field.unknown_word": N_("“{value}” is no {field}. Choose one of: {known}."),
    "error.field.needs_name": N_("A field needs a name."),
    "error.field.name_taken": N_("There is a field “{name}” already. Choose another name."),
    "error.field.needs_choices": N_("A choice needs something to choose from. Write one choice a line."),
    "error.field.value_in_the_way": N_(
        "{field} cannot be changed so, because a record holds “{value}”. Change that value first."
    ),
    "error.filter.unreadable": N_(
        "“{value}” is no condition. Write it like field=value, for example tag=vip."
    ),
    "error.filter.unfit_comparison": N_("“{field}” cannot be asked in this way ({comparison})."),
    "error.filter.unfit_value": N_("“{value}” does not fit “{field}”. Choose or type another value."),
    "error.merge.same": N_("Choose two different people to merge."),
    "error.segment.unreadable": N_("The rule of this segment cannot be read. Save it again."),
    "error.segment.not_found": N_("There is no segment called “{name}”."),
    "error.segment.needs_name": N_("A segment needs a name."),
    "error.segment.name_taken": N_("There is a segment called “{name}” already. Choose another name."),
    "error.filter.unknown_field": N_("“{field}” is nothing to filter by. Choose one of: {known}."),
    "error.currency.unknown": N_("“{value}” is no currency. Use its code of three letters, like EUR."),
    "error.phone.rounded": N_(
        "“{value}” was rounded by a spreadsheet, so the phone number is lost. Type it anew."
    ),
    "error.consent.unknown": N_("“{value}” says neither yes nor no to mail. Write granted or refused."),
    "error.setting.unknown": N_("There is no setting “{name}”. Choose one of: {known}."),
    "error.setting.unfit": N_("“{value}” does not fit the setting {name}. It stays as it was."),
    "error.setting.currency_fixed": N_(
        "Amounts are stored, so the home currency stays {currency}. Make a new workspace for another one."
    ),
    "error.sample.there_already": N_("The sample company is there already."),
    "error.sample.not_there": N_("There is no sample company to take out."),
    # -- import and export
    "error.import.json": N_(
        "{file} is JSON, which cannot be imported. Save the records as CSV, XLSX or vCard there, and import that."
    ),
    "error.import.kind_not_here": N_("{kind} cannot be imported yet. What can: {known}."),
    "error.import.day_unclear": N_(
        "The column {column} of {file} holds days like “{value}”, which can be read in two ways. "
        "Say whether the day or the month comes first."
    ),
    "error.import.amount_unclear": N_(
        "The column {column} of {file} holds amounts like “{value}”, which can be read in two ways. "
        "Say whether the comma or the point marks the decimals."
    ),
    "error.deal.month_is_over": N_("That month is over. Pick one that is still to come."),
    "error.view.needs_name": N_("A view needs a name."),
    "error.stage.needs_name": N_("A stage needs a name."),
    "error.stage.name_taken": N_("There is a stage “{name}” already."),
    "error.stage.probability_outside": N_("A probability is from 0 to 100 %."),
    "error.stage.days_outside": N_("The days until a deal is stale are 1 or more, or none."),
    "error.stage.order_incomplete": N_("The stages changed meanwhile. Try again."),
    "error.stage.closed_before_open": N_("Won and Lost stand after the open stages."),
    "error.stage.last_of_kind": N_("“{name}” is the only stage of its kind, and the board needs one."),
    "error.stage.holds_deals": N_("“{name}” holds {count} deals. Say where they go."),
    "error.stage.other_kind": N_("The deals of “{name}” can only go to a stage of the same kind."),
    "error.mail_template.needs_name": N_("An e-mail template needs a name."),
    "error.mail_template.name_taken": N_("There is an e-mail template “{name}” already."),
    "error.mail.bad_address": N_("{address} is no e-mail address. Correct it on the person."),
    "error.mail.too_large": N_("The files are larger than {megabytes} MB together. Send fewer, or a link."),
    "error.mail.empty": N_("Write a subject or a text first."),
    "error.mail.nobody": N_("None of these people may be mailed: no address, or they said no."),
    "error.mail.folder_is_there": N_("{folder} is there already. Choose another name."),
    "error.reason.needs_name": N_("A reason needs a name."),
    "error.reason.name_taken": N_("There is a reason “{name}” already."),
    "error.reason.in_use": N_("“{name}” is the reason of {count} deals, so it stays on the list."),
    "error.stage.unfit_probability": N_(
        "“{value}” is no probability for a new stage. Write a whole number from 0 to 100, like new:20."
    ),
    "error.export.unknown_kind": N_("“{kind}” cannot be exported. Choose one of: {known}."),
    "error.export.form_unfit": N_("There is no {format} file of {kind}. Choose one of: {known}."),
    "error.export.segment_of_people": N_("A segment holds people; it cannot be asked for with {kind}."),
    "error.export.ending_contradicts": N_(
        "{file} ends in {ending}, but the format asked for is {format}. Change the one or the other."
    ),
    "error.export.unknown_format": N_("“{format}” is no format to export to. Choose one of: {known}."),
    "error.everything.not_one": N_(
        "{file} is not a zip of everything. Such a zip is written by Export, Everything."
    ),
    "error.everything.unsafe": N_(
        "{file} holds names or sizes that no zip of ours has, so it is not opened. Nothing was read."
    ),
    "error.everything.damaged": N_(
        "{file} is damaged: {part} cannot be read. Nothing was kept. Export everything again, or take another copy."
    ),
    "error.everything.rows_missing": N_(
        "{file} is not complete: the table {table} has other rows than the file says. Nothing was kept."
    ),
    "error.everything.unfit": N_(
        "The table {table} holds something that does not fit it. Nothing was kept. Export everything again."
    ),
    "error.everything.not_empty": N_(
        "{workspace} holds records already, and everything can only be read into an empty workspace. "
        "Make a new one for {file}."
    ),
    # -- undo and redo
    "error.undo.nothing": N_("There is nothing to undo."),
    "error.redo.nothing": N_(
        "There is nothing to redo: something new was done since, or nothing was undone."
    ),
    "error.step.not_found": N_("There is no step {step}. The history lists those there are."),
    "error.step.not_a_step": N_(
        "Step {step} made the workspace or took another step back, so it cannot be undone. Choose another one."
    ),
    "error.step.undone_already": N_("Step {step} is taken back already."),
    "error.step.closed": N_("Step {step} can no longer be taken back; it can only be read."),
    "error.step.is_redo": N_("Step {step} brought another one back. Undo that one instead."),
    "error.undo.changed_since": N_(
        "Step {step} cannot be taken back, because what it made was changed since: {obstacle}. Take that back first."
    ),
    "error.undo.gone_since": N_(
        "Step {step} cannot be taken back, because what it made or changed is no longer there. "
        "Take back later steps first."
    ),
    "error.undo.field_changed_since": N_(
        "Step {step} cannot be taken back, because {field} of the same record was changed again since. "
        "Take that back first."
    ),
    "error.undo.referred_to": N_(
        "It cannot be taken back, because {by_kind} {by_id} belongs to what it made. Take that back first."
    ),
    # -- the check of the file
    "check.integrity": N_("SQLite says: {message}. Restore a backup."),
    "check.unreadable": N_("The plan of the tables is damaged ({message}). Restore a backup."),
    "check.pages": N_(
        "Encrypted pages that were changed from outside or damaged: {count}. Restore a backup."
    ),
    "check.foreign_key": N_(
        "Row {row} of {table} refers to a row of {parent} that is not there. Restore a backup."
    ),
    "check.values": N_("Rows of {table} that hold what cannot be: {count}. Restore a backup."),
    "check.counter": N_("The counter of {table} is behind its row {highest}. Restore a backup."),
    "check.journal_orphans": N_("Entries of the history without their step: {count}. Restore a backup."),
    "check.unknown_author": N_("Rows of {table} that no step wrote: {count}. Restore a backup."),
    "check.deals_without_history": N_("Deals without their history: {count}. Restore a backup."),
    "check.won_without_sale": N_("Won deals without their sale: {count}. Restore a backup."),
    "check.attachments": N_("Files whose bytes are missing or changed: {count}. Restore a backup."),
    "check.deal_sums": N_("Deals whose amount is not the sum of their lines: {count}. Open and save a line."),
    "check.journal_rows": N_(
        "Rows of {table} that are not as the history left them: {count}. Restore a backup."
    ),
    "check.search": N_(
        "The search index does not agree with its records ({kind}): {count}. “check --rebuild” makes it anew."
    ),
    "check.reached": N_(
        "Who reached which stage does not agree with the entries: {count}. “check --rebuild” makes it anew."
    ),
}
