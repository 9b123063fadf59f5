"""What is said before a person is erased, on the screen and on the command line."""

from __future__ import annotations

from smallbiz_crm.domain.privacy import ErasurePreview
from smallbiz_crm.words.catalogue import _, ngettext

MOST_BACKUPS = 5


def consequences(told: ErasurePreview) -> list[str]:
    """What an erasure takes and leaves, a sentence each."""
    said = [
        _(
            "Name, addresses, numbers, notes, tags and photo go, and every trace of them in the history. "
            "Mentions of the full name elsewhere are replaced."
        )
    ]
    if told.activities:
        text = ngettext(
            "{n} activity keeps its day and loses its words.",
            "{n} activities keep their day and lose their words.",
            told.activities,
        )
        said.append(text.format(n=told.activities))
    if told.files:
        text = ngettext("{n} file is deleted.", "{n} files are deleted.", told.files)
        said.append(text.format(n=told.files))
    if told.deals:
        text = ngettext("{n} deal stays with its money.", "{n} deals stay with their money.", told.deals)
        said.append(text.format(n=told.deals))
    if told.sales_kept:
        text = ngettext(
            "{n} sale keeps its customer for the accountant, as the law asks.",
            "{n} sales keep their customer for the accountant, as the law asks.",
            told.sales_kept,
        )
        said.append(text.format(n=told.sales_kept))
    if told.backups:
        shown = ", ".join(told.backups[-MOST_BACKUPS:])
        more = len(told.backups) - MOST_BACKUPS
        if more > 0:
            shown = _("{files} and {n} more").format(files=shown, n=more)
        said.append(
            _("These backups still hold the person until they are deleted: {files}").format(files=shown)
        )
    return said
