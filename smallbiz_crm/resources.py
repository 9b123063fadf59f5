"""Finds the files that travel with the program: icons, themes, templates, translations. Knows no Qt."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def _root() -> Path:
    package = Path(__file__).resolve().parent
    inside_wheel = package / "resources"
    return inside_wheel if inside_wheel.is_dir() else package.parent / "resources"


def resource(*parts: str) -> Path:
    """The path of a packaged file or folder: ``resource("icons", "search.svg")``. It need not exist."""
    return _root().joinpath(*parts)
