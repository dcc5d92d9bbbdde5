"""add email"""
import sqlalchemy as sa
from alembic import op

revision = "27c6a30d7c24"
down_revision = "1975ea83b712"


def upgrade():
    op.add_column("customers", sa.Column("email", sa.Text()))


def downgrade():
    op.drop_column("customers", "email")
