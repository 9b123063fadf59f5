"""The history of a deal keeps why it was lost each time, so that opening it again forgets nothing."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    for column in ("reason", "reason_note", "competitor"):
        op.execute(f"ALTER TABLE deal_history ADD COLUMN {column} VARCHAR")
    op.execute(
        "UPDATE deal_history SET "
        "reason = (SELECT reason.name FROM deal JOIN reason ON reason.id = deal.reason_id WHERE deal.id = deal_id), "
        "reason_note = (SELECT deal.reason_note FROM deal WHERE deal.id = deal_id), "
        "competitor = (SELECT deal.competitor FROM deal WHERE deal.id = deal_id) "
        "WHERE id IN (SELECT max(id) FROM deal_history WHERE outcome = 'lost' GROUP BY deal_id)"
    )
