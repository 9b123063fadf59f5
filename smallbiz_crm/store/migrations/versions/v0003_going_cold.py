"""People with a cadence are found at once, and so is what was removed from a person."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("CREATE INDEX ix_contact_cadence ON contact (cadence_days) WHERE cadence_days IS NOT NULL")
    op.execute(
        "CREATE INDEX ix_journal_entry_parts ON journal_entry (table_name, json_extract(before, '$.contact_id')) "
        "WHERE operation = 'delete' AND json_extract(before, '$.contact_id') IS NOT NULL"
    )
