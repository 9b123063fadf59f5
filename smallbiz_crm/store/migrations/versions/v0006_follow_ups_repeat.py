"""Follow-ups repeat, keep what came of them and what they came from."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("follow_up", sa.Column("repeats", sa.String(), nullable=True))
    op.add_column("follow_up", sa.Column("outcome", sa.String(), nullable=True))
    op.add_column("follow_up", sa.Column("came_from_id", sa.Integer(), nullable=True))
