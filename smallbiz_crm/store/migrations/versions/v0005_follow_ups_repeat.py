"""Follow-ups repeat, keep what came of them and what they came from; templates of e-mails are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("follow_up", sa.Column("repeats", sa.String(), nullable=True))
    op.add_column("follow_up", sa.Column("outcome", sa.String(), nullable=True))
    op.add_column("follow_up", sa.Column("came_from_id", sa.Integer(), nullable=True))
    op.create_table(
        "email_template",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.LargeBinary(16), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_template")),
        sa.UniqueConstraint("uid", name=op.f("uq_email_template_uid")),
        sa.UniqueConstraint("name", name=op.f("uq_email_template_name")),
    )
