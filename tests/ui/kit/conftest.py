"""The theme, in its light form and at its standard size, for every test of the kit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale
from PySide6.QtWidgets import QApplication

from smallbiz_crm.ui.kit.theme import Theme, theme


@pytest.fixture(autouse=True)
def light_theme(qapp: QApplication) -> Iterator[Theme]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    if (theme().mode, theme().text_size) != ("light", 10):
        theme().apply(qapp, "light", 10)
    yield theme()
    QLocale.setDefault(before)
    # Without an event loop nothing else deletes the widgets of a test, and each theme is shown by all there are.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
