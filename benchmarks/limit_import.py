"""The least that could import a contact file: csv and executemany into indexed tables and a search index."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

BATCH = 10_000
_SCHEMA = """
CREATE TABLE company (id INTEGER PRIMARY KEY, name TEXT NOT NULL, match_name TEXT NOT NULL);
CREATE INDEX ix_company ON company (match_name);
CREATE TABLE contact (id INTEGER PRIMARY KEY, name TEXT NOT NULL, sort_name TEXT NOT NULL, given_name TEXT,
    family_name TEXT, job_title TEXT, company_id INTEGER REFERENCES company (id));
CREATE INDEX ix_contact_listed ON contact (sort_name, id);
CREATE INDEX ix_contact_company ON contact (company_id);
CREATE INDEX ix_contact_matched ON contact (name, company_id);
CREATE TABLE email (id INTEGER PRIMARY KEY, contact_id INTEGER NOT NULL REFERENCES contact (id), address TEXT);
CREATE INDEX ix_email_contact ON email (contact_id);
CREATE INDEX ix_email_address ON email (address);
CREATE TABLE phone (id INTEGER PRIMARY KEY, contact_id INTEGER NOT NULL REFERENCES contact (id), number TEXT);
CREATE INDEX ix_phone_contact ON phone (contact_id);
CREATE INDEX ix_phone_number ON phone (number);
CREATE TABLE address (id INTEGER PRIMARY KEY, contact_id INTEGER NOT NULL REFERENCES contact (id), city TEXT,
    country TEXT);
CREATE INDEX ix_address_contact ON address (contact_id);
CREATE TABLE tag (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE contact_tag (contact_id INTEGER NOT NULL REFERENCES contact (id),
    tag_id INTEGER NOT NULL REFERENCES tag (id), UNIQUE (contact_id, tag_id));
CREATE INDEX ix_contact_tag ON contact_tag (tag_id);
CREATE VIRTUAL TABLE search USING fts5(words, detail=none, columnsize=0, prefix='2 3',
    tokenize='unicode61 remove_diacritics 2');
"""
_INSERTS = {
    "company": "INSERT INTO company VALUES (?, ?, ?)",
    "contact": "INSERT INTO contact VALUES (?, ?, ?, ?, ?, ?, ?)",
    "email": "INSERT INTO email (contact_id, address) VALUES (?, ?)",
    "phone": "INSERT INTO phone (contact_id, number) VALUES (?, ?)",
    "address": "INSERT INTO address (contact_id, city, country) VALUES (?, ?, ?)",
    "tag": "INSERT INTO tag VALUES (?, ?)",
    "contact_tag": "INSERT OR IGNORE INTO contact_tag VALUES (?, ?)",
    "search": "INSERT INTO search (rowid, words) VALUES (?, ?)",
}


def open_raw(path: Path) -> Any:
    """The driver's connection as any program would set it up that must not lose a commit."""
    connection = dbapi2.connect(str(path), isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def import_rows(source: Path, target: Path) -> int:
    """Fill a new file at `target` in one transaction. Returns the number of people."""
    connection = open_raw(target)
    connection.executescript(_SCHEMA)
    companies: dict[str, int] = {}
    tags: dict[str, int] = {}
    count = 0
    connection.execute("BEGIN IMMEDIATE")
    with source.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream)
        next(reader)
        while batch := list(islice(reader, BATCH)):
            _write(connection, count + 1, batch, companies, tags)
            count += len(batch)
    connection.execute("COMMIT")
    connection.close()
    return count


def _write(
    connection: Any,
    first: int,
    batch: Sequence[Sequence[str]],
    companies: dict[str, int],
    tags: dict[str, int],
) -> None:
    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in _INSERTS}
    for person, cells in enumerate(batch, first):
        given, family, email, phone, company, job_title, city, country, labels = cells
        if company not in companies:
            companies[company] = len(companies) + 1
            rows["company"].append((companies[company], company, company.lower()))
        name = f"{given} {family}"
        rows["contact"].append((person, name, name.lower(), given, family, job_title, companies[company]))
        if email:
            rows["email"].append((person, email))
        if phone:
            rows["phone"].append((person, phone))
        rows["address"].append((person, city, country))
        for label in labels.split(", ") if labels else ():
            if label not in tags:
                tags[label] = len(tags) + 1
                rows["tag"].append((tags[label], label))
            rows["contact_tag"].append((person, tags[label]))
        rows["search"].append((person, f"{name} {job_title} {company} {email} {phone} {labels}".lower()))
    _insert(connection, rows.items())


def _insert(connection: Any, rows: Iterable[tuple[str, list[tuple[Any, ...]]]]) -> None:
    for table, values in rows:
        connection.executemany(_INSERTS[table], values)
