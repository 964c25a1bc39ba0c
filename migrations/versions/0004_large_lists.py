"""Indexes that let a list of fifty thousand people be searched, filtered and sorted in a tenth of a second."""

from alembic import op

revision = "0004_large_lists"
down_revision = "0003_changes_of_attendance"


def upgrade() -> None:
    op.create_index("ix_people_event_id", "people", ["event_id"])
    op.create_index("ix_people_event_id_organisation_name", "people", ["event_id", "organisation_name"])
    op.create_index("ix_registrations_event_id_registered_at", "registrations", ["event_id", "registered_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_registrations_event_id_registered_at", "registrations")
    op.drop_index("ix_people_event_id_organisation_name", "people")
    op.drop_index("ix_people_event_id", "people")
