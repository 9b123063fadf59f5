"""Receipts of spend: opened from a private copy, or taken from a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.documents import choose_document, dropped_file, show_document
from smallbiz_crm.ui.kit.messages import toast
from smallbiz_crm.words import _

__all__ = ["choose_receipt", "dropped_file", "open_receipt"]


def open_receipt(desk: Desk, parent: QWidget, spend_id: int) -> None:
    """Show the newest receipt of a line; what is no document is only offered to be saved."""
    try:
        found = desk.workspace.spending.receipt(spend_id)
    except CrmError as error:
        desk.show_trouble(error)
        return
    if found is None:
        toast(_("This line has no receipt."))
        return
    show_document(desk, parent, _("Save a copy of the receipt"), *found)


def choose_receipt(parent: QWidget, take: Callable[[Path], object]) -> QFileDialog:
    """Ask for a receipt's file."""
    return choose_document(parent, _("Choose a receipt"), take)
