"""Of a sheet that was sent: values for all its rows, which sheet of the workbook it is, and the workbook itself."""

import sqlalchemy as sa
from alembic import op

revision = "0019_sheets_of_workbooks"
down_revision = "0020_removed_sites"


def upgrade() -> None:
    """Sheets are kept for a day: those that wait have no value for all rows, and their workbook is gone."""
    with op.batch_alter_table("uploads") as uploads:
        uploads.add_column(sa.Column("defaults", sa.JSON(), nullable=False, server_default="{}"))
        uploads.add_column(sa.Column("sheet", sa.String(), nullable=False, server_default=""))
        uploads.add_column(sa.Column("sheets", sa.JSON(), nullable=False, server_default="[]"))
        uploads.add_column(sa.Column("workbook", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("uploads") as uploads:
        for name in ("defaults", "sheet", "sheets"):
            uploads.alter_column(name, existing_type=sa.JSON() if name != "sheet" else sa.String(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("uploads") as uploads:
        for name in ("workbook", "sheets", "sheet", "defaults"):
            uploads.drop_column(name)
