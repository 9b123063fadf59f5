"""The words of nurture sequences: kinds of step, why a run stopped, what was done and refused."""

from smallbiz_crm.words.catalogue import N_

PHRASES: dict[str, str | tuple[str, str]] = {
    "nurture.email": N_("E-mail"),
    "nurture.call": N_("Call"),
    "nurture.content": N_("Send content"),
    "nurture.stopped.reply": N_("replied"),
    "nurture.stopped.deal": N_("has a deal"),
    "nurture.stopped.opt_out": N_("said no"),
    "nurture.stopped.gone": N_("is gone"),
    "nurture.stopped.by_hand": N_("taken off"),
    "kind.nurture_sequence": N_("Nurture sequence"),
    "kind.nurture_run": N_("Nurture sequence"),
    "step.nurture.added": N_("Added the nurture sequence {name}"),
    "step.nurture.edited": N_("Changed the nurture sequence {name}"),
    "step.nurture.removed": N_("Removed the nurture sequence {name}"),
    "step.nurture.started": (
        N_("Started {count} person on {sequence}"),
        N_("Started {count} people on {sequence}"),
    ),
    "step.nurture.stopped": N_("Took {name} off {sequence}"),
    "step.nurture.drafted": (
        N_("Drafted {count} letter of {sequence}"),
        N_("Drafted {count} letters of {sequence}"),
    ),
    "error.nurture.needs_name": N_("A nurture sequence needs a name, so that it is found again."),
    "error.nurture.name_taken": N_("There is a nurture sequence “{name}” already. Choose another name."),
    "error.nurture.needs_step": N_("A nurture sequence needs at least one step."),
    "error.nurture.too_many_steps": N_("A nurture sequence has at most {most} steps."),
    "error.nurture.step_needs_text": N_("Say what is done in step {number}."),
    "error.nurture.step_days_unfit": N_(
        "Step {number} cannot be {value} days after the start: write 0 to {longest}."
    ),
    "error.nurture.in_use": N_(
        "“{name}” cannot be removed: {count} people were started on it, and their story names it."
    ),
    "error.nurture.nothing_due": N_("No letter of this sequence is due today."),
}
