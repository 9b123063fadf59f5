"""The command line as a script sees it: a line goes in, an exit code, stdout and stderr come out."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from smallbiz_crm.cli import main

ROOT = Path(__file__).resolve().parents[2]
START = (
    "import signal, sys; from smallbiz_crm.cli import main; "
    "signal.signal(signal.SIGINT, signal.default_int_handler); sys.exit(main(sys.argv[1:]))"
)


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def facts(self) -> Any:
        """The JSON object on stdout, which must be the only thing there."""
        return json.loads(self.out)


class CommandLine:
    """Runs commands on one workspace in a folder of its own."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.workspace = folder / "shop.crm"
        self._capture = capture
        self._patch = patch

    def __call__(self, *line: object, stdin: bytes | None = None) -> Ran:
        if stdin is not None:
            self._patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        self._capture.readouterr()
        code = main([str(word) for word in line])
        told = self._capture.readouterr()
        return Ran(code, told.out, told.err)

    def json(self, *line: object, code: int = 0, stdin: bytes | None = None) -> Any:
        """The facts a command prints with --json; it must end with `code`."""
        ran = self(*line, "--json", stdin=stdin)
        assert ran.code == code, ran.err
        return ran.facts

    def file(self, name: str, content: str | bytes) -> Path:
        """A file in the folder."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def process(self, *line: object, **options: Any) -> subprocess.Popen[bytes]:
        """The same command as a process of its own."""
        command = [sys.executable, "-c", START, *(str(word) for word in line)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        streams = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        return subprocess.Popen(command, **{"cwd": self.folder, "env": environment, **streams, **options})

    def state(self) -> tuple[bool, dict[str, int]]:
        """Whether the workspace is in order, and how many rows each table has."""
        facts = self.json("check")
        return facts["ok"], facts["rows"]
