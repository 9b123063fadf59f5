"""Real files through the wizard: every one is shown, previewed and explained in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from smallbiz_crm.ui.contacts.import_wizard import ImportWizard
from smallbiz_crm.ui.desk import Desk

pytestmark = pytest.mark.full


@pytest.mark.parametrize("folder", ["csv", "vcard", "sales"])
def test_every_file_is_explained(
    desk: Desk, data_folder: Path, folder: str, window: Callable[[QWidget], QWidget]
) -> None:
    place = window(QWidget())
    files = [path for path in sorted((data_folder / folder).rglob("*")) if path.suffix in (".csv", ".vcf")]
    assert files
    previewed = 0
    for path in files:
        wizard = ImportWizard(desk, place)
        wizard.open()
        wizard.open_file(path)
        if wizard.plan is None:
            assert wizard.choose.problem.text(), path.name
        elif wizard.next_button.isEnabled():
            wizard.next_button.click()
            if wizard.pages.currentWidget() is not wizard.preview:
                assert path.name in wizard.problem.text(), path.name
                continue
            model = wizard.preview.model
            said = {model.text(row, 4) for row in range(min(model.rowCount(), 300))}
            raw = [text for text in said if text.startswith(("problem.", "import.", "error."))]
            assert not raw, (path.name, raw)
            previewed += 1
        else:
            assert wizard.plan.questions, path.name
        wizard.reject()
    assert previewed > len(files) // 2
