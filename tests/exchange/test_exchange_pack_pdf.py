"""The PDF of the pack: every total as in the ledger, the ledger inside, whatever people are called."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pack_sample import ROWS, STANDARD, SUM, ledger_row, sample_pack

from smallbiz_crm.domain.accountant import Blocker, Pack
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.ledger import LedgerKind
from smallbiz_crm.exchange import typesetting
from smallbiz_crm.exchange.ledger import write_ledger
from smallbiz_crm.exchange.pack import missing_formats, write_pack
from smallbiz_crm.exchange.pack_pdf import TEMPLATE, pack_data, write_pdf
from smallbiz_crm.exchange.typesetting import SIGNS_MISSING, fitting, page_pictures, typeset
from smallbiz_crm.exchange.written import amount_text
from smallbiz_crm.words import phrase

ODD_NAMES = (
    "#panic(1)", "*bold* _x_ $y$ [z]", "= Title", "שלום ובניו", "محمد علي وشركاه", "A" * 300, "\u0007bell", "''",
    "Łódź Ørsted ß", "\\ \" ` @label <x>",
)  # fmt: skip


def named(*names: str) -> Pack:
    rows = [
        ledger_row(LedgerKind.SALE, 1 + place % 28, 100_00, party=name, description=name, **STANDARD)
        for place, name in enumerate(names)
    ]
    return sample_pack(tuple(rows), business=names[0])


def printed_text(path: Path) -> str:
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    found = subprocess.run([program, "-layout", path, "-"], capture_output=True, check=True)
    return found.stdout.decode()


def test_the_document_is_made_for_the_archive_and_always_the_same(tmp_path: Path) -> None:
    for name in ("one.pdf", "two.pdf"):
        assert write_pdf(tmp_path / name, sample_pack(), phrase) in ((), (SIGNS_MISSING,))
    content = (tmp_path / "one.pdf").read_bytes()
    assert content.startswith(b"%PDF-1.7")
    assert content == (tmp_path / "two.pdf").read_bytes()
    pdf = typeset(TEMPLATE, pack_data(named("Ana"), phrase))
    assert pdf.notes == ()
    assert b"<pdfaid:part>3" in pdf.content
    assert b"<pdfaid:conformance>B" in pdf.content


def test_many_alike_problems_are_told_in_a_few_lines() -> None:
    odd = tuple(Blocker("sale_without_invoice", f"Deal {number}") for number in range(40))
    parts: Any = pack_data(replace(sample_pack(), odd=odd), phrase)["parts"]
    (lines,) = (part["lines"] for part in parts if part["title"] == "Worth a look")
    assert len(lines) == 16
    assert lines[-1] == "and 25 more, listed in README.txt"


def test_names_are_text_and_never_markup() -> None:
    assert typeset(TEMPLATE, pack_data(named(*ODD_NAMES), phrase)).notes == ()


def test_a_sign_that_no_font_has_costs_the_standard_and_is_said(tmp_path: Path) -> None:
    pack = named("\U0001fae8\U00012000\U00018b00")
    written = write_pack(tmp_path / "March", pack, formats=["pdf"], words=phrase)
    assert [note.code for note in written.notes] == [SIGNS_MISSING]
    assert "not PDF/A" in (tmp_path / "March" / "README.txt").read_text(encoding="utf-8-sig")
    assert b"<pdfaid:part>" not in (tmp_path / "March" / "summary 2026-03.pdf").read_bytes()


def test_where_the_library_is_missing_the_format_is_not_there_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typesetting.importlib.util, "find_spec", lambda _name: None)
    typesetting.why_no_pdf.cache_clear()
    try:
        assert missing_formats() == {"pdf": "pdf.not_on_this_system"}
        with pytest.raises(Refused, match=r"pdf\.not_on_this_system"):
            write_pdf(tmp_path / "x.pdf", sample_pack(), phrase)
    finally:
        typesetting.why_no_pdf.cache_clear()


def test_the_totals_are_those_of_the_ledger() -> None:
    data: Any = pack_data(sample_pack(), phrase)
    feet = {part["title"]: part["foot"] for part in data["parts"] if part["kind"] == "ledger"}
    assert feet["Sales"][-3:] == [
        amount_text(amount, "EUR", "en") for amount in (SUM.sales_net, SUM.sales_tax, SUM.sales_gross)
    ]
    assert feet["Payments"][-1] == amount_text(SUM.payments, "EUR", "en")
    assert feet["Spend"][-1] == amount_text(SUM.spend_gross, "EUR", "en")
    (chart,) = [part for part in data["parts"] if part["kind"] == "chart"]
    assert sum(group["shares"][0] for group in chart["groups"]) == SUM.sales_net
    assert sum(group["shares"][1] for group in chart["groups"]) == SUM.spend_net


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_the_head_of_a_long_table_comes_again_on_each_page(paper: str) -> None:
    rows = tuple(
        ledger_row(LedgerKind.SALE, 1 + number % 28, 100 + number, document=f"R-{number}", party="Nordlicht")
        for number in range(200)
    )
    pictures = page_pictures(TEMPLATE, pack_data(sample_pack(rows, paper=paper), phrase), 40)
    assert len(pictures) > 4
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)


def test_long_words_may_break_and_short_ones_stay_whole() -> None:
    assert fitting("Nordlicht GmbH") == "Nordlicht GmbH"
    assert fitting("x" * 40).replace("\u200b", "") == "x" * 40
    assert max(map(len, fitting("x" * 40).split("\u200b"))) <= 8
    assert fitting("a\nb\x00c") == "a b c"


@pytest.mark.full
def test_other_programs_read_the_pages_and_the_ledger_inside(tmp_path: Path) -> None:
    pack = sample_pack(tuple(row for row in ROWS if row.party != "田中"))
    write_pdf(tmp_path / "pack.pdf", pack, phrase)
    text = printed_text(tmp_path / "pack.pdf")
    assert "Page 1 of " in text
    assert "Nova & Söhne" in text
    assert amount_text(pack.totals.sales_gross, "EUR", "en") in text
    assert len(re.findall(r"Accrual: by the day won and the day spent", text)) >= 2
    write_ledger(tmp_path / "ledger.csv", pack.rows, "EUR")
    qpdf = shutil.which("qpdf")
    if qpdf is None:
        pytest.skip("qpdf is not installed")
    subprocess.run([qpdf, "--check", tmp_path / "pack.pdf"], check=True, capture_output=True)
    shown = subprocess.run(
        [qpdf, "--show-attachment=ledger-2026-03.csv", tmp_path / "pack.pdf"], check=True, capture_output=True
    )
    assert shown.stdout == (tmp_path / "ledger.csv").read_bytes()
