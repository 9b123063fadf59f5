"""The evening after: everybody met on a day or at an event, and what to do with all of them at once."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from smallbiz_crm.domain.follow_ups import FollowUpKind
from smallbiz_crm.domain.meetings import MetPerson
from smallbiz_crm.ui.desk import Desk, Touched
from smallbiz_crm.ui.follow_up_list import PlanPopover
from smallbiz_crm.ui.handing_over import decide
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.dialogs import KitDialog
from smallbiz_crm.ui.kit.fields import CheckField, ChoiceField, DateField
from smallbiz_crm.ui.kit.flow_layout import FlowLayout
from smallbiz_crm.ui.kit.formats import day_short, number
from smallbiz_crm.ui.kit.labels import ElidedLabel, Label, scroll_area
from smallbiz_crm.ui.kit.metrics import HAIR, SMALL, em
from smallbiz_crm.words import _, ngettext, phrase

LIST_HEIGHT = 16


class MetDialog(KitDialog):
    """All are ticked at first. What is decided is said by a toast with Undo; the list follows."""

    def __init__(self, desk: Desk, parent: QWidget, campaign_id: int | None = None) -> None:
        """Begins with the people of a campaign, else with those met today."""
        super().__init__(_("Met"), parent.window(), width=36)
        self.desk = desk
        recent = desk.workspace.meetings.recent()
        if campaign_id is not None and campaign_id not in dict(recent):
            recent.append((campaign_id, desk.workspace.campaigns.get(campaign_id).name))
        options: list[tuple[int | None, str]] = [(None, _("Met on a day"))]
        options += [(event_id, _("At {event}").format(event=name)) for event_id, name in recent]
        self.where = ChoiceField(_("Who"), options)
        self.where.set_value(campaign_id)
        self.where.saved.connect(lambda _id: self.refresh())
        self.boxes: dict[int, QCheckBox] = {}
        self.people: list[MetPerson] = []
        self._left_out: set[int] = set()
        self.day = DateField(_("On"), desk.today)
        self.day.set_value(desk.today())
        self.day.saved.connect(lambda _day: self.refresh())
        self.only_waiting = CheckField("", text=_("Only who was not contacted since"), stacked=True)
        self.only_waiting.saved.connect(lambda _on: self.refresh())
        self._rows = QVBoxLayout()
        self._rows.setSpacing(HAIR)
        content = QWidget()
        content.setLayout(self._rows)
        area = scroll_area(content)
        area.setMinimumHeight(em(self, LIST_HEIGHT))
        self.buttons = {
            "qualify": Button(_("Mark as MQL"), "flag"),
            "accept": Button(_("Accept"), "handshake"),
            "plan": Button(_("Plan follow-up …"), "bell"),
            "thank": Button(_("Thank …"), "mail"),
        }
        doing = QWidget()
        flow = FlowLayout(doing, SMALL)
        for how, button in self.buttons.items():
            button.clicked.connect(partial(self._do, how))
            flow.addWidget(button)
        for widget in (self.where, self.day, self.only_waiting, area, doing):
            self.body.addWidget(widget)
        self.close_button = self.add_button(_("Close"), self.reject)
        desk.changed.connect(self._on_changed)
        self.refresh()

    def chosen(self) -> list[int]:
        """The ids of those who are ticked."""
        return [person.id for person in self.people if self.boxes[person.id].isChecked()]

    def refresh(self) -> None:
        """Read again who was met; who was left out stays so."""
        day: date = self.day.value() or self.desk.today()
        self._left_out |= {each.id for each in self.people if not self.boxes[each.id].isChecked()}
        self._left_out -= {each.id for each in self.people if self.boxes[each.id].isChecked()}
        event_id: int | None = self.where.value()
        meetings = self.desk.workspace.meetings
        met = meetings.met_on(day) if event_id is None else meetings.people_at(event_id)
        self.day.setVisible(event_id is None)
        wanted = [each for each in met if not (self.only_waiting.value() and each.contacted_on)]
        focused = next((known for known, box in self.boxes.items() if box.hasFocus()), None)
        self.people = wanted
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.boxes = {}
        for person in wanted:
            self._rows.addWidget(self._row(person))
        if not wanted:
            nobody = _("Everybody was contacted since.") if met else _("Nobody was met.")
            self._rows.addWidget(Label(nobody, "muted", wrap=True))
        self._rows.addStretch(1)
        if focused in self.boxes:
            self.boxes[focused].setFocus()
        self._say_how_many()

    def _row(self, person: MetPerson) -> QWidget:
        made = QWidget()
        layout = QHBoxLayout(made)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        box = self.boxes[person.id] = QCheckBox()
        name = f"{person.name}, {person.company}" if person.company else person.name
        state = state_words(person, is_at_event=self.where.value() is not None)
        box.setAccessibleName(f"{name}: {state}")
        box.setChecked(person.id not in self._left_out)
        box.toggled.connect(self._say_how_many)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(name))
        words.addWidget(ElidedLabel(state, "caption"))
        layout.addWidget(box)
        layout.addLayout(words, 1)
        return made

    def _say_how_many(self) -> None:
        count = len(self.chosen())
        is_at_event = self.where.value() is not None
        title = (
            ngettext("{n} person", "{n} people", len(self.people))
            if is_at_event
            else ngettext("Met {n} person", "Met {n} people", len(self.people))
        )
        self.title_label.setText(title.format(n=number(len(self.people))))
        for button in self.buttons.values():
            button.setEnabled(count > 0)

    def _do(self, how: str, _checked: bool = False) -> None:
        ids = self.chosen()
        names = {person.id: person.name for person in self.people}
        if how in ("qualify", "accept"):
            decide(self.desk, how, ids, names[ids[0]], self, self.buttons[how])
        else:
            self.ask_plan(ids, is_thanks=how == "thank")

    def ask_plan(self, ids: list[int], *, is_thanks: bool) -> PlanPopover:
        """Ask for the follow-up that each of them gets; thanks are an e-mail with a text to begin with."""
        count = ngettext("{n} person", "{n} people", len(ids)).format(n=number(len(ids)))
        title = _("Thank {people}") if is_thanks else _("Plan a follow-up for {people}")
        ask = PlanPopover(self.desk, title.format(people=count), _("Plan it"), self)
        if is_thanks:
            places = {each.campaign for each in self.people if each.id in ids and each.campaign}
            text = _("Thank for meeting at {event}").format(event=places.pop()) if len(places) == 1 else ""
            ask.text_field.set_value(text or _("Thank for meeting"))
            ask.kind_field.set_value(FollowUpKind.EMAIL)

        def write(text: str, due_on: date, kind: str) -> None:
            self.desk.write(
                lambda workspace: workspace.contacts.plan_follow_ups(ids, text, due_on, kind=kind),
                said=_("Planned for {day}").format(day=day_short(due_on)),
                refused=ask.refuse,
                then=lambda _nothing: ask.finish(),
                owner=ask,
            )

        return ask.open_with(write, self.buttons["thank" if is_thanks else "plan"])

    def _on_changed(self, touched: Touched) -> None:
        if {"contact", "follow_up", "activity", "campaign"} & touched.keys():
            self.refresh()


def state_words(person: MetPerson, *, is_at_event: bool = False) -> str:
    """Where a person stands, and what was done since; at an event how they came instead of where."""
    if person.contacted_on is not None:
        contact = _("contacted {day}").format(day=day_short(person.contacted_on))
    else:
        contact = _("not contacted yet")
    planned = _("follow-up {day}").format(day=day_short(person.planned_on)) if person.planned_on else ""
    stage = phrase(f"lifecycle.{person.lifecycle}")
    where = phrase(f"touch.{person.how}") if is_at_event else person.campaign
    return ", ".join(part for part in (stage, where, contact, planned) if part)
