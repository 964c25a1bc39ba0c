"""People without an address have none: those of one name are told apart by the key, not by a made-up address."""

from alembic import op

revision = "0048_namesakes"
down_revision = "0044_platform_reports"


def upgrade() -> None:
    op.execute(
        "UPDATE letters SET state = 'withdrawn', lease = NULL, leased_until = NULL"
        " WHERE state IN ('waiting', 'held', 'failed') AND recipient LIKE '%@door.invalid'"
    )
    op.execute(
        "UPDATE people SET name_key = substr(name_key, 1, 240) || ' #' || ref, email = ''"
        " WHERE email LIKE '%@door.invalid'"
    )


def downgrade() -> None:
    op.execute(
        "UPDATE people SET email = lower(ref) || '@door.invalid',"
        " name_key = substr(name_key, 1, length(name_key) - length(ref) - 2)"
        " WHERE email = '' AND name_key LIKE '% #' || ref"
    )
