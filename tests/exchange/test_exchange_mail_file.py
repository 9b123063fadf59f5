"""E-mails saved as files: who, when, what; and whatever a hostile one holds, it is text or refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.exchange.mail_file import parse_mail, read_mail

PLAIN = (
    b"From: =?utf-8?q?Ana_P=C3=A9rez?= <ana@a.example>\r\nTo: me@b.example\r\nSubject: Price list\r\n"
    b"Date: Tue, 12 May 2026 23:30:00 +0900\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    b"Could you send it?\r\nGr\xc3\xbc\xc3\x9fe\r\n"
)


def test_a_plain_mail_is_read() -> None:
    mail = parse_mail(PLAIN, "a.eml")
    assert (mail.subject, mail.recipients, mail.sent_on) == ("Price list", "me@b.example", date(2026, 5, 12))
    assert "Ana Pérez" in mail.sender
    assert mail.text == "Could you send it?\nGrüße"


def test_a_page_is_read_without_what_it_hides() -> None:
    page = b"<html><style>p{}</style><script>alert(1)</script><p>Hello &amp; bye</p><br>Ana</html>"
    mail = parse_mail(b"From: a@b.example\nSubject: x\nContent-Type: text/html\n\n" + page, "a.eml")
    assert mail.text == "Hello & bye\n\nAna"


def test_an_attachment_is_no_text() -> None:
    body = (
        b'From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="q"\n\n'
        b"--q\nContent-Type: text/plain\nContent-Disposition: attachment; filename=x.txt\n\nsecret\n"
        b"--q\nContent-Type: text/plain; charset=nonsense\n\nshown\n--q--\n"
    )
    assert parse_mail(body, "a.eml").text == "shown"


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"\x00\x01\x02", b"%PDF-1.7", b"BEGIN:VCARD\nEND:VCARD\n"]
)
def test_what_is_no_mail_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        read_mail(path)
    assert refused.value.code == "mail.unreadable"
    with pytest.raises(NotFound):
        read_mail(tmp_path / "gone.eml")


@settings(max_examples=80, deadline=None)
@given(st.integers(0, len(PLAIN)), st.binary(max_size=60))
def test_a_spoiled_mail_is_text_or_refused(at: int, spoiled: bytes) -> None:
    try:
        mail = parse_mail(PLAIN[:at] + spoiled + PLAIN[at:], "a.eml")
    except Refused:
        return
    assert "\0" not in mail.subject + mail.sender + mail.text


def test_nested_parts_end() -> None:
    deep = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level) for level in range(3_000)
    )
    try:
        parse_mail(b"From: a@b.example\nSubject: deep\n" + deep, "a.eml")
    except Refused:
        return
