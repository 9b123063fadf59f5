"""What the fields and comparisons of a filter are called, and a rule in one line of words."""

from __future__ import annotations

from smallbiz_crm.domain.segments import CUSTOM, IN_DAYS, WITHOUT_VALUE, Comparison, Condition, Group
from smallbiz_crm.ui.contacts.looks import lifecycle_words
from smallbiz_crm.words import N_, _, ngettext

FIELD_WORDS = {
    "tag": N_("Tag"),
    "lifecycle": N_("Lifecycle"),
    "last_activity": N_("Last activity"),
    "company": N_("Company"),
    "campaign": N_("Campaign met"),
    "points": N_("Points from touches"),
    "owner": N_("Owner"),
    "job_title": N_("Job title"),
    "mailable": N_("May be mailed"),
    "consent_email": N_("Consent to e-mail"),
    "consent_phone": N_("Consent to phone"),
    "consent_post": N_("Consent to post"),
    "open_deal": N_("Has an open deal"),
    "open_follow_up": N_("Has an open follow-up"),
    "next_follow_up": N_("Next follow-up"),
    "last_touch": N_("Last touch"),
    "created": N_("Added on"),
    "name": N_("Name"),
    "email": N_("E-mail"),
    "phone": N_("Phone"),
    "city": N_("City"),
    "country": N_("Country"),
    "language": N_("Language"),
    "notes": N_("Notes"),
}
"""In the order in which they are offered: what is asked for most goes first."""
COMPARISON_WORDS = {
    Comparison.IS: N_("is"),
    Comparison.IS_NOT: N_("is not"),
    Comparison.CONTAINS: N_("contains"),
    Comparison.CONTAINS_NOT: N_("does not contain"),
    Comparison.BEGINS: N_("begins with"),
    Comparison.EMPTY: N_("is empty"),
    Comparison.FILLED: N_("is filled in"),
    Comparison.AT_LEAST: N_("at least"),
    Comparison.AT_MOST: N_("at most"),
    Comparison.BEFORE: N_("before"),
    Comparison.AFTER: N_("after"),
    Comparison.IN_LAST_DAYS: N_("in the last days"),
    Comparison.NOT_IN_LAST_DAYS: N_("not for days"),
    Comparison.IN_NEXT_DAYS: N_("in the next days"),
}
CONSENT_WORDS = {
    "granted": N_("Granted"),
    "refused": N_("Refused"),
    "unsubscribed": N_("Unsubscribed"),
    "bounced": N_("Bounced"),
}


def field_words(field: str) -> str:
    """What a field is called; the user's own by its name."""
    if field.startswith(CUSTOM):
        return field.removeprefix(CUSTOM)
    return _(FIELD_WORDS[field])


def value_words(field: str, value: str) -> str:
    """How a fixed value reads."""
    if field == "lifecycle":
        return lifecycle_words(value)
    if value in ("yes", "no"):
        return _("Yes") if value == "yes" else _("No")
    return _(CONSENT_WORDS[value]) if value in CONSENT_WORDS else value


def rule_words(rule: Group) -> str:
    """The whole rule in a line, for a tool tip and a screen reader."""
    joint = _(" or ") if rule.any_of else _(" and ")
    return joint.join(
        f"({rule_words(part)})" if isinstance(part, Group) else condition_words(part) for part in rule.parts
    )


def condition_words(condition: Condition) -> str:
    """``Last activity: not for 60 days``."""
    how = condition.comparison
    if how in IN_DAYS:
        return f"{field_words(condition.field)}: {_days_words(how, int(condition.value or 0))}"
    if how in WITHOUT_VALUE:
        return f"{field_words(condition.field)} {_(COMPARISON_WORDS[how])}"
    value = value_words(condition.field, condition.value)
    return f"{field_words(condition.field)} {_(COMPARISON_WORDS[how])} {value}"


def _days_words(how: Comparison, days: int) -> str:
    if how is Comparison.IN_LAST_DAYS:
        text = ngettext("in the last {n} day", "in the last {n} days", days)
    elif how is Comparison.NOT_IN_LAST_DAYS:
        text = ngettext("not for {n} day", "not for {n} days", days)
    else:
        text = ngettext("in the next {n} day", "in the next {n} days", days)
    return text.format(n=days)
