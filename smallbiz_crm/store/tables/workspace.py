"""The workspace's own facts, custom fields, files attached, keys of other systems."""

from __future__ import annotations

from datetime import date

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Named,
    Table,
    TypedColumns,
    UniqueConstraint,
)

from smallbiz_crm.store.tables.base import METADATA, Record, journalled
from smallbiz_crm.store.types import CleanText, Day


class SettingColumns(Record):
    """A fact of the business that travels with the file; `value` is JSON."""

    name: Named[str] = Column(unique=True)
    value: Named[str] = Column(CleanText)


setting = journalled("setting", SettingColumns)


class FieldColumns(Record):
    """A field the user defined for a `kind` of record; `type` is text, number, date, yes_no or choice."""

    kind: Named[str]
    name: Named[str] = Column(CleanText)
    match_name: Named[str]
    type: Named[str]
    choices: Named[str | None] = Column(CleanText)
    position: Named[int]


field = journalled("field", FieldColumns, UniqueConstraint("kind", "match_name"))


class FieldValueColumns(Record):
    """The value of a field on a record; `number` in 10⁻⁶."""

    field_id: Named[int] = Column(ForeignKey("field.id"))
    record_id: Named[int]
    text: Named[str | None] = Column(CleanText)
    number: Named[int | None]
    day: Named[date | None] = Column(Day)


field_value = journalled(
    "field_value",
    FieldValueColumns,
    UniqueConstraint("field_id", "record_id"),
    Index(None, "record_id"),
    Index(None, "field_id", "text"),
    Index(None, "field_id", "number"),
    Index(None, "field_id", "day"),
)


class AttachmentColumns(Record):
    """A file that lies in the workspace; its bytes are found by `sha256`."""

    record_kind: Named[str]
    record_id: Named[int]
    name: Named[str] = Column(CleanText)
    media_type: Named[str | None]
    sha256: Named[str] = Column(index=True)
    size: Named[int]
    added_on: Named[date] = Column(Day)


attachment = journalled("attachment", AttachmentColumns, Index(None, "record_kind", "record_id"))


class AttachmentBytesColumns(TypedColumns):
    """Parts of 1 MB, written once and never journalled."""

    sha256: Named[str] = Column(primary_key=True)
    part: Named[int] = Column(Integer, primary_key=True, autoincrement=False)
    bytes: Named[bytes] = Column(LargeBinary)


attachment_bytes = Table("attachment_bytes", METADATA, AttachmentBytesColumns)


class ExternalKeyColumns(Record):
    """The id of a record in another system: the same id from the same source is the same record."""

    source: Named[str] = Column(CleanText)
    kind: Named[str]
    external_id: Named[str] = Column(CleanText)
    record_id: Named[int]


external_key = journalled(
    "external_key",
    ExternalKeyColumns,
    UniqueConstraint("source", "kind", "external_id"),
    Index(None, "kind", "record_id"),
)


class ImportProfileColumns(Record):
    """A mapping that the user made for a header; both are JSON."""

    header: Named[str] = Column(unique=True)
    mapping: Named[str] = Column(CleanText)


import_profile = journalled("import_profile", ImportProfileColumns)


class SavedViewColumns(Record):
    """A view of a page that the user saved; `definition` is JSON."""

    page: Named[str]
    name: Named[str] = Column(CleanText)
    definition: Named[str]
    is_pinned: Named[bool]


saved_view = journalled("saved_view", SavedViewColumns, UniqueConstraint("page", "name"))


class MailTemplateColumns(Record):
    """An e-mail to begin with; subject and text may hold fields such as ``{first_name}``."""

    name: Named[str] = Column(CleanText, unique=True)
    subject: Named[str] = Column(CleanText)
    text: Named[str] = Column(CleanText)


mail_template = journalled("mail_template", MailTemplateColumns)
