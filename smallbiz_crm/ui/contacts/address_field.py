"""The postal addresses of a person, each a few fields changed in place; an emptied one goes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallbiz_crm.domain.contacts import Address
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.field import Field
from smallbiz_crm.ui.kit.fields import AmountField, TextField
from smallbiz_crm.ui.kit.formats import NOTHING
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.metrics import HAIR
from smallbiz_crm.words import _

PARTS = ("street", "postal_code", "city", "state", "country")


class AddressBlock(QWidget):
    """One address; without an id it is being added. `changed` carries the part, its value and the field."""

    changed = Signal(str, str, object)

    def __init__(self, address_id: int | None) -> None:
        super().__init__()
        self.address_id = address_id
        self.written_id: int | None = None
        """What the writer made of a new address; set on its thread."""
        self.heading = Label("", "muted")
        self.fields: dict[str, Field] = {
            "street": AmountField(_("Street"), str.strip, _on_one_line, placeholder=NOTHING),
            "postal_code": TextField(_("Postal code"), placeholder=NOTHING),
            "city": TextField(_("City"), placeholder=NOTHING),
            "state": TextField(_("State or region"), placeholder=NOTHING),
            "country": TextField(_("Country"), placeholder=NOTHING),
        }
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(HAIR)
        layout.addWidget(self.heading)
        for name, field in self.fields.items():
            layout.addWidget(field)
            field.saved.connect(lambda value, part=name, own=field: self.changed.emit(part, value, own))

    def show_address(self, address: Address, *, is_same_record: bool) -> None:
        self.address_id = address.id
        self.heading.setText(address.label or "")
        self.heading.setVisible(bool(address.label))
        for name, field in self.fields.items():
            value = getattr(address, name) or ""
            if is_same_record:
                field.refresh(value)
            else:
                field.set_value(value)


class AddressesField(QWidget):
    """All addresses of a person. `changed` carries the block, the part, its value and the field."""

    changed = Signal(object, str, str, object)

    def __init__(self) -> None:
        super().__init__()
        self._record_id: int | None = None
        self.blocks: list[AddressBlock] = []
        self.add_button = Button(_("Address"), "plus", "quiet")
        """For the owner to place."""
        self.add_button.setAccessibleName(_("Add address"))
        self.add_button.clicked.connect(self.add_block)
        self._blocks_layout = QVBoxLayout(self)
        self._blocks_layout.setContentsMargins(0, 0, 0, 0)
        self._blocks_layout.setSpacing(HAIR)
        self.hide()

    def show_addresses(self, record_id: int, addresses: Sequence[Address]) -> None:
        """Show what is stored; the block in which an address was just begun takes it over."""
        is_same = record_id == self._record_id
        self._record_id = record_id
        wanted = {address.id for address in addresses}
        for block in list(self.blocks):
            if block.address_id not in wanted and not (is_same and block.address_id is None):
                self.drop(block)
        known = {block.address_id: block for block in self.blocks}
        draft = known.pop(None, None)
        for address in addresses:
            block = known.get(address.id)
            if block is None:
                block, draft = draft or self._new_block(address.id), None
            block.show_address(address, is_same_record=is_same)

    def add_block(self) -> AddressBlock:
        """Begin another address."""
        block = next((block for block in self.blocks if block.address_id is None), None) or self._new_block(
            None
        )
        block.fields["street"].setFocus()
        return block

    def commit(self) -> None:
        """Save what is being typed."""
        for block in list(self.blocks):
            for field in block.fields.values():
                field.commit()

    def drop(self, block: AddressBlock) -> None:
        """Take a block away."""
        self.blocks.remove(block)
        self._blocks_layout.removeWidget(block)
        block.hide()
        block.deleteLater()
        self.setVisible(bool(self.blocks))

    def _new_block(self, address_id: int | None) -> AddressBlock:
        block = AddressBlock(address_id)
        block.heading.hide()
        block.changed.connect(lambda part, value, field: self.changed.emit(block, part, value, field))
        self.blocks.append(block)
        self._blocks_layout.addWidget(block)
        self.show()
        return block


def _on_one_line(street: str | None) -> str:
    return ", ".join(line.strip() for line in (street or "").splitlines() if line.strip())
