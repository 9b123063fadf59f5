"""How the month stands against its target: in words, and as a button that leads to the targets."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from smallbiz_crm.domain.money import minor_digits
from smallbiz_crm.domain.targets import RevenuePace
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.formats import locale, money, percent
from smallbiz_crm.ui.kit.labels import row
from smallbiz_crm.ui.targets import ask_for_targets
from smallbiz_crm.words import _


def pace_text(ahead: int, currency: str) -> str:
    """``€3,200 behind pace``; `ahead` in minor units, negative when less came in than is due by today."""
    if not ahead:
        return _("on pace")
    pattern = _("{amount} ahead of pace") if ahead > 0 else _("{amount} behind pace")
    return pattern.format(amount=_whole(abs(ahead), currency))


def _whole(amount: int, currency: str) -> str:
    return money(amount, currency, minor_digits(currency), whole=True)


def _of_target(pace: RevenuePace, name: str, currency: str) -> str:
    if pace.target is None or pace.ahead is None:
        return ""
    return _("{period}: {revenue} of {target}, {pace}").format(
        period=name,
        revenue=_whole(pace.revenue, currency),
        target=_whole(pace.target, currency),
        pace=pace_text(pace.ahead, currency),
    )


class PaceLine(QWidget):
    """A button that says as much of the pace as there is room for; pressed, it opens the targets."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._wordings: list[str] = []
        self.button = Button("", kind="quiet")
        self.button.clicked.connect(lambda: ask_for_targets(desk, self))
        layout = row(self.button, None)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_paces(self, paces: Sequence[RevenuePace]) -> None:
        """Say how month and quarter stand; the first is the month."""
        currency = self._desk.currency()
        this, quarter = paces
        start = this.period.start
        name = "" if start is None else locale().standaloneMonthName(start.month)
        told = [_of_target(this, name, currency), _of_target(quarter, _("Quarter"), currency)]
        told = [text for text in told if text]
        self._wordings = (
            ["  ·  ".join(told), *told[:1]] if told else [_("Set a revenue target …"), _("Target …")]
        )
        if this.ahead is not None and this.target:
            share = percent(this.revenue / this.target)
            self._wordings += [pace_text(this.ahead, currency), share]
        self.button.setAccessibleName(". ".join(told) or self._wordings[0])
        self.button.setToolTip("\n".join(told))
        self._fit()

    def _fit(self) -> None:
        """The longest wording that has room, else the shortest."""
        metrics = self.button.fontMetrics()
        room = self.width() - 2 * metrics.height()
        fitting = (text for text in self._wordings if metrics.horizontalAdvance(text) <= room)
        self.button.setText(next(fitting, self._wordings[-1] if self._wordings else ""))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
