"""Nurture steps name their e-mail template, runs where they were started from, follow-ups the step they come from."""

from alembic import op

revision = "0010"
down_revision = "0009"

ADDED = (
    ("nurture_step", "mail_template_id", "mail_template"),
    ("nurture_run", "campaign_id", "campaign"),
    ("nurture_run", "segment_id", "segment"),
    ("follow_up", "nurture_step_id", "nurture_step"),
)


def upgrade() -> None:
    for table, column, other in ADDED:
        # Written out: SQLite takes a foreign key with a new column, which spares copying the table.
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {column} INTEGER CONSTRAINT fk_{table}_{column} REFERENCES {other} (id)"
        )
        op.create_index(f"ix_{table}_{column}", table, [column])
