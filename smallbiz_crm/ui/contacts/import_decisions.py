"""What the user says of single rows of a preview: what can be said of each, and how it looks at once."""

from __future__ import annotations

from smallbiz_crm.domain.imports import OnDuplicate, Outcome, PreviewRow, RowDecision
from smallbiz_crm.words import _

LISTS = frozenset(("companies", "products", "owners", "campaigns"))
"""Kinds of which an entry of the same name cannot be added a second time."""
_OUTCOMES = {
    OnDuplicate.NEW: Outcome.NEW,
    OnDuplicate.UPDATE: Outcome.UPDATE,
    OnDuplicate.REPLACE: Outcome.UPDATE,
    OnDuplicate.SKIP: Outcome.SKIP,
}
_MERGING = (OnDuplicate.UPDATE, OnDuplicate.REPLACE)


class Decisions:
    """The decisions of one file by row, and what the import proposed for those rows."""

    def __init__(self, kind: str = "contacts") -> None:
        self.kind = kind
        self.said: dict[int, RowDecision] = {}
        self._proposed: dict[int, PreviewRow] = {}

    def rules_for(self, row: PreviewRow) -> tuple[OnDuplicate, ...]:
        """What can be said of a row; nothing of one that cannot be imported."""
        proposed = self._proposed.get(row.number, row)
        if proposed.outcome is Outcome.PROBLEM:
            return ()
        if self.kind == "contacts":
            can_merge = bool(self.targets(row)) or proposed.reason == "import.same_as_row"
            return (OnDuplicate.NEW, *(_MERGING if can_merge else ()), OnDuplicate.SKIP)
        is_there = proposed.outcome in (Outcome.UPDATE, Outcome.SAME)
        return (*(_MERGING if self.kind in LISTS and is_there else ()), OnDuplicate.SKIP)

    def targets(self, row: PreviewRow) -> tuple[int, ...]:
        """The people that a row can be merged into: whom the import found, or may have."""
        proposed = self._proposed.get(row.number, row)
        found = proposed.match if proposed.match is not None else row.match
        return tuple(dict.fromkeys((*([found] if found else []), *proposed.possible)))

    def decide(self, row: PreviewRow, rule: OnDuplicate, into: int | None = None) -> PreviewRow | None:
        """Say it of a row; without `into` of whom the import found, or the one it may be.

        Returns the row as it looks now; None where it cannot be said, such as of a row that may be several people.
        """
        if rule not in self.rules_for(row):
            return None
        targets = self.targets(row)
        if rule in _MERGING and into is None and self.kind == "contacts":
            known = self._proposed.get(row.number, row).match
            if known is None and len(targets) > 1:
                return None
            into = known if known is not None else next(iter(targets), None)
        self._proposed.setdefault(row.number, row)
        self.said[row.number] = RowDecision(rule, into if rule in _MERGING else None)
        return row._replace(
            outcome=_OUTCOMES[rule],
            decided=rule,
            match=into if rule in _MERGING else None,
            reason=f"import.decided.{rule}",
            reason_params={"name": row.title},
        )

    def told(self, row: PreviewRow) -> PreviewRow:
        """A row that was left out with the details it had, which the import does not read any more."""
        proposed = self._proposed.get(row.number)
        if row.decided is not OnDuplicate.SKIP or proposed is None:
            return row
        return row._replace(title=proposed.title, detail=proposed.detail)

    def forget(self, row: PreviewRow) -> PreviewRow:
        """Leave the row to the import again."""
        self.said.pop(row.number, None)
        return self._proposed.pop(row.number, row)


def rule_words(rule: OnDuplicate) -> str:
    """A rule as said of one row."""
    return {
        OnDuplicate.NEW: _("Add as new"),
        OnDuplicate.UPDATE: _("Fill in what is missing"),
        OnDuplicate.REPLACE: _("The file is right"),
        OnDuplicate.SKIP: _("Leave out"),
    }[rule]


def merge_words(rule: OnDuplicate, name: str) -> str:
    """A rule as said of one row and the person it is merged into."""
    if rule is OnDuplicate.REPLACE:
        return _("The file is right about {name}").format(name=name)
    return _("Fill in what {name} lacks").format(name=name)
