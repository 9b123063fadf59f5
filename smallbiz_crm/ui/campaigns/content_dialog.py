"""A piece of the content library being written: title, kind, the buyer's stage, link and file, and who got it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from smallbiz_crm.domain.content import BuyerStage, Content, ContentKind, ContentUse
from smallbiz_crm.ui.content_words import kind_text, stage_text
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.documents import FileField
from smallbiz_crm.ui.kit.dialogs import FormDialog
from smallbiz_crm.ui.kit.fields import ChoiceField, TextField
from smallbiz_crm.ui.kit.formats import day, number
from smallbiz_crm.ui.kit.labels import Label, breakable, row
from smallbiz_crm.words import _, ngettext, sentence

USES_SHOWN = 5


class ContentDialog(FormDialog):
    """A new piece, or changes of `content`."""

    def __init__(self, desk: Desk, parent: QWidget, content: Content | None = None) -> None:
        title = _("Add content") if content is None else _("Change the content")
        super().__init__(title, _("Save"), parent, width=30)
        self.desk = desk
        self._content = content
        self.title_field = TextField(_("Title"), stacked=True)
        kinds = [(kind, kind_text(kind)) for kind in ContentKind]
        self.kind_field = ChoiceField(_("Kind"), kinds, stacked=True)
        stages = [(None, stage_text(None)), *((stage, stage_text(stage)) for stage in BuyerStage)]
        self.stage_field = ChoiceField(_("Stage of the buyer"), stages, stacked=True)
        self.link_field = TextField(_("Link"), stacked=True, placeholder="https://example.com/price-list")
        kept = content.files[-1] if content is not None and content.files else None
        self.file_field = FileField(_("File"), kept=kept)
        self.uses = Label("", "caption", wrap=True)
        self.uses.setAccessibleName(_("Who got it"))
        for layout in (
            row(self.title_field),
            row(self.kind_field, self.stage_field),
            row(self.link_field),
            row(self.file_field),
            row(self.uses),
        ):
            self.body.addLayout(layout)
        self.title_field.set_value("" if content is None else content.title)
        self.kind_field.set_value(ContentKind.CASE_STUDY if content is None else content.kind)
        self.stage_field.set_value(None if content is None else content.buyer_stage)
        self.link_field.set_value("" if content is None else content.url)
        uses = [] if content is None else desk.workspace.content.uses(content.id)
        self.uses.setText(breakable(uses_text(uses)))
        self.uses.setVisible(bool(uses))
        self.submitted.connect(self._on_submitted)
        self.title_field.setFocus()

    def _on_submitted(self) -> None:
        for field in (self.title_field, self.link_field):
            if not field.commit():
                field.setFocus()
                return
        content, title, file = self._content, self.title_field.value(), self.file_field.value()
        files = [] if file is None else [file]
        facts = {
            "kind": self.kind_field.value(),
            "buyer_stage": self.stage_field.value(),
            "url": self.link_field.value(),
        }
        self.desk.write(
            lambda workspace: (
                workspace.content.add(title, files=files, **facts)
                if content is None
                else workspace.content.edit(content.id, files=files, title=title, **facts)
            ),
            then=lambda _done: self.accept(),
            refused=lambda error: self.show_problem(sentence(error)),
            owner=self,
        )


def uses_text(uses: list[ContentUse]) -> str:
    """How often a piece was used, and the newest uses, a line each."""
    if not uses:
        return ""
    head = ngettext("Used {n} time", "Used {n} times", len(uses)).format(n=number(len(uses)))
    lines = [_("{day}: {what}").format(day=day(use.on), what=_use_text(use)) for use in uses[:USES_SHOWN]]
    left = len(uses) - len(lines)
    if left:
        lines.append(_("and {n} more").format(n=number(left)))
    return "\n".join((head, *lines))


def _use_text(use: ContentUse) -> str:
    return " · ".join(part for part in (use.contact, use.deal, use.campaign) if part) or _("shown")
