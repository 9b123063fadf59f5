"""Phrases: follow-ups with time, reminder and rhythm, the calendar they are exported to, and e-mails."""

from smallbiz_crm.words.catalogue import N_

PHRASES: dict[str, str | tuple[str, str]] = {
    "step.follow_up.closed": N_("Noted what came of “{text}”"),
    "error.time.unreadable": N_("“{value}” is no time of day. Write it like 9:30."),
    "problem.follow_up.unknown_rhythm": N_(
        "“{value}” is no rhythm, so the follow-up does not repeat. Write day, week, month or year."
    ),
    "error.reminder.unfit": N_("A reminder comes at most four weeks before."),
    "repeat.day": N_("Every day"),
    "repeat.week": N_("Every week"),
    "repeat.month": N_("Every month"),
    "repeat.year": N_("Every year"),
}
