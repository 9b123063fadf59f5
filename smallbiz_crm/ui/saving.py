"""Writing what a field of a panel holds, and saying under it when that takes long or was refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.ui.desk import RecordPanel
from smallbiz_crm.ui.kit.field import Field
from smallbiz_crm.words import sentence

if TYPE_CHECKING:
    from smallbiz_crm.services.workspace import Workspace

SLOW_MS = 250
"""Sooner than this nobody needs to be told that something is being saved."""


def save_field(
    panel: RecordPanel,
    field: Field,
    change: Callable[[Workspace, int], object],
    then: Callable[[], object] | None = None,
) -> None:
    """Write `change` (called with the workspace and the record's id) for the record the panel shows now.

    What is refused stays in the field and is marked. When the panel shows another record by then, it is said
    in a dialog instead, for the field belongs to the other record.
    """
    record_id = panel.record_id
    if record_id is None:
        return
    slow = QTimer(field)
    slow.setSingleShot(True)
    slow.timeout.connect(field.mark_saving)
    slow.start(SLOW_MS)

    def end() -> bool:
        slow.stop()
        slow.deleteLater()
        return panel.record_id == record_id

    def on_done(_result: object) -> None:
        if end() and field.state == "saving":
            field.mark_saved()
        if then is not None:
            then()

    def on_refused(error: CrmError) -> None:
        if end():
            field.mark_bad(sentence(error))
        else:
            panel.desk.show_trouble(error)

    panel.desk.write(
        lambda workspace: change(workspace, record_id), then=on_done, refused=on_refused, owner=field
    )
