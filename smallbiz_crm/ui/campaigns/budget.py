"""How much of a budget is used: its words, and the bar that shows it in a cell, on a timeline or in a panel."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from smallbiz_crm.domain.campaigns import Campaign
from smallbiz_crm.ui.campaigns.amounts import show_money
from smallbiz_crm.ui.kit.formats import NOTHING, percent
from smallbiz_crm.ui.kit.metrics import px
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.words import _


@dataclass(frozen=True, slots=True)
class BudgetUse:
    """What was spent of a budget, both in minor units of the home currency; there may be no budget."""

    cost: int
    budget: int | None

    @classmethod
    def of(cls, campaign: Campaign) -> BudgetUse:
        return cls(campaign.cost, campaign.budget)

    @property
    def share(self) -> float | None:
        """The part that is used, above 1 when over; None where there is nothing to divide by."""
        return self.cost / self.budget if self.budget else None

    @property
    def is_over(self) -> bool:
        return self.budget is not None and self.cost > self.budget

    def short(self) -> str:
        """``34%``, ``112% · over``, — without a budget."""
        if self.share is None:
            return _("over") if self.is_over else NOTHING
        return (
            _("{percent} · over").format(percent=percent(self.share)) if self.is_over else percent(self.share)
        )

    def sentence(self, currency: str) -> str:
        """Spent and left in words."""
        spent = show_money(self.cost, currency)
        if self.budget is None:
            return (
                _("{spent} spent, no budget set").format(spent=spent) if self.cost else _("Nothing spent yet")
            )
        budget, rest = show_money(self.budget, currency), show_money(abs(self.budget - self.cost), currency)
        if self.is_over:
            return _("{spent} of {budget} spent, {rest} over").format(spent=spent, budget=budget, rest=rest)
        return _("{spent} of {budget} spent, {rest} left").format(spent=spent, budget=budget, rest=rest)


def draw_budget_bar(painter: QPainter, rect: QRect, use: BudgetUse, *, selected: bool = False) -> None:
    """Paint a track filled by the share that is used; `selected` is for a selection's ground."""
    colors = theme()
    full = 1.0 if use.is_over else min(max(use.share or 0.0, 0.0), 1.0)
    edge = colors.color("on_selection" if selected else "strong_border")
    front = colors.color("on_selection" if selected else "danger" if use.is_over else "accent")
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    area = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5)
    radius = area.height() / 2
    painter.setPen(QPen(edge, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush if selected else colors.color("sunken"))
    painter.drawRoundedRect(area, radius, radius)
    if full > 0:
        painter.setPen(QPen(front, 1))
        painter.setBrush(front)
        filled = QRectF(area)
        filled.setWidth(max(area.width() * full, area.height()))
        painter.drawRoundedRect(filled, radius, radius)
    painter.restore()


class BudgetBar(QWidget):
    """The bar as a widget; the words beside it are its owner's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._use = BudgetUse(0, None)
        self.setAccessibleName(_("Budget used"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_use(self, use: BudgetUse) -> None:
        self._use = use
        self.setAccessibleDescription(use.short())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(self, 120), px(self, 8))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_budget_bar(painter, self.rect(), self._use)
        painter.end()
