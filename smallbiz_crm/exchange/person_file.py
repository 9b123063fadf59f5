"""Everything about one person as a file: JSON for programs, HTML for people, or a zip of both with the files."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

from smallbiz_crm.exchange.atomic import atomic_file, atomic_folder
from smallbiz_crm.exchange.filenames import safe_file_name

Label = Callable[[str], str]

_STYLE = """body{font:15px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#1a2230}
h1{font-size:1.6rem}h2{font-size:1.15rem;margin-top:2rem}table{border-collapse:collapse;width:100%}
th,td{text-align:start;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #d7dce4}
th{font-weight:600;color:#535e70;white-space:nowrap}td{white-space:pre-wrap;overflow-wrap:anywhere}"""


def write_person_file(
    told: Mapping[str, Any], contents: Mapping[str, bytes], target: Path, title: str, label: Label
) -> None:
    """Write to `target` by its ending: ``.json``, ``.html``, or ``.zip`` with both and `contents`.

    `label` turns a key into a heading. Raises Trouble where it cannot be written; what stood there is replaced.
    """
    ending = target.suffix.lower()
    if ending == ".zip":
        with atomic_folder(target, lambda _path: None) as folder:
            (folder / "person.json").write_text(as_json(told), encoding="utf-8")
            (folder / "person.html").write_text(as_html(told, title, label), encoding="utf-8")
            if contents:
                (folder / "files").mkdir()
            for name, content in contents.items():
                (folder / "files" / safe_file_name(name)).write_bytes(content)
        return
    with atomic_file(target) as stream:
        stream.write(as_json(told) if ending == ".json" else as_html(told, title, label))


def as_json(told: Mapping[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=2, default=str) + "\n"


def as_html(told: Mapping[str, Any], title: str, label: Label) -> str:
    """A page that needs nothing else; every value is shown as the text it is."""
    parts = [
        '<!doctype html><html><head><meta charset="utf-8">',
        f"<title>{html.escape(title)}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{html.escape(title)}</h1>",
    ]
    for key, value in told.items():
        if isinstance(value, (dict, list)):
            parts.append(f"<h2>{html.escape(label(key))}</h2>{_block(cast('Any', value), label)}")
        else:
            parts.append(f"<p>{html.escape(label(key))}: {_cell(value, label)}</p>")
    return "".join((*parts, "</body></html>\n"))


def _block(value: dict[str, Any] | list[Any], label: Label) -> str:
    if isinstance(value, dict):
        rows = [
            f"<tr><th>{html.escape(label(key))}</th><td>{_cell(each, label)}</td></tr>"
            for key, each in value.items()
            if each not in (None, "", [], {})
        ]
    else:
        rows = [f"<tr><td>{_cell(each, label)}</td></tr>" for each in value]
    return f"<table>{''.join(rows)}</table>" if rows else "<p>—</p>"


def _cell(value: Any, label: Label) -> str:
    if isinstance(value, dict):
        members = cast("dict[str, Any]", value)
        told = [_cell(each, label) for each in members.values() if each not in (None, "")]
        return " · ".join(filter(None, told))
    if isinstance(value, list):
        return "<br>".join(_cell(each, label) for each in cast("list[Any]", value))
    return html.escape("" if value is None else str(value))
