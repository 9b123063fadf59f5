"""Reading and changing the facts of the business."""

from __future__ import annotations

from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.settings import SETTINGS, Value, read_setting
from smallbiz_crm.store import settings as stored
from smallbiz_crm.store.database import Database


class Settings:
    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> Value:
        """The value of a setting, its default where none was set. Raises Refused for an unknown name."""
        if name not in SETTINGS:
            raise Refused("setting.unknown", name=name, known=", ".join(sorted(SETTINGS)))
        with self._database.reading() as connection:
            return stored.get_setting(connection, name)

    def all(self) -> dict[str, Value]:
        with self._database.reading() as connection:
            return {name: stored.get_setting(connection, name) for name in SETTINGS}

    def set(self, name: str, typed: str) -> Value:
        """Store what was typed. Raises Refused when it does not fit, or for the currency once money exists."""
        value = read_setting(name, typed)
        with self._database.step("setting.changed", name=name) as unit:
            home = stored.home_currency(unit.connection)
            if name == "business.currency" and value != home and stored.has_money(unit.connection):
                raise Refused("setting.currency_fixed", currency=home)
            stored.set_setting(unit, name, value)
        return value

    def is_currency_fixed(self) -> bool:
        """Whether amounts exist, so that the home currency stands."""
        with self._database.reading() as connection:
            return stored.has_money(connection)

    @property
    def currency(self) -> str:
        """The home currency."""
        return str(self.get("business.currency"))

    @property
    def fiscal_year_start(self) -> str:
        return str(self.get("fiscal_year.start"))
