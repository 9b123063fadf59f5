"""Every schema there ever was opens, is brought up to date, and keeps its rows, its sums and its steps."""

from __future__ import annotations

import importlib.util
import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.store.schema import SCHEMA_VERSION

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
SCHEMAS = sorted(int(path.name.split(".")[0].removeprefix("schema_")) for path in GOLDEN.glob("*.crm.xz"))


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("golden_maker", GOLDEN / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(params=SCHEMAS)
def golden(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / f"schema_{request.param}.crm"
    path.write_bytes(lzma.decompress((GOLDEN / f"{path.name}.xz").read_bytes()))
    return path


@pytest.fixture
def workspace(golden: Path) -> Iterator[Workspace]:
    opened = Workspace.open(golden)
    yield opened
    opened.close()


def test_the_first_schema_is_kept():
    assert 1 in SCHEMAS


def test_rows_and_sums_are_kept(golden: Path, workspace: Workspace, maker: ModuleType):
    workspace.close()
    told: dict[str, dict[str, int]] = json.loads((golden_json(golden)).read_text(encoding="utf-8"))
    now = maker.contents(golden)
    kept = {table: {name: now[table][name] for name in held} for table, held in told.items()}
    assert kept == told


def test_the_file_is_whole_and_of_todays_schema(workspace: Workspace):
    checked = workspace.backups.check()
    assert checked.findings == ()
    assert checked.schema == SCHEMA_VERSION


def test_an_older_file_leaves_a_verified_copy_beside_it(golden: Path, workspace: Workspace):
    copies = list((golden.parent / "backups").glob("*.crm"))
    assert len(copies) == (0 if golden.stem == f"schema_{SCHEMA_VERSION}" else 1)


def test_its_steps_can_still_be_taken_back_and_brought_again(
    golden: Path, workspace: Workspace, maker: ModuleType
):
    steps = 0
    while workspace.history.next_undo() is not None:
        workspace.history.undo()
        steps += 1
    assert steps > 10
    assert workspace.contacts.count() == workspace.deals.count() == 0
    for _ in range(steps):
        workspace.history.redo()
    assert workspace.backups.check().findings == ()
    workspace.close()
    told = json.loads(golden_json(golden).read_text(encoding="utf-8"))
    now = maker.contents(golden)
    assert {name: now[name]["rows"] for name in KEPT} == {name: told[name]["rows"] for name in KEPT}


KEPT = (
    "contact",
    "contact_email",
    "company",
    "deal",
    "deal_history",
    "sale",
    "spend",
    "touch",
    "field_value",
)


def golden_json(golden: Path) -> Path:
    return GOLDEN / f"{golden.stem}.json"
