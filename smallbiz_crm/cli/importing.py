"""``import``: a table, a workbook or contact cards as one step, previewed row by row on request."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING

from smallbiz_crm.cli import facts, texts
from smallbiz_crm.cli.arguments import Command, Options, day, one_of
from smallbiz_crm.cli.failures import DONE, IN_PART
from smallbiz_crm.cli.output import Json, put, put_json, tell
from smallbiz_crm.cli.progress import TerminalProgress
from smallbiz_crm.cli.session import Session
from smallbiz_crm.domain.imports import ImportPreview, ImportResult, Outcome, fold_problems, unknown_words
from smallbiz_crm.words import _, ngettext, problem_sentence

if TYPE_CHECKING:
    from smallbiz_crm.services.imports import ImportPlan
    from smallbiz_crm.services.workspace import Workspace

SHOWN_PROBLEMS = 20
SHOWN_WORDS = 10
ALL_PROBLEMS = 10**9


def _describe(parser: ArgumentParser) -> None:
    kinds = (
        "contacts, companies, products, owners, deals, campaigns, touches, lifecycle, metrics, spend, "
        "targets, payments, activities, follow-ups, rates"
    )
    parser.add_argument(
        "path", metavar="PATH", type=Path, help=_("a CSV, XLSX or vCard file, or a zip of everything")
    )
    parser.add_argument("--as", dest="kind", metavar="KIND", help=kinds)
    parser.add_argument(
        "--source", metavar="PRESET", help=_("which program made the file, when it is not seen")
    )
    parser.add_argument(
        "--map",
        dest="maps",
        metavar="COLUMN=FIELD",
        action="append",
        default=[],
        help=_("where a column goes; may be repeated; “Column=-” leaves it out"),
    )
    parser.add_argument(
        "--set",
        dest="constants",
        metavar="FIELD=VALUE",
        action="append",
        default=[],
        help=_("the same value in every row; may be repeated"),
    )
    parser.add_argument(
        "--map-value",
        dest="value_maps",
        metavar="FIELD:THEIRS=OURS",
        action="append",
        default=[],
        help=_("what a value means here; “stage:Prospecting=new:20” makes a stage of 20 %%"),
    )
    _describe_rules(parser)


def _describe_rules(parser: ArgumentParser) -> None:
    """What shall happen with the rows."""
    parser.add_argument("--campaign", metavar="NAME", help=_("the campaign that the people came from"))
    parser.add_argument("--leads-since", metavar="DATE", type=day, help=_("everybody is a lead since DATE"))
    parser.add_argument(
        "--on-duplicate",
        metavar="RULE",
        type=one_of("update", "replace", "skip", "new"),
        default="update",
        help=_("update (fills blanks), replace (the file is right), skip or new, for who is there already"),
    )
    parser.add_argument(
        "--date-order", metavar="ORDER", type=one_of("dmy", "mdy", "ymd"), help=_("dmy, mdy or ymd")
    )
    parser.add_argument(
        "--decimal",
        metavar="SIGN",
        type=one_of("comma", "point"),
        help=_("comma or point marks the decimals"),
    )
    parser.add_argument("--dry-run", action="store_true", help=_("only say what would happen"))
    parser.add_argument(
        "--failed-rows", metavar="FILE", type=Path, help=_("write the rows with problems into a CSV file")
    )


def _run(session: Session, options: Options) -> int:
    opened = session.reading() if options.dry_run else session.writing()
    with opened as workspace:
        if workspace.everything.is_one(options.path):
            return _everything(workspace, session, options)
        plan = _plan(workspace, options)
        plan.require_clear()
        label = _("Importing {file}").format(file=options.path.name)
        with TerminalProgress(label) as progress:
            if options.dry_run:
                result = _previewed(workspace, plan, progress, options.failed_rows)
            else:
                result = workspace.imports.run(plan, progress, failed_rows=options.failed_rows)
    if session.is_json:
        put_json(_facts(result))
    else:
        _show(result, options)
        if plan.other_sheets:
            said = _("Read from the sheet “{sheet}”; left alone: {others}.")
            tell(said.format(sheet=plan.sheet, others=", ".join(plan.other_sheets)))
    return IN_PART if result.problems else DONE


def _everything(workspace: Workspace, session: Session, options: Options) -> int:
    """A zip that ``export everything`` wrote, into a workspace without records."""
    with TerminalProgress(_("Importing {file}").format(file=options.path.name)) as progress:
        if options.dry_run:
            result = workspace.everything.look_at(options.path)
        else:
            result = workspace.everything.read(options.path, progress)
    if session.is_json:
        put_json(_facts(result))
    else:
        _show(result, options)
    return DONE


def _plan(workspace: Workspace, options: Options) -> ImportPlan:
    return workspace.imports.open(
        options.path,
        kind=options.kind,
        source=options.source,
        maps=options.maps,
        constants=options.constants,
        value_maps=options.value_maps,
        on_duplicate=options.on_duplicate,
        leads_since=options.leads_since,
        campaign=options.campaign,
        date_order=options.date_order,
        decimal=options.decimal,
    )


def _previewed(
    workspace: Workspace, plan: ImportPlan, progress: TerminalProgress, failed_rows: Path | None
) -> ImportResult:
    """What an import would say, with no step."""
    preview = workspace.imports.preview(plan, progress, most_problems=ALL_PROBLEMS)
    if failed_rows is not None and preview.problems:
        workspace.imports.save_failed_rows(plan, preview.problems, failed_rows)
    return _as_result(preview)


def _as_result(preview: ImportPreview) -> ImportResult:
    counts = preview.counts
    return ImportResult(
        source=preview.source,
        kind=preview.kind,
        rows=preview.total,
        created=counts.get(Outcome.NEW, 0),
        updated=counts.get(Outcome.UPDATE, 0),
        same=counts.get(Outcome.SAME, 0),
        skipped=counts.get(Outcome.SKIP, 0),
        problems=preview.problems,
        unmapped=preview.unmapped,
        step=None,
    )


def _facts(result: ImportResult) -> Json:
    return {
        "source": result.source,
        "kind": result.kind,
        "rows": result.rows,
        "created": result.created,
        "updated": result.updated,
        "same": result.same,
        "skipped": result.skipped,
        "problems": [facts.problem(found) for found in result.problems],
        "unmapped": list(result.unmapped),
        "step": result.step,
        "notes": dict(result.notes),
    }


def _show(result: ImportResult, options: Options) -> None:
    text = ngettext("{n} row read as {kind} ({source}):", "{n} rows read as {kind} ({source}):", result.rows)
    put(text.format(n=texts.number(result.rows), kind=result.kind, source=result.source))
    told = {
        _("new"): result.created,
        _("updated"): result.updated,
        _("the same"): result.same,
        _("skipped"): result.skipped,
    }
    put("  " + ", ".join(f"{texts.number(number)} {word}" for word, number in told.items()))
    if result.unmapped:
        put("  " + _("not taken over: {columns}").format(columns=", ".join(result.unmapped)))
    _tell_problems(result)
    if options.dry_run:
        put("  " + _("Nothing was changed: this was a dry run."))
    elif result.step is not None:
        put("  " + _("Step {step}; “smallbiz-crm undo {step}” takes it back.").format(step=result.step))


def _tell_problems(result: ImportResult) -> None:
    """The first problems, each once; and how a word of the file is given a meaning."""
    folded = fold_problems(result.problems)
    for found, others in folded[:SHOWN_PROBLEMS]:
        where = _("Row {row}, {column}") if found.column else _("Row {row}")
        said = f"{where.format(row=found.row, column=found.column)}: {problem_sentence(found)}"
        if others:
            more = ngettext("(and {n} more row like this)", "(and {n} more rows like this)", others)
            said += " " + more.format(n=texts.number(others))
        tell(said)
    if len(folded) > SHOWN_PROBLEMS:
        more = len(folded) - SHOWN_PROBLEMS
        tell(_("… and {n} more; --failed-rows FILE writes all of them.").format(n=texts.number(more)))
    words = unknown_words(result.problems)
    for field, word in words[:SHOWN_WORDS]:
        tell(_("Say what it means: --map-value “{field}:{word}=…”").format(field=field, word=word))
    if any(field == "stage" for field, _word in words) and result.kind == "deals":
        tell(_("A new stage of 20 % is made by --map-value “stage:THEIRS=new:20”."))


COMMANDS = {"import": Command(_("bring in a CSV, XLSX or vCard file"), _describe, _run)}
