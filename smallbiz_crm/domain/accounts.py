"""What the accountant's programs call our sales, spend and money: account numbers and tax keys, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

TARGETS = ("xero", "datev", "hledger", "beancount")

BANK, RECEIVABLES, PAYABLES, EXCHANGE = "bank", "receivables", "payables", "exchange"
TAX_ON_SALES, TAX_ON_SPEND = "tax on sales", "tax on spend"
CONSULTANT, CLIENT = "consultant", "client"

SEPARATORS = frozenset("=/;\n")
"""What no use may hold; a category with one of these takes the account of all spend."""

_ENTRY = re.compile(
    r"(?P<target>[a-z]+) +(?P<use>[^=;/]+?) *= *(?P<code>[^=;/]*?) *(?:/ *(?P<tax>[^=;/]*?) *)?"
)


@dataclass(frozen=True, slots=True)
class Account:
    """`code` is the number or name of the account, `tax` the program's own key for the tax on it."""

    code: str
    tax: str = ""


@dataclass(frozen=True, slots=True)
class Accounts:
    """By program and use: ``sales <tax code>``, ``spend <category>``, ``input <tax code>``, or a word from above."""

    entries: tuple[tuple[str, str, Account], ...] = ()

    def find(self, target: str, *uses: str) -> Account | None:
        """The account for the first of the uses that has one."""
        known = {(program, use.casefold()): account for program, use, account in self.entries}
        found = (known.get((target, use.casefold())) for use in uses)
        return next((account for account in found if account is not None), None)


NO_ACCOUNTS = Accounts()


def read_accounts(typed: str) -> Accounts:
    """``xero sales standard = 200 / OUTPUT2; datev bank = 1800``. Raises ValueError for anything else."""
    entries: dict[tuple[str, str], Account] = {}
    for part in re.split(r"[;\n]", typed):
        if not part.strip():
            continue
        match = _ENTRY.fullmatch(part.strip())
        if match is None or match["target"] not in TARGETS:
            raise ValueError(part)
        use = " ".join(match["use"].split())
        if match["code"] or match["tax"]:
            entries[match["target"], use] = Account(match["code"], match["tax"] or "")
    return Accounts(tuple((target, use, account) for (target, use), account in entries.items()))


def write_accounts(entries: Iterable[tuple[str, str, Account]]) -> str:
    """The text that `read_accounts` reads, in order of program and use."""
    return "; ".join(
        f"{target} {use} = {account.code}" + (f" / {account.tax}" if account.tax else "")
        for target, use, account in sorted(entries, key=lambda entry: entry[:2])
    )
