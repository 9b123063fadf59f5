"""The program itself, ended as soon as it is where the benchmark waits for it.

``python -m benchmarks.our_window FILE painted|filled``: at the first paint, or once Today shows its data.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main(path: str, until: str) -> None:
    from smallbiz_crm import app as program

    if until == "painted":
        program.CrashHandler.open_log = lambda _self: os._exit(0)  # what is called first after the paint
    else:
        _end_when_filled()
    program.run(program.Options(Path(path)))


def _end_when_filled() -> None:
    from smallbiz_crm.ui.today.page import TodayPage

    show = TodayPage._on_read

    def show_and_end(page: TodayPage, reading: object) -> None:
        show(page, reading)  # type: ignore[arg-type]
        page.window().repaint()
        os._exit(0)

    TodayPage._on_read = show_and_end  # type: ignore[method-assign]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
