"""What was offered and what speaks against it: proposals with their files, the contract, objections."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallbiz_crm.domain.deal_parts import ContractState, Objection, ObjectionState, Proposal, ProposalState
from smallbiz_crm.domain.deals import Deal
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.ui.deals.part_form import PartForm
from smallbiz_crm.ui.deals.part_list import Part, PartAction, PartList
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.documents import FileField, show_document
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.chips import ChipKind
from smallbiz_crm.ui.kit.field import Field
from smallbiz_crm.ui.kit.fields import ChoiceField, DateField, NotesField, TextField
from smallbiz_crm.ui.kit.formats import day
from smallbiz_crm.ui.kit.labels import line
from smallbiz_crm.ui.kit.metrics import MEDIUM
from smallbiz_crm.words import _, phrase, sentence

_PROPOSAL_CHIPS: dict[ProposalState, ChipKind] = {
    ProposalState.SENT: "accent",
    ProposalState.ACCEPTED: "success",
    ProposalState.DECLINED: "danger",
}
_OBJECTION_CHIPS: dict[ObjectionState, ChipKind] = {
    ObjectionState.OPEN: "warning",
    ObjectionState.ANSWERED: "success",
    ObjectionState.STANDS: "danger",
}


class DealOffers(QWidget):
    """Proposals, contract and objections of one deal."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.deal: Deal | None = None
        self.offer_button = Button(_("Add proposal"), "plus", "quiet")
        self.offer_button.clicked.connect(self.add_proposal)
        self.proposals = PartList(_("Proposals"), _("Nothing was offered yet."), self.offer_button)
        states = [(None, _("None yet")), *((state, phrase(f"contract.{state}")) for state in ContractState)]
        self.contract_field = ChoiceField(_("Contract"), states)
        self.contract_field.saved.connect(self._save_contract)
        self.object_button = Button(_("Add objection"), "plus", "quiet")
        self.object_button.clicked.connect(self.add_objection)
        self.objections = PartList(_("Objections"), _("Nothing speaks against it yet."), self.object_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MEDIUM)
        for part in (self.proposals, self.contract_field, line(), self.objections):
            layout.addWidget(part)

    def show_deal(self, deal: Deal) -> None:
        self.deal = deal
        parts = self.desk.workspace.deal_parts
        self.contract_field.set_value(deal.contract_state)
        self.proposals.show_parts([self._proposal(each) for each in parts.proposals(deal.id)])
        self.objections.show_parts([self._objection(each) for each in parts.objections(deal.id)])

    def _save_contract(self, state: ContractState | None) -> None:
        if self.deal is None:
            return
        deal_id = self.deal.id
        self.desk.write(
            lambda workspace: workspace.deals.edit(deal_id, contract_state=state.value if state else None),
            refused=lambda error: self.contract_field.mark_bad(sentence(error)),
            owner=self,
        )

    # -- proposals ----------------------------------------------------------------------------------------

    def _proposal(self, proposal: Proposal) -> Part:
        told = [
            _("Sent on {day}").format(day=day(proposal.sent_on)) if proposal.sent_on else "",
            proposal.file or "",
        ]
        chip = (phrase(f"proposal.{proposal.state}"), _PROPOSAL_CHIPS.get(proposal.state, "neutral"))
        actions: list[PartAction | None] = []
        if proposal.file:
            actions.append(PartAction("eye", _("Open the file"), partial(self._open_file, proposal)))
        actions += [
            PartAction("edit", _("Change …"), partial(self.edit_proposal, proposal)),
            *(
                PartAction("check", phrase(f"proposal.{state}"), partial(self._set_state, proposal, state))
                for state in ProposalState
                if state is not proposal.state
            ),
            None,
            PartAction("trash", _("Remove"), partial(self._remove_proposal, proposal)),
        ]
        caption = " · ".join(text for text in told if text)
        return Part(proposal.id, proposal.title, caption, chip=chip, actions=tuple(actions))

    def add_proposal(self) -> PartForm | None:
        """Ask for an offer with its file."""
        if self.deal is None:
            return None
        deal_id = self.deal.id
        fields: dict[str, Field] = {
            "title": TextField(_("Title"), stacked=True),
            "sent_on": DateField(_("Sent on"), today=self.desk.today, stacked=True, placeholder=_("Not yet")),
            "file": FileField(_("File")),
        }

        def change_of(values: dict[str, Any]) -> Any:
            return lambda workspace: workspace.deal_parts.add_proposal(deal_id, **values)

        form = PartForm(
            self.desk, _("Add a proposal"), _("Add"), self.offer_button, fields,
            needed={"title": _("Give it a title.")}, change_of=change_of, said=_("Proposal added"),
        )  # fmt: skip
        return form.open_with({"title": self.deal.title, "sent_on": self.desk.today()}, self.offer_button)

    def edit_proposal(self, proposal: Proposal, anchor: QWidget) -> PartForm:
        """Ask for other values of an offer."""
        fields: dict[str, Field] = {
            "title": TextField(_("Title"), stacked=True),
            "sent_on": DateField(_("Sent on"), today=self.desk.today, stacked=True, placeholder=_("Not yet")),
            "state": ChoiceField(
                _("State"), [(state, phrase(f"proposal.{state}")) for state in ProposalState], stacked=True
            ),
            "file": FileField(_("File"), kept=proposal.file),
        }

        def change_of(values: dict[str, Any]) -> Any:
            return lambda workspace: workspace.deal_parts.edit_proposal(proposal.id, **values)

        form = PartForm(
            self.desk, _("Change the proposal"), _("Change it"), anchor, fields,
            needed={"title": _("Give it a title.")}, change_of=change_of, said=_("Proposal changed"),
        )  # fmt: skip
        told = {"title": proposal.title, "sent_on": proposal.sent_on, "state": proposal.state}
        return form.open_with(told, anchor)

    def _set_state(self, proposal: Proposal, state: ProposalState, _anchor: QWidget) -> None:
        sent_on = proposal.sent_on
        if state is ProposalState.SENT and sent_on is None:
            sent_on = self.desk.today()
        self.desk.write(
            lambda workspace: workspace.deal_parts.edit_proposal(
                proposal.id, title=proposal.title, sent_on=sent_on, state=state
            ),
            said=_("{title}: {state}").format(title=proposal.title, state=phrase(f"proposal.{state}")),
        )

    def _open_file(self, proposal: Proposal, anchor: QWidget) -> None:
        try:
            found = self.desk.workspace.deal_parts.proposal_file(proposal.id)
        except CrmError as error:
            self.desk.show_trouble(error)
            return
        if found is not None:
            show_document(self.desk, anchor, _("Save a copy of the proposal"), *found)

    def _remove_proposal(self, proposal: Proposal, _anchor: QWidget) -> None:
        self.desk.write(
            lambda workspace: workspace.deal_parts.remove_proposal(proposal.id), said=_("Proposal taken away")
        )

    # -- objections ---------------------------------------------------------------------------------------

    def _objection(self, objection: Objection) -> Part:
        chip = (phrase(f"objection.{objection.state}"), _OBJECTION_CHIPS[objection.state])
        actions = (
            PartAction("edit", _("Answer or change …"), partial(self.edit_objection, objection)),
            None,
            PartAction("trash", _("Remove"), partial(self._remove_objection, objection)),
        )
        return Part(objection.id, objection.text, objection.answer or "", chip=chip, actions=actions)

    def add_objection(self) -> PartForm | None:
        """Ask what speaks against it, and what was answered."""
        if self.deal is None:
            return None
        deal_id = self.deal.id
        fields: dict[str, Field] = {
            "text": TextField(_("What speaks against it?"), stacked=True),
            "answer": NotesField(_("Our answer"), stacked=True),
        }

        def change_of(values: dict[str, Any]) -> Any:
            return lambda workspace: workspace.deal_parts.add_objection(deal_id, **values)

        form = PartForm(
            self.desk, _("Add an objection"), _("Add"), self.object_button, fields,
            needed={"text": _("Say in a few words what it is.")}, change_of=change_of, said=_("Objection noted"),
        )  # fmt: skip
        return form.open_with({}, self.object_button)

    def edit_objection(self, objection: Objection, anchor: QWidget) -> PartForm:
        """Ask for the answer; a first answer makes it answered."""
        fields: dict[str, Field] = {
            "answer": NotesField(_("Our answer"), stacked=True),
            "state": ChoiceField(
                _("State"), [(state, phrase(f"objection.{state}")) for state in ObjectionState], stacked=True
            ),
            "text": TextField(_("What speaks against it?"), stacked=True),
        }

        def change_of(values: dict[str, Any]) -> Any:
            told = dict(values)
            if told["answer"] and not objection.answer and told["state"] is ObjectionState.OPEN:
                told["state"] = ObjectionState.ANSWERED
            return lambda workspace: workspace.deal_parts.edit_objection(objection.id, **told)

        form = PartForm(
            self.desk, _("Answer the objection"), _("Save"), anchor, fields,
            needed={"text": _("Say in a few words what it is.")}, change_of=change_of, said=_("Objection changed"),
        )  # fmt: skip
        told = {"text": objection.text, "answer": objection.answer or "", "state": objection.state}
        return form.open_with(told, anchor)

    def _remove_objection(self, objection: Objection, _anchor: QWidget) -> None:
        self.desk.write(
            lambda workspace: workspace.deal_parts.remove_objection(objection.id),
            said=_("Objection taken away"),
        )
