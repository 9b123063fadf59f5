"""``undo``, ``redo``, ``history``: steps taken back, brought back and listed."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from smallbiz_crm.cli import texts
from smallbiz_crm.cli.arguments import Command, Options, count
from smallbiz_crm.cli.output import Json, put, put_json, put_lines
from smallbiz_crm.cli.session import Session
from smallbiz_crm.domain.days import from_micros
from smallbiz_crm.words import _, phrase

if TYPE_CHECKING:
    from smallbiz_crm.services.history import StepRow, TakenBack

DEFAULT_LIMIT = 20


def _describe_undo(parser: ArgumentParser) -> None:
    parser.add_argument(
        "step", metavar="STEP", type=count, nargs="?", help=_("one older step alone; without it the newest")
    )


def _undo(session: Session, options: Options) -> int:
    with session.writing() as workspace:
        done = workspace.history.undo(options.step)
    return _tell(session, done, done.of.id, _("Taken back: {label}"))


def _describe_redo(_parser: ArgumentParser) -> None:
    """It has no options of its own."""


def _redo(session: Session, _options: Options) -> int:
    with session.writing() as workspace:
        done = workspace.history.redo()
    return _tell(session, done, done.of.takes_back or done.of.id, _("Brought back: {label}"))


def _tell(session: Session, done: TakenBack, step: int, text: str) -> int:
    """`step` is the one that was taken or brought back; ``by`` the new one that did it."""
    label = _label(done.of.code, done.of.params)
    if session.is_json:
        put_json({"step": step, "label": label, "changed": done.changed, "by": done.step})
    else:
        put(text.format(label=label))
    return 0


def _describe_history(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--limit", metavar="N", type=count, default=DEFAULT_LIMIT, help=_("the newest N steps (20)")
    )


def _history(session: Session, options: Options) -> int:
    with session.reading() as workspace:
        steps = workspace.history.list(options.limit)
    if session.is_json:
        put_json({"items": [_facts(step) for step in steps]})
        return 0
    header = [f">{_('Step')}", _("When"), _("What"), f">{_('Rows')}", ""]
    rows = (
        [
            str(step.id),
            from_micros(step.at).astimezone().strftime("%Y-%m-%d %H:%M"),
            step_label(step),
            texts.number(sum(step.changed.values())),
            _("taken back") if step.is_undone else "",
        ]
        for step in steps
    )
    put_lines(texts.table(header, rows))
    return 0


def _facts(step: StepRow) -> Json:
    return {
        "step": step.id,
        "label": step_label(step),
        "at": from_micros(step.at).isoformat(),
        "undone": step.is_undone,
        "changed": step.changed,
        "kind": step.kind,
        "takes_back": step.takes_back,
    }


def step_label(step: StepRow) -> str:
    """What was done, in words."""
    label = _label(step.code, step.params)
    if step.kind == "undo":
        return _("Taken back: {label}").format(label=label)
    return _("Brought back: {label}").format(label=label) if step.kind == "redo" else label


def _label(code: str, params: Mapping[str, Any]) -> str:
    return phrase(f"step.{code}", **params)


COMMANDS = {
    "undo": Command(_("take back the newest step, or one older step alone"), _describe_undo, _undo),
    "redo": Command(_("bring back what the newest undo took"), _describe_redo, _redo),
    "history": Command(_("list what was done, the newest first"), _describe_history, _history),
}
