"""``encrypt``, ``decrypt``, and where every command takes the password from."""

from __future__ import annotations

import getpass
import sys

import pytest
from command_line import CommandLine


@pytest.fixture
def secret(crm: CommandLine) -> CommandLine:
    """A command line whose workspace is encrypted by the file ``password``."""
    crm("add", "Ana Lindqvist, ana@x.example")
    crm.file("password", "correct horse\n")
    assert crm("encrypt", "--password-file", crm.folder / "password").code == 0
    return crm


def test_the_recovery_key_alone_is_printed(crm: CommandLine) -> None:
    ran = crm("encrypt", "--password-file", crm.file("password", "correct horse\n"))
    assert ran.code == 0
    assert [len(group) for group in ran.out.strip().split("-")] == [5] * 16
    assert "1 backup can still be read" in ran.err
    key = crm.file("key", ran.out)
    assert crm("--password-file", key, "check").code == 0


def test_commands_take_the_password_from_a_file_or_the_environment(
    secret: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    password = secret.folder / "password"
    assert secret.json("list", "contacts", "--password-file", password)["total"] == 1
    monkeypatch.setenv("SMALLBIZ_CRM_PASSWORD", "correct horse")
    assert secret("add", "Ben, ben@x.example").code == 0
    assert secret("backup").code == 0
    monkeypatch.setenv("SMALLBIZ_CRM_PASSWORD", "wrong horse")
    ran = secret("list", "contacts")
    assert ran.code == 3
    assert "password does not fit" in ran.err
    assert "damaged" in ran.err


def test_without_a_password_it_says_how_to_give_one(secret: CommandLine) -> None:
    ran = secret("list", "contacts")
    assert (ran.code, ran.out) == (3, "")
    assert "--password-file" in ran.err
    assert ran.err.count("\n") == 1


def test_a_terminal_is_asked(secret: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: "correct horse")
    assert secret.json("list", "contacts")["total"] == 1


def test_typing_two_passwords_that_differ_changes_nothing(
    crm: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = iter(["one long password", "another long password"])
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: next(typed))
    assert crm("encrypt").code == 3
    assert crm("list", "contacts").code == 0


def test_the_password_is_changed_and_removed(secret: CommandLine) -> None:
    old, new = secret.folder / "password", secret.file("new", "battery staple")
    told = secret.json("encrypt", "--password-file", old, "--new-password-file", new, "--remove-open-copies")
    assert told["removed"] == 1
    assert told["rows"]["contact"] == 1
    assert secret("check", "--password-file", old).code == 3
    assert secret("decrypt", "--password-file", new).code == 0
    assert secret.json("list", "contacts")["total"] == 1
    assert secret("decrypt").code == 3


def test_an_encrypted_copy_is_put_back(secret: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMALLBIZ_CRM_PASSWORD", "correct horse")
    copy = secret.json("backup")["file"]
    assert secret("add", "Ben, ben@x.example").code == 0
    assert secret("restore", copy).code == 0
    assert secret.json("list", "contacts")["total"] == 1


@pytest.mark.parametrize(("content", "said"), [(b"", "holds no password"), (b"\xff\xfe\xfd", "UTF-8")])
def test_an_unfit_password_file_is_named(crm: CommandLine, content: bytes, said: str) -> None:
    ran = crm("encrypt", "--password-file", crm.file("password", content))
    assert ran.code == 3
    assert said in ran.err
    assert crm("check").code == 0


def test_a_password_that_is_too_short_is_refused(crm: CommandLine) -> None:
    ran = crm("encrypt", "--password-file", crm.file("password", "short"))
    assert ran.code == 3
    assert "8 characters" in ran.err
