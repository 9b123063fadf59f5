"""The command line: the same services as the window, without Qt. Each command loads only what it needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smallbiz_crm.cli.failures import Committed

__all__ = ["main"]


def main(argv: Sequence[str]) -> int:
    """Run the command that `argv` names (without the program's own name).

    Returns 0 when done, 1 when done in part, 2 for wrong usage, 3 when refused or failed, with nothing changed. Never
    raises, never shows a traceback.
    """
    from smallbiz_crm.cli.failures import Committed, watched
    from smallbiz_crm.cli.output import prepare_streams
    from smallbiz_crm.services.places import keep_chart_fonts

    prepare_streams()
    keep_chart_fonts()
    committed = Committed()
    return watched(lambda: _run(list(argv), committed), committed)


def _run(argv: list[str], committed: Committed) -> int:
    from smallbiz_crm.cli.arguments import parsed

    call = parsed(argv, committed)
    return 0 if call is None else call()
