"""The command lines of the page about importing deals, run as they stand there."""

from __future__ import annotations

import json
import re
import shlex
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from command_line import ROOT, CommandLine

pytestmark = pytest.mark.full

PAGE = ROOT / "docs" / "importing-deals.md"
RATE = 0.0001


def blocks() -> list[list[str]]:
    text = PAGE.read_text(encoding="utf-8")
    return [block.strip().splitlines() for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)]


@pytest.mark.parametrize(
    ("number", "name", "deals", "revenue"),
    [
        (0, "maven_crm", 8800, "revenue_won"),
        (1, "hubspot_dummy", 500, "revenue_won"),
        (2, "sample_crm", 500, "value_won"),
    ],
)
def test_a_block_gives_the_figures_of_others(
    crm: CommandLine, data_folder: Path, number: int, name: str, deals: int, revenue: str
) -> None:
    told = json.loads((data_folder / "expected_kpis.json").read_text(encoding="utf-8"))
    wanted: dict[str, Any] = told[name]["kpis"]
    result: dict[str, Any] = {}
    for line in blocks()[number]:
        program, command, path, *rest = shlex.split(line)
        assert (program, command) == ("smallbiz-crm", "import")
        ran = crm(command, data_folder / "sales" / path, *rest, "--json")
        assert ran.code in (0, 1), ran.err
        result = ran.facts
    assert (result["created"], result["problems"]) == (deals, [])
    figures = crm.json("report", "sales", "--period", "all")["figures"]
    assert figures["win_rate"]["value"] == pytest.approx(wanted["win_rate"], abs=RATE)
    assert Decimal(figures["revenue"]["value"]["amount"]) == Decimal(str(wanted[revenue]))
