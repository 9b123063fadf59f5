"""What the user can do with rules for spend: say once which campaign and category a payee belongs to."""

from __future__ import annotations

from smallbiz_crm.domain.spend_rules import SpendRule, rule_words
from smallbiz_crm.store import campaign_changes as changes
from smallbiz_crm.store import spend_rules as stored
from smallbiz_crm.store.database import Database


class SpendRules:
    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> list[SpendRule]:
        """All rules by their words."""
        with self._database.reading() as connection:
            return stored.list_rules(connection)

    def remember(self, payee: str, *, campaign_id: int | None = None, category: str | None = None) -> int:
        """Say what a payee belongs to from now on, in the place of what was said before. Returns the rule's id.

        Raises Refused for a payee without a word, and for a rule that says nothing.
        """
        words = rule_words(payee)
        with self._database.step("spend_rule.put", words=words) as unit:
            return stored.put_rule(unit, words, campaign_id, category)

    def edit(
        self, rule_id: int, words: str, *, campaign_id: int | None = None, category: str | None = None
    ) -> int:
        """Change a rule. Returns its id, which is another one when its words are. Raises as `remember` does."""
        with self._database.step("spend_rule.put", words=words) as unit:
            return stored.edit_rule(unit, rule_id, words, campaign_id, category)

    def remove(self, rule_id: int) -> None:
        """Forget a rule; the lines stay where they are."""
        with self._database.step("spend_rule.removed") as unit:
            stored.remove_rule(unit, rule_id)

    def waiting(self) -> int:
        """How many lines without campaign the rules have one for."""
        with self._database.reading() as connection:
            return len(stored.lines_for_rules(connection, stored.list_rules(connection)))

    def apply(self) -> int:
        """Give lines without campaign those of the rules, their categories too. Returns how many."""
        with self._database.step("spend_rule.applied") as unit:
            found = stored.lines_for_rules(unit.connection, stored.list_rules(unit.connection))
            for spend_id, rule in found:
                fields = {"campaign_id": rule.campaign_id}
                changes.edit_spend(
                    unit, spend_id, fields | ({"category": rule.category} if rule.category else {})
                )
            unit.params["count"] = len(found)
        return len(found)
