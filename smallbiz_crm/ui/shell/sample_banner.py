"""Says above Today that the sample company is in the workspace, and takes it out in one click."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QObject

from smallbiz_crm.ui.desk import Desk, Touched
from smallbiz_crm.ui.kit.messages import Banner, banner
from smallbiz_crm.ui.shell.page_stack import PageStack
from smallbiz_crm.words import _


class SampleBanner(QObject):
    """There as long as the sample company is; closed by the user it comes back with the next start."""

    def __init__(self, desk: Desk, pages: PageStack) -> None:
        super().__init__(pages)
        self._desk = desk
        self._pages = pages
        self._is_there = False
        self._banner: Banner | None = None
        desk.opened.connect(self._look)
        desk.changed.connect(self._on_changed)
        pages.shown.connect(self._show_on_today)
        if desk.is_open:
            self._look()

    def _on_changed(self, touched: Touched) -> None:
        if "setting" in touched:
            self._look()

    def _look(self) -> None:
        is_there = self._desk.workspace.sample.is_there()
        if is_there == self._is_there:
            return
        self._is_there = is_there
        if is_there:
            self._banner = banner(
                _("This is a sample company. Your own data can stand beside it."),
                "info",
                _("Remove the sample"),
                self._remove,
            )
            self._show_on_today()
        elif self._banner is not None and shiboken6.isValid(self._banner):
            self._banner.dismiss()

    def _show_on_today(self) -> None:
        if self._is_there and self._banner is not None and shiboken6.isValid(self._banner):
            self._banner.setVisible(self._pages.current_key == "today")

    def _remove(self) -> None:
        self._desk.write(
            lambda workspace: workspace.sample.remove(),
            said=_("The sample company is gone"),
            owner=self,
        )
