"""The letter in the accountant's pack: what is in it, what it adds up to, how to read it. Text, for any editor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from smallbiz_crm.domain.accountant import Pack, PackNote
from smallbiz_crm.domain.languages import SOURCE
from smallbiz_crm.domain.ledger import SALES, SPENDING, LedgerKind, totals, totals_by
from smallbiz_crm.domain.money import plain
from smallbiz_crm.domain.receivables import Age
from smallbiz_crm.exchange.sheets import Words
from smallbiz_crm.exchange.workbook_summary import note_lines, period_text, tax_code_lines
from smallbiz_crm.exchange.written import amount_text


def letter(
    pack: Pack, words: Words, names: Sequence[str], receipts: int, notes: Sequence[PackNote] = ()
) -> str:
    """The text, lines ended by ``\\n``. `names` are the files beside it; receipts are only counted."""
    parts = [
        _head(pack, words),
        _files(words, names, receipts),
        _totals(pack, words),
        _outside(pack, words),
        _open(pack, words),
        _blockers(pack, words),
        _odd(pack, words),
        _notes(words, notes),
        _listed(words("accountant.section.tax_codes"), tax_code_lines(pack, words)),
        _listed(words("accountant.section.notes"), note_lines(pack, words)),
        [words("accountant.letter.columns"), *_columns(words)],
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def _head(pack: Pack, words: Words) -> list[str]:
    title = words(pack.title)
    facts = {
        "business": pack.business,
        "tax_id": pack.business_tax_id,
        "period": period_text(pack, words),
        "currency": pack.currency,
        "basis": words(f"accountant.basis.{pack.basis}"),
    }
    lines = [
        f"{words(f'accountant.fact.{label}')}: {_line(value)}" for label, value in facts.items() if value
    ]
    return [title, "=" * len(title), *lines]


def _files(words: Words, names: Sequence[str], receipts: int) -> list[str]:
    lines = [words("accountant.letter.files"), *(f"- {name}" for name in names if "/" not in name)]
    if receipts:
        lines.append(f"- receipts/: {words('accountant.letter.receipts', count=receipts)}")
    return [*lines, f"- manifest.json: {words('accountant.letter.manifest')}"]


def _totals(pack: Pack, words: Words) -> list[str]:
    found = totals(pack.rows)
    lines = [words("accountant.section.kinds", currency=pack.currency)]
    for kind in LedgerKind:
        if kind in found:
            sums = found[kind]
            amounts = {"net": sums.base_net, "tax": sums.base_tax, "gross": sums.base_gross}
            told = {name: _plain(amount, pack.currency, words) for name, amount in amounts.items()}
            label = words(f"accountant.kind.{kind}")
            form = "taxed" if kind in (*SALES, *SPENDING) else "untaxed"
            lines.append(f"- {label}: {words(f'accountant.letter.{form}', count=sums.count, **told)}")
    return lines if found else [*lines, f"- {words('accountant.letter.nothing')}"]


def _outside(pack: Pack, words: Words) -> list[str]:
    rows = [row for row in pack.rows if row.base_gross is None]
    groups = totals_by(rows, lambda row: (row.kind, row.currency))
    if not groups:
        return []
    lines: list[str] = []
    for (kind, currency), found in groups.items():
        amount = _plain(found.gross or 0, currency, words)
        lines.append(f"{words(f'accountant.kind.{kind}')}: {amount} {currency} ({found.count})")
    return _listed(words("accountant.section.unconverted"), lines)


def _open(pack: Pack, words: Words) -> list[str]:
    """What customers owe, by age; what has no rate stands in its own currency."""
    sums: dict[tuple[Age, str], int] = {}
    for item in pack.open_amounts:
        is_known = item.base_amount is not None
        key = (item.age, pack.currency if is_known else item.currency)
        sums[key] = sums.get(key, 0) + (item.base_amount if item.base_amount is not None else item.amount)
    lines = [
        words(
            "accountant.open.line",
            age=words(f"accountant.age.{age}"),
            amount=_plain(sums[age, currency], currency, words),
            currency=currency,
        )
        for age in Age
        for currency in sorted(currency for each, currency in sums if each is age)
    ]
    if not lines:
        return []
    return [words("accountant.section.open", day=pack.last_day.isoformat()), *(f"- {line}" for line in lines)]


def _odd(pack: Pack, words: Words) -> list[str]:
    if not pack.odd:
        return []
    lines = (words(f"accountant.blocker.{item.code}", subject=_line(item.subject)) for item in pack.odd)
    return [words("accountant.section.odd"), *(f"- {line}" for line in lines)]


def _blockers(pack: Pack, words: Words) -> list[str]:
    if not pack.blockers:
        return []
    lines = (words(f"accountant.blocker.{item.code}", subject=_line(item.subject)) for item in pack.blockers)
    return [words("accountant.section.blockers"), *(f"- {line}" for line in lines)]


def _notes(words: Words, notes: Sequence[PackNote]) -> list[str]:
    if not notes:
        return []
    lines = (words(f"accountant.pack_note.{note.code}", subject=_line(note.subject)) for note in notes)
    return [words("accountant.section.file_notes"), *(f"- {line}" for line in lines)]


def _columns(words: Words) -> Iterable[str]:
    for name in ("document", "amounts", "base", "kinds", "recoverable_tax", "rate"):
        yield f"- {words(f'accountant.letter.column.{name}')}"


def _listed(title: str, lines: Sequence[str]) -> list[str]:
    return [title, *(f"- {_line(line)}" for line in lines)] if lines else []


def _plain(amount: int, currency: str, words: Words) -> str:
    """Without signs between thousands in English, which programs read too; else as the reader writes it."""
    language = words("accountant.language")
    return plain(amount, currency) if language == SOURCE else amount_text(amount, currency, language)


def _line(text: str) -> str:
    return " ".join(text.split())
