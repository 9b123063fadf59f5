"""What can be done with one person or many, the same from the list, its menu and the panel."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QWidget

from smallbiz_crm.domain.campaigns import CampaignStatus, TouchKind
from smallbiz_crm.ui.contacts.looks import people_words
from smallbiz_crm.ui.contacts.suggestions import suggest_listed
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.fields import ChoiceField, DateField, TextField
from smallbiz_crm.ui.kit.messages import toast
from smallbiz_crm.ui.kit.popover import Popover
from smallbiz_crm.words import _, ngettext, phrase, sentence

Anchor = QWidget | QRect
OFFERED_KINDS = tuple(kind for kind in TouchKind if kind is not TouchKind.SOURCE)


def trash_people(desk: Desk, ids: Sequence[int], name: str, then: Callable[[], object] | None = None) -> None:
    """Move people to the Trash as one step; `name` is said when it is one."""
    if len(ids) == 1:
        said = _("{name} is in the Trash").format(name=name)
    else:
        said = ngettext("{n} person is in the Trash", "{n} people are in the Trash", len(ids)).format(
            n=len(ids)
        )
    desk.write(
        lambda workspace: workspace.contacts.trash(list(ids)),
        said=said,
        then=lambda _nothing: then() if then else None,
    )


def open_new_deal(desk: Desk, contact_id: int) -> None:
    """Go to the deals and begin one with this person."""
    desk.open_page("deals", {"new_for_contact": contact_id})


def copy_emails(desk: Desk, ids: Sequence[int]) -> None:
    """Put the first e-mail address of each person on the clipboard."""
    people = desk.workspace.contacts.get_many(list(ids))
    addresses = [person.emails[0].address for person in people if person.emails]
    if not addresses:
        toast(_("There is no e-mail address to copy."))
        return
    QApplication.clipboard().setText(", ".join(addresses))
    if len(addresses) == 1:
        toast(_("{address} is on the clipboard").format(address=addresses[0]))
    else:
        toast(
            ngettext(
                "{n} e-mail address is on the clipboard",
                "{n} e-mail addresses are on the clipboard",
                len(addresses),
            ).format(n=len(addresses))
        )


def tag_people(desk: Desk, parent: QWidget, ids: Sequence[int], anchor: Anchor) -> Popover:
    """Ask for a tag and give it to everybody."""
    ask = Popover(_("Tag {people}").format(people=people_words(len(ids))), _("Tag"), parent, keep_open=True)
    field = TextField(_("Tag"), stacked=True)
    suggest_listed(field.edit, desk, "tag")
    ask.body.addWidget(field)

    def write() -> None:
        name = field.edit.text().strip().lstrip("#")
        desk.write(
            lambda workspace: workspace.contacts.tag(list(ids), name),
            said=_("Tagged {people} with {tag}").format(people=people_words(len(ids)), tag=name),
            then=lambda _nothing: ask.finish(),
            refused=lambda error: ask.show_problem(sentence(error)),
            owner=ask,
        )

    ask.submitted.connect(write)
    ask.open_at(anchor, focus=field.input())
    return ask


class CampaignPopover(Popover):
    """Asks with which campaign people met, how and when."""

    def __init__(self, desk: Desk, parent: QWidget, ids: Sequence[int]) -> None:
        super().__init__(
            _("Add {people} to a campaign").format(people=people_words(len(ids))),
            _("Add"),
            parent,
            keep_open=True,
        )
        self.desk = desk
        self._ids = list(ids)
        listed = desk.workspace.campaigns.list()
        campaigns = [(each.id, each.name) for each in listed]
        running = [each.id for each in listed if each.status is CampaignStatus.RUNNING]
        self.campaign_field = ChoiceField(_("Campaign"), campaigns, stacked=True, searchable=True)
        self.campaign_field.set_value(next(iter(running), campaigns[0][0] if campaigns else None))
        kinds = [(kind.value, phrase(f"touch.{kind}")) for kind in OFFERED_KINDS]
        self.kind_field = ChoiceField(_("What happened"), kinds, stacked=True)
        self.kind_field.set_value(TouchKind.MET.value)
        self.day_field = DateField(_("When"), today=desk.today, stacked=True)
        self.day_field.set_value(desk.today())
        for field in (self.campaign_field, self.kind_field, self.day_field):
            self.body.addWidget(field)
        self.submitted.connect(self._on_submitted)

    def _on_submitted(self) -> None:
        campaign_id, kind = self.campaign_field.value(), self.kind_field.value()
        if campaign_id is None:
            self.show_problem(_("Choose a campaign."))
            return
        if not self.day_field.commit():
            return
        day = self.day_field.value()
        ids = self._ids
        self.desk.write(
            lambda workspace: workspace.campaigns.add_people(campaign_id, ids, kind=kind, on=day),
            then=self._on_added,
            refused=lambda error: self.show_problem(sentence(error)),
            owner=self,
        )

    def _on_added(self, added: int) -> None:
        name = self.campaign_field.box.currentText()
        self.finish()
        if added:
            self.desk.say_done(
                _("{people} added to {campaign}").format(people=people_words(added), campaign=name)
            )
        else:
            toast(_("{campaign} has them already").format(campaign=name))


def add_to_campaign(desk: Desk, parent: QWidget, ids: Sequence[int], anchor: Anchor) -> Popover | None:
    """Ask for the campaign; where there is none yet, say so."""
    if not desk.workspace.campaigns.list():
        toast(_("There is no campaign yet."), _("Plan one"), lambda: desk.open_page("campaigns"))
        return None
    ask = CampaignPopover(desk, parent, ids)
    ask.open_at(anchor, focus=ask.campaign_field.input())
    return ask
