"""The benchmarks run at a tiny scale and say what they measured; no figure is judged here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import material, store_jobs
from benchmarks.__main__ import main


@pytest.mark.full
def test_a_job_gives_its_rows_as_a_table_and_as_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(material, "DATA", tmp_path)
    monkeypatch.setattr(store_jobs, "DATA", tmp_path)
    assert main(["--scale", "tiny", "--only", "write", "--json", str(tmp_path / "rows.json")]) == 0
    rows = json.loads((tmp_path / "rows.json").read_text("utf-8"))
    assert [row["job"] for row in rows] == ["a write through the workspace", "undo of one edit"]
    assert set(rows[0]) == {"job", "scale", "limit_ms", "ours_ms", "ratio", "goal", "met"}
    assert "undo of one edit" in capsys.readouterr().out
