"""Conference papers: what they are, their versions, whom they are for, who has read them, comments."""

import sqlalchemy as sa
from alembic import op

revision = "0026_papers"
down_revision = "0024_sign_ups"

TABLES = ("paper_comments", "paper_readings", "paper_audiences", "paper_versions", "papers")


def upgrade() -> None:
    op.create_table(
        "papers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("sender_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("title_en", sa.String(length=255), nullable=False),
        sa.Column("is_published", sa.Boolean(), nullable=False),
        sa.Column("released_at", sa.DateTime(), nullable=True),
        sa.Column("ends_with_event", sa.Boolean(), nullable=False),
        sa.Column("comments", sa.String(length=32), nullable=False),
        sa.Column("current", sa.Integer(), nullable=True),
        sa.Column("numbered", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        _key("papers", "event_id", "events.id"),
        _key("papers", "session_id", "sessions.id", "SET NULL"),
        _key("papers", "sender_id", "people.id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_papers"),
        sa.UniqueConstraint("ref", name="uq_papers_ref"),
    )
    op.create_table(
        "paper_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(length=64), nullable=False),
        sa.Column("called", sa.String(length=255), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("judgement", sa.String(length=32), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("sent_by", sa.String(length=255), nullable=False),
        sa.Column("downloads", sa.Integer(), nullable=False),
        _key("paper_versions", "event_id", "events.id"),
        _key("paper_versions", "paper_id", "papers.id"),
        sa.PrimaryKeyConstraint("id", name="pk_paper_versions"),
        sa.UniqueConstraint("paper_id", "number", name="uq_paper_versions_paper_id_number"),
    )
    op.create_table(
        "paper_audiences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("circle", sa.String(length=32), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("delegation_id", sa.Integer(), nullable=True),
        _key("paper_audiences", "event_id", "events.id"),
        _key("paper_audiences", "paper_id", "papers.id"),
        _key("paper_audiences", "site_id", "sites.id"),
        _key("paper_audiences", "category_id", "categories.id"),
        _key("paper_audiences", "delegation_id", "delegations.id"),
        sa.PrimaryKeyConstraint("id", name="pk_paper_audiences"),
    )
    op.create_table(
        "paper_readings",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        _key("paper_readings", "version_id", "paper_versions.id"),
        _key("paper_readings", "person_id", "people.id"),
        _key("paper_readings", "event_id", "events.id"),
        sa.PrimaryKeyConstraint("version_id", "person_id", name="pk_paper_readings"),
    )
    op.create_table(
        "paper_comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("answer", sa.String(length=2000), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("hidden_at", sa.DateTime(), nullable=True),
        _key("paper_comments", "event_id", "events.id"),
        _key("paper_comments", "paper_id", "papers.id"),
        _key("paper_comments", "person_id", "people.id"),
        sa.PrimaryKeyConstraint("id", name="pk_paper_comments"),
        sa.UniqueConstraint("ref", name="uq_paper_comments_ref"),
    )
    op.create_index("ix_papers_event_id_position", "papers", ["event_id", "position", "id"])
    op.create_index("ix_paper_versions_judgement", "paper_versions", ["event_id", "judgement"])
    op.create_index("ix_paper_audiences_circle", "paper_audiences", ["event_id", "circle"])
    op.create_index("ix_paper_comments_paper_id_at", "paper_comments", ["paper_id", "at", "id"])
    for table, columns in (
        ("papers", ("session_id", "sender_id")),
        ("paper_audiences", ("paper_id", "site_id", "category_id", "delegation_id")),
        ("paper_readings", ("person_id", "event_id")),
        ("paper_comments", ("event_id", "person_id")),
    ):
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _key(table: str, column: str, target: str, gone: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}", ondelete=gone)
