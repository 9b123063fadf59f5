"""Narrowing the list by a rule: the builder, the saved segments, and what is done with them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.segments import EVERYBODY, Group, Segment
from smallbiz_crm.ui.contacts.cadence import cadence_options
from smallbiz_crm.ui.contacts.filter_editor import FilterEditor
from smallbiz_crm.ui.contacts.segment_bar import SegmentBar
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.fields import TextField
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.labels import set_style_property
from smallbiz_crm.ui.kit.latest import NewestAnswer
from smallbiz_crm.ui.kit.metrics import SMALL
from smallbiz_crm.ui.kit.popover import Popover
from smallbiz_crm.ui.nurturing import start_segment
from smallbiz_crm.words import _, sentence


class Filtering(QWidget):
    """Emits `rule_changed` with the rule that the list is to show. `button` opens and closes the builder."""

    rule_changed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.button = Button(_("Filter"), "filter")
        self.button.setIcon(icon("filter", "text", "on_accent_soft"))
        set_style_property(self.button, "kind", "filter")
        self.button.setCheckable(True)
        self.button.clicked.connect(self._on_button)
        self.bar = SegmentBar()
        self.bar.chosen.connect(self._on_chosen)
        self.bar.rename_requested.connect(self.ask_new_name)
        self.bar.remove_requested.connect(self._on_remove)
        self.bar.cadence_requested.connect(self._on_cadence)
        self.bar.nurture_requested.connect(lambda segment_id: start_segment(desk, self.bar, segment_id))
        self.editor = FilterEditor(desk)
        self.editor.rule_changed.connect(self._on_rule)
        self.editor.save_requested.connect(self.ask_name)
        self.editor.update_requested.connect(self._on_update)
        self.editor.closed.connect(self._on_closed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(self.bar)
        layout.addWidget(self.editor)
        self._reader = NewestAnswer(self, (CrmError,), inline=desk.is_inline)
        desk.closing.connect(self._reader.stop)
        self._show_state()

    def refresh(self) -> None:
        """Read the segments and their counts again."""
        workspace = self._desk.workspace
        self._reader.ask(lambda _stale: workspace.segments.list(), self._on_read, self._desk.show_trouble)

    def show_rule(self, rule: Group) -> None:
        """Show a rule that came from elsewhere, without emitting `rule_changed`."""
        self.editor.show_rule(rule)
        self.bar.choose(None)
        self._show_state()

    def segment(self) -> Segment | None:
        """The segment that is shown, or was begun from."""
        return next((one for one in self.bar.segments if one.id == self.bar.current), None)

    def _on_read(self, segments: list[Segment]) -> None:
        self.bar.show_segments(segments)
        self._show_state()

    def _on_closed(self) -> None:
        self._show_state()
        self.button.setFocus()

    def _on_button(self) -> None:
        if self.editor.isVisibleTo(self):
            self.editor.hide()
        else:
            self.editor.open()
        self._show_state()

    def _on_rule(self, rule: Group) -> None:
        if not rule:
            self.bar.choose(None)
        self._show_state()
        self.rule_changed.emit(rule)

    def _on_chosen(self, segment_id: int | None) -> None:
        chosen = self.segment()
        rule = chosen.rule if segment_id is not None and chosen is not None else EVERYBODY
        self.editor.show_rule(rule)
        self._show_state()
        self.rule_changed.emit(rule)

    def _show_state(self) -> None:
        # An empty widget would still stand between two gaps of the page.
        self.setVisible(bool(self.bar.segments) or self.editor.isVisibleTo(self))
        rule = self.editor.rule()
        count = len(rule.parts)
        self.button.setText(
            _("{title}: {value}").format(title=_("Filter"), value=number(count)) if count else _("Filter")
        )
        self.button.setChecked(bool(count) or self.editor.isVisibleTo(self))
        chosen = self.segment()
        self.editor.update_button.setVisible(chosen is not None and bool(rule) and chosen.rule != rule)
        if chosen is not None:
            self.editor.update_button.setText(_("Save “{segment}”").format(segment=chosen.name))

    # -- keeping ------------------------------------------------------------------------------------------

    def ask_name(self) -> Popover:
        """Ask what the segment shall be called, and save it."""
        rule = self.editor.rule()
        ask, field = self._ask(_("Save as segment"), _("Save"), "")

        def write() -> None:
            name = field.edit.text().strip()
            self._desk.write(
                lambda workspace: workspace.segments.save(name, rule),
                said=_("Saved the segment {name}").format(name=name),
                then=lambda segment_id: self._on_saved(ask, segment_id),
                refused=lambda error: ask.show_problem(sentence(error)),
                owner=ask,
            )

        ask.submitted.connect(write)
        ask.open_at(self.editor.save_button, focus=field.input())
        return ask

    def ask_new_name(self, segment_id: int) -> Popover:
        """Ask for another name of a segment."""
        known = next((one.name for one in self.bar.segments if one.id == segment_id), "")
        ask, field = self._ask(_("Rename segment"), _("Rename"), known)

        def write() -> None:
            name = field.edit.text().strip()
            self._desk.write(
                lambda workspace: workspace.segments.change(segment_id, name=name),
                then=lambda _nothing: ask.finish(),
                refused=lambda error: ask.show_problem(sentence(error)),
                owner=ask,
            )

        ask.submitted.connect(write)
        ask.open_at(self.bar, focus=field.input())
        return ask

    def _ask(self, title: str, accept: str, known: str) -> tuple[Popover, TextField]:
        ask = Popover(title, accept, self, keep_open=True)
        field = TextField(_("Name"), stacked=True)
        field.set_value(known)
        ask.body.addWidget(field)
        return ask, field

    def _on_saved(self, ask: Popover, segment_id: int) -> None:
        ask.finish()
        self.refresh()
        self.bar.choose(segment_id)
        self._show_state()

    def _on_update(self) -> None:
        chosen, rule = self.segment(), self.editor.rule()
        if chosen is not None:
            self._desk.write(
                lambda workspace: workspace.segments.change(chosen.id, rule=rule),
                said=_("Changed the segment {name}").format(name=chosen.name),
                then=lambda _nothing: self.refresh(),
            )

    def _on_cadence(self, segment_id: int, days: int) -> None:
        name = next((one.name for one in self.bar.segments if one.id == segment_id), "")
        self._desk.write(
            lambda workspace: workspace.in_touch.set_segment_cadence(segment_id, days or None),
            said=_("{segment}: {cadence}").format(segment=name, cadence=dict(cadence_options())[days]),
            then=lambda _nothing: self.refresh(),
        )

    def _on_remove(self, segment_id: int) -> None:
        name = next((one.name for one in self.bar.segments if one.id == segment_id), "")
        self._desk.write(
            lambda workspace: workspace.segments.remove(segment_id),
            said=_("Removed the segment {name}").format(name=name),
            then=lambda _nothing: self.refresh(),
        )
