"""How stages are shown on every page: the colour of their head, and the words for what they ask for."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from smallbiz_crm.domain.deals import ExitFact, StageColour
from smallbiz_crm.ui.kit.metrics import px
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.words import N_, _

COLOUR_ROLES: dict[StageColour | None, str] = {
    None: "strong_border",
    StageColour.TEAL: "accent",
    StageColour.BLUE: "info",
    StageColour.GREEN: "success",
    StageColour.AMBER: "warning",
    StageColour.RED: "danger",
}
COLOUR_NAMES: dict[StageColour | None, str] = {
    None: N_("Grey"),
    StageColour.TEAL: N_("Teal"),
    StageColour.BLUE: N_("Blue"),
    StageColour.GREEN: N_("Green"),
    StageColour.AMBER: N_("Amber"),
    StageColour.RED: N_("Red"),
}
FACT_NAMES: dict[ExitFact, str] = {
    ExitFact.BUDGET: N_("budget"),
    ExitFact.AUTHORITY: N_("authority"),
    ExitFact.NEED: N_("need"),
    ExitFact.TIMING: N_("timing"),
    ExitFact.OBJECTIONS: N_("objections answered"),
    ExitFact.AMOUNT: N_("amount"),
    ExitFact.EXPECTED_CLOSE: N_("expected close"),
}


def facts_text(facts: Iterable[ExitFact]) -> str:
    """Facts of an exit check, one after the other."""
    return ", ".join(_(FACT_NAMES[fact]) for fact in facts)


class Swatch(QWidget):
    """A small bar of a stage's colour; the words beside it say the same."""

    def __init__(self, colour: StageColour | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour = colour
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def set_colour(self, colour: StageColour | None) -> None:
        self._colour = colour
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(self, 5), px(self, 18))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme().color(COLOUR_ROLES[self._colour]))
        painter.setPen(theme().color(COLOUR_ROLES[self._colour]))
        radius = self.width() / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.end()
