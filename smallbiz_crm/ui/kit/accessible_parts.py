"""Lets a screen reader walk through a painted picture: each part has its words, its place and whether one is on it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol, cast
from weakref import WeakKeyDictionary, WeakSet

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget


@dataclass(frozen=True, slots=True)
class Part:
    """`area` is in the coordinates of the widget that is painted."""

    key: Hashable
    words: str
    area: QRect
    is_current: bool


class Painted(Protocol):
    """A widget that is painted and knows its parts."""

    def accessible_parts(self) -> Sequence[Part]:
        """What is seen, from the first to the last."""
        ...

    def part_surface(self) -> QWidget:
        """The widget whose coordinates the areas are in."""
        ...


class PartInterface(QAccessibleInterface):
    """One part; `parent_interface` keeps it alive."""

    def __init__(self, owner: PaintedInterface, part: Part) -> None:
        super().__init__()
        self._owner = owner
        self.part = part

    def isValid(self) -> bool:
        return self._owner.isValid()

    def object(self) -> QObject | None:  # type: ignore[override]
        return None

    def parent(self) -> QAccessibleInterface:
        return self._owner

    def child(self, _index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def childAt(self, _x: int, _y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def childCount(self) -> int:
        return 0

    def indexOfChild(self, _child: QAccessibleInterface) -> int:
        return -1

    def rect(self) -> QRect:
        surface = self._owner.painted().part_surface()
        return QRect(surface.mapToGlobal(self.part.area.topLeft()), self.part.area.size())

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def text(self, kind: QAccessible.Text) -> str:
        return self.part.words if kind == QAccessible.Text.Name else ""

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.focusable = True
        state.selectable = True
        state.selected = self.part.is_current
        state.focused = self.part.is_current
        return state


class PaintedInterface(QAccessibleWidget):
    """The picture itself, as a list of its parts."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget, QAccessible.Role.List)
        self._parts: dict[Part, PartInterface] = {}

    def painted(self) -> Painted:
        return cast("Painted", self.object())

    def _shown(self) -> Sequence[Part]:
        return self.painted().accessible_parts()

    def _interface(self, part: Part) -> PartInterface:
        """The same for the same part: Qt keeps no reference of its own."""
        kept = self._parts.get(part)
        if kept is None:
            kept = self._parts[part] = PartInterface(self, part)
        return kept

    def childCount(self) -> int:
        return len(self._shown())

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        shown = self._shown()
        return self._interface(shown[index]) if 0 <= index < len(shown) else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        part = child.part if isinstance(child, PartInterface) else None
        shown = list(self._shown())
        return shown.index(part) if part in shown else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return next(
            (each for part in self._shown() if (each := self._interface(part)).rect().contains(x, y)), None
        )

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        return next((self._interface(part) for part in self._shown() if part.is_current), None)


_told: WeakSet[QWidget] = WeakSet()
_interfaces: WeakKeyDictionary[QWidget, PaintedInterface] = WeakKeyDictionary()


def tell_parts(widget: QWidget) -> None:
    """Let a screen reader walk through the parts of a widget, which is `Painted`."""
    _install()
    _told.add(widget)


def _made(_class_name: str, thing: QObject) -> QAccessibleInterface | None:
    """The interface of a widget that tells its parts; kept, because Qt keeps no reference of its own."""
    if not isinstance(thing, QWidget) or thing not in _told:
        return None
    kept = _interfaces.get(thing)
    if kept is None:
        kept = _interfaces[thing] = PaintedInterface(thing)
    return kept


@cache
def _install() -> None:
    QAccessible.installFactory(_made)
