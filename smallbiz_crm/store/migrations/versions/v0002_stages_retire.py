"""Stages can be removed while the history of deals keeps naming them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("stage", sa.Column("retired_on", sa.String(length=10), nullable=True))
