"""Every way the program says no: a code with parameters, turned into a sentence by `smallbiz_crm.words`.

CrmError
├── Refused      the input or the state forbids it; nothing changed
│   ├── NotFound     the record named does not exist
│   └── Conflict     later work stands in the way (undo, redo)
├── Trouble      the environment failed: disk full, locked, read-only, damaged, newer file; nothing changed
└── Cancelled    the user stopped it; nothing is kept
"""

from __future__ import annotations


class CrmError(Exception):
    """A known failure. `code` is stable and dotted (``file.not_found``); `params` fill the sentence."""

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}({details})"


class Refused(CrmError):
    """What was asked is not possible as asked; nothing changed."""


class NotFound(Refused):
    """The record, file or step named does not exist."""


class Conflict(Refused):
    """Later work stands in the way of taking something back."""


class Trouble(CrmError):
    """The machine or the file failed, not the request: disk, lock, rights, damage, version."""


class Cancelled(CrmError):
    """The user cancelled; nothing was kept."""

    def __init__(self) -> None:
        super().__init__("work.cancelled")
