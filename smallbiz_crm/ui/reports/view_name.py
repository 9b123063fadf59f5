"""The dialog that asks for the name under which a way of looking at a report is kept."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.report_views import ReportView
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.dialogs import FormDialog
from smallbiz_crm.ui.kit.fields import TextField
from smallbiz_crm.words import _, sentence


class ViewNameDialog(FormDialog):
    """A view of the same name is replaced."""

    def __init__(self, desk: Desk, view: ReportView, parent: QWidget) -> None:
        super().__init__(_("Save this view"), _("Save"), parent.window(), width=22)
        self.desk = desk
        self._view = view
        self.name_field = TextField(_("Name"), stacked=True, placeholder=_("Events of this quarter"))
        self.body.addWidget(self.name_field)
        self.submitted.connect(self._on_submitted)
        self.name_field.setFocus()

    def _on_submitted(self) -> None:
        self.name_field.commit()
        view = self._view.named(self.name_field.value() or "")
        self.accept_button.setEnabled(False)
        self.desk.write(
            lambda workspace: workspace.reports.views.save(view),
            said=_("Saved the view “{name}”").format(name=view.name),
            then=lambda _id: self.accept(),
            refused=self._on_refused,
            owner=self,
        )

    def _on_refused(self, error: CrmError) -> None:
        self.accept_button.setEnabled(True)
        self.show_problem(sentence(error))
