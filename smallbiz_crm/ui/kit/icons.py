"""Our own line icons, tinted by theme role when they are painted, so that a new theme needs no new icons."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from smallbiz_crm.resources import resource
from smallbiz_crm.ui.kit.theme import theme

_CACHE_LIMIT = 1_000
_pixmaps: dict[tuple[str, int, int, int], QPixmap] = {}
_clones: list[QIconEngine] = []


@cache
def _renderer(name: str) -> QSvgRenderer:
    drawing = resource("icons", f"{name}.svg").read_bytes()
    return QSvgRenderer(QByteArray(drawing.replace(b"currentColor", b"#000000")))


@cache
def icon_names() -> tuple[str, ...]:
    """Every icon there is, by name."""
    return tuple(sorted(path.stem for path in resource("icons").glob("*.svg") if path.stem != "app"))


def tinted_pixmap(name: str, color: QColor, size: QSize, ratio: float = 1.0) -> QPixmap:
    """The icon in one colour, `size` device-independent pixels large on a screen of `ratio`. Cached.

    Where the size is wider than high the icon stands at the leading edge.
    """
    width, height = max(1, round(size.width() * ratio)), max(1, round(size.height() * ratio))
    key = (name, color.rgba(), width, height)
    pixmap = _pixmaps.get(key)
    if pixmap is None:
        pixmap = _draw(name, color, QSize(width, height))
        if len(_pixmaps) >= _CACHE_LIMIT:
            _pixmaps.clear()
        _pixmaps[key] = pixmap
    if pixmap.devicePixelRatio() != ratio:
        pixmap = QPixmap(pixmap)
        pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _draw(name: str, color: QColor, size: QSize) -> QPixmap:
    pixmap = QPixmap(size)
    pixmap.fill(Qt.GlobalColor.transparent)
    side = min(size.width(), size.height())
    mirrored = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    left = size.width() - side if mirrored else 0
    area = QRectF(left, (size.height() - side) / 2, side, side)
    painter = QPainter(pixmap)
    _renderer(name).render(painter, area)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(pixmap.rect(), color)
    painter.end()
    return pixmap


class _TintedIcon(QIconEngine):
    """Asks the theme for its colour each time it is painted."""

    def __init__(self, name: str, role: str, on_role: str) -> None:
        super().__init__()
        self._name = name
        self._role = role
        self._on_role = on_role

    def _color(self, mode: QIcon.Mode, state: QIcon.State) -> QColor:
        if mode == QIcon.Mode.Disabled:
            return theme().color("disabled")
        if mode == QIcon.Mode.Selected:
            return theme().color("on_selection")
        return theme().color(self._on_role if state == QIcon.State.On else self._role)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatioF()
        pixmap = tinted_pixmap(self._name, self._color(mode, state), rect.size(), ratio)
        painter.drawPixmap(rect.topLeft(), pixmap)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        """`size` is in device-independent pixels, as Qt means it since 6.8."""
        return tinted_pixmap(self._name, self._color(mode, state), size, scale)

    def clone(self) -> QIconEngine:
        copy = _TintedIcon(self._name, self._role, self._on_role)
        # Qt owns the copy from here on, but Python would delete it as soon as nobody here names it.
        _clones.append(copy)
        return copy

    def key(self) -> str:
        return "smallbiz-line-icon"

    def iconName(self) -> str:
        return self._name

    def isNull(self) -> bool:
        return False


@cache
def icon(name: str, role: str = "text", on_role: str | None = None) -> QIcon:
    """The icon `name` in the colour of a theme role, `on_role` while its button is checked.

    Disabled and selected states follow by themselves. Raises FileNotFoundError for a name never drawn.
    """
    _renderer(name)
    return QIcon(_TintedIcon(name, role, on_role or role))


def draw_icon(painter: QPainter, rect: QRect, name: str, role: str = "text") -> None:
    """Paint an icon into `rect` (for delegates and painted views)."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(rect.topLeft(), tinted_pixmap(name, theme().color(role), rect.size(), ratio))


def application_icon() -> QIcon:
    """The program's own coloured icon, for windows and the task bar."""
    return QIcon(str(resource("icons", "app.svg")))
