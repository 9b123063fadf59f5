"""Known words offered while one is typed: names of companies, tags, owners. Any other word stays possible."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter

from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.line_edits import LineEdit

OFFERED = 8


def suggest(edit: LineEdit, offers: Callable[[str], list[str]]) -> None:
    """Offer what `offers` finds for the text typed so far."""
    names = QStringListModel(edit)
    completer = QCompleter(names, edit)
    completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    popup = completer.popup()
    if popup is not None:
        popup.setProperty("role", "popup")
    edit.setCompleter(completer)
    edit.textEdited.connect(lambda typed: names.setStringList(offers(typed) if typed.strip() else []))


def suggest_companies(edit: LineEdit, desk: Desk) -> None:
    """Offer companies by any word of their names."""

    def offers(typed: str) -> list[str]:
        companies = desk.workspace.companies
        return [found.name for found in companies.get_many(companies.ids(search=typed, limit=OFFERED))]

    suggest(edit, offers)


def suggest_listed(edit: LineEdit, desk: Desk, kind: str) -> None:
    """Offer words of one of the user's own lists: tag, owner."""

    def offers(typed: str) -> list[str]:
        wanted = typed.strip().lstrip("#").casefold()
        found = [name for name in desk.workspace.contacts.names(kind) if wanted in name.casefold()]
        return found[:OFFERED]

    suggest(edit, offers)
