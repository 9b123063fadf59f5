"""``set`` and ``get``: the facts of the business that travel with the workspace."""

from __future__ import annotations

from argparse import ArgumentParser

from smallbiz_crm.cli import texts
from smallbiz_crm.cli.arguments import Command, Options
from smallbiz_crm.cli.output import put, put_json, put_lines
from smallbiz_crm.cli.session import Session
from smallbiz_crm.words import _


def _describe_set(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help=_("the setting, as “get” lists it"))
    parser.add_argument("value", metavar="VALUE", help=_("what it shall be"))


def _set(session: Session, options: Options) -> int:
    with session.writing() as workspace:
        value = workspace.settings.set(options.name, options.value)
    if session.is_json:
        put_json({"name": options.name, "value": value})
    else:
        put(f"{options.name} = {_shown(value)}")
    return 0


def _describe_get(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", nargs="?", help=_("one setting; without it all of them"))


def _get(session: Session, options: Options) -> int:
    with session.reading() as workspace:
        if options.name is None:
            told = workspace.settings.all()
        else:
            told = {options.name: workspace.settings.get(options.name)}
    if options.name is not None:
        value = told[options.name]
        if session.is_json:
            put_json({"name": options.name, "value": value})
        else:
            put(_shown(value))
    elif session.is_json:
        put_json({"settings": dict(told)})
    else:
        put_lines(texts.pairs((name, _shown(value) or texts.NOTHING) for name, value in told.items()))
    return 0


def _shown(value: str | int | bool) -> str:
    """As it can be typed again."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


COMMANDS = {
    "set": Command(_("change a setting of the workspace"), _describe_set, _set),
    "get": Command(_("show settings of the workspace"), _describe_get, _get),
}
