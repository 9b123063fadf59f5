"""Content of the library in words, and opening it, the same on every page."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from smallbiz_crm.domain.content import BuyerStage, Content, ContentKind
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.documents import show_document
from smallbiz_crm.ui.kit.messages import toast
from smallbiz_crm.words import _, phrase


def kind_text(kind: ContentKind) -> str:
    return phrase(f"content.{kind}")


def stage_text(stage: BuyerStage | None) -> str:
    return _("Any stage") if stage is None else phrase(f"buyer_stage.{stage}")


def place_text(content: Content) -> str:
    """Where a piece is: the names of its files, else its link, else nothing."""
    return ", ".join(content.files) or content.url or ""


def open_content(desk: Desk, parent: QWidget, content: Content) -> None:
    """Show a piece: its newest file, else its link in the browser of the system; says so where it has neither."""
    if content.files:
        try:
            name, held = desk.workspace.content.files(content.id)[-1]
        except CrmError as error:
            desk.show_trouble(error)
            return
        show_document(desk, parent, _("Save a copy"), name, held)
    elif not content.url:
        toast(_("“{title}” has no link and no file yet.").format(title=content.title))
    elif not QDesktopServices.openUrl(QUrl(content.url)):
        toast(_("No program was found that shows {file}.").format(file=content.url))
