"""What the window remembers about this machine, not about the business: each value declared once, typed."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from pathlib import Path
from typing import Generic, Self, TypeVar, get_args, overload

from PySide6.QtCore import QRect, QSettings
from PySide6.QtGui import QGuiApplication

from smallbiz_crm.services.places import config_folder
from smallbiz_crm.ui.kit.metrics import BASE_TEXT_SIZE, LARGEST_TEXT_SIZE, SMALLEST_TEXT_SIZE
from smallbiz_crm.ui.kit.theme import Mode

T = TypeVar("T")

LEAST_SHOWN = 80
"""How many pixels of a remembered window must lie on a screen in both directions for it to be reachable."""


class Preference(Generic[T]):
    """One remembered value: `read` turns its text back or raises ValueError, which means the default."""

    def __init__(
        self, key: str, default: T, read: Callable[[str], T], write: Callable[[T], str] = str
    ) -> None:
        self._key = key
        self._default = default
        self._read = read
        self._write = write

    @overload
    def __get__(self, owner: None, kind: type[Preferences]) -> Self: ...

    @overload
    def __get__(self, owner: Preferences, kind: type[Preferences]) -> T: ...

    def __get__(self, owner: Preferences | None, kind: type[Preferences]) -> T | Self:
        if owner is None:
            return self
        stored = owner.settings.value(self._key)
        if not isinstance(stored, str):
            return self._default
        try:
            return self._read(stored)
        except ValueError:
            return self._default

    def __set__(self, owner: Preferences, value: T) -> None:
        owner.settings.setValue(self._key, self._write(value))


def _read_mode(text: str) -> Mode:
    if text not in get_args(Mode):
        raise ValueError(text)
    return text  # pyright: ignore[reportReturnType] - just checked


def _read_size(text: str) -> float:
    if not isfinite(points := float(text)):
        raise ValueError(text)
    return min(max(points, SMALLEST_TEXT_SIZE), LARGEST_TEXT_SIZE)


def _read_rect(text: str) -> QRect | None:
    x, y, width, height = (int(part) for part in text.split())
    return QRect(x, y, width, height)


def _write_rect(rect: QRect | None) -> str:
    return "" if rect is None else f"{rect.x()} {rect.y()} {rect.width()} {rect.height()}"


class Preferences:
    """Kept in one small file of the user's configuration folder. Nothing in it is needed to read the data."""

    theme = Preference[Mode]("look/theme", "system", _read_mode)
    text_size = Preference[float]("look/text_size", BASE_TEXT_SIZE, _read_size)
    geometry = Preference[QRect | None]("window/geometry", None, _read_rect, _write_rect)
    is_maximized = Preference[bool]("window/maximized", False, lambda text: text == "True")
    panel_width = Preference[int]("window/panel_width", 0, int)
    """In pixels; 0 until the user chose one."""
    contact_columns = Preference[str]("contacts/columns", "", str)
    """As `kit.column_layout` tells them."""
    campaign_view = Preference[str]("campaigns/view", "month", str)
    """``month``, ``timeline`` or ``table``: what was chosen last."""
    failed_backup = Preference[str]("backups/failed", "", str)
    """Why the copy on leaving could not be made; told with the next start."""

    lock_minutes = Preference[int]("lock/minutes", 15, int)
    """Idle minutes after which a workspace with a password is locked; 0: never."""

    def __init__(self, file: Path | None = None) -> None:
        path = file or config_folder() / "window.ini"
        self.settings = QSettings(str(path), QSettings.Format.IniFormat)

    def save(self) -> None:
        """Write now; otherwise it is written soon."""
        self.settings.sync()


def fitted_to_screens(wanted: QRect, screens: list[QRect] | None = None) -> QRect:
    """`wanted` moved and shrunk so that it can be reached on a screen that exists.

    `screens` are the rooms available on each screen, the primary one first; those of the machine by default.
    """
    rooms = screens or [screen.availableGeometry() for screen in QGuiApplication.screens()]
    room = max(rooms, key=lambda room: _area(room.intersected(wanted)))
    shown = room.intersected(wanted)
    size = wanted.size().boundedTo(room.size())
    if shown.width() >= LEAST_SHOWN and shown.height() >= LEAST_SHOWN and room.top() <= wanted.top():
        left = min(max(wanted.left(), room.left() - size.width() + LEAST_SHOWN), room.right() - LEAST_SHOWN)
        return QRect(left, wanted.top(), size.width(), size.height())
    fitted = QRect(0, 0, size.width(), size.height())
    fitted.moveCenter(room.center())
    return fitted


def _area(rect: QRect) -> int:
    return max(0, rect.width()) * max(0, rect.height())
