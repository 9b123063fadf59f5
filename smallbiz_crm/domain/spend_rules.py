"""What the lines of a bank or card statement belong to: the words of a payee, and the rules that go by them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from smallbiz_crm.domain.text import fold_company, search_words

MOST_WORDS = 4
LEAST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class SpendRule:
    """Whoever was paid and has these words one after the other belongs to a campaign, a category, or both.

    `campaign` is empty when the campaign is in the Trash: then the rule says nothing about it.
    """

    id: int
    words: str
    campaign_id: int | None
    campaign: str | None
    category: str | None


def rule_words(payee: str) -> str:
    """What a rule remembers of a payee: ``GOOGLE *ADS 4839201 GmbH`` is ``google ads``.

    Numbers are left out, as they change from line to line; a name of numbers alone keeps them. Empty for no word.
    """
    words = fold_company(payee).split()
    telling = [word for word in words if not any(sign.isdigit() for sign in word)]
    return " ".join((telling or words)[:MOST_WORDS])


def rule_for(rules: Iterable[SpendRule], *texts: str) -> SpendRule | None:
    """The rule whose words are in one of the texts; the longest, and of equals the older."""
    where = [f" {words} " for text in texts for words in (search_words(text), rule_words(text)) if words]
    fitting = [rule for rule in rules if any(f" {rule.words} " in words for words in where)]
    return max(fitting, key=lambda rule: (len(rule.words), -rule.id), default=None)


def is_same_payee(one: str, other: str) -> bool:
    """Whether two ways to write who was paid share a word that is more than an initial or a number."""
    return bool(_telling(one) & _telling(other))


def _telling(payee: str) -> set[str]:
    return {word for word in rule_words(payee).split() if len(word) >= LEAST_LETTERS}


def line_key(day: date, gross: int, currency: str, payee: str, description: str) -> str:
    """What tells a line of a statement from others, however often its file is read; equal lines are numbered."""
    told = "\0".join((search_words(payee), search_words(description)))
    return f"{day.isoformat()} {gross} {currency} {sha256(told.encode()).hexdigest()[:16]}"
