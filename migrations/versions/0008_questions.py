"""The organiser's own questions, their choices with places, when they are asked, and what registrations answer."""

import sqlalchemy as sa
from alembic import op

revision = "0008_questions"
down_revision = "0006_invitations"


def _event() -> sa.Column:
    return sa.Column("event_id", sa.Integer(), sa.ForeignKey("events.id", ondelete="CASCADE"), nullable=False)


def _points_at(name: str, target: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), sa.ForeignKey(f"{target}.id", ondelete="CASCADE"), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer(), nullable=False),
        _event(),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("label", sa.String(length=255), nullable=False),
        sa.Column("label_en", sa.String(length=255), nullable=False),
        sa.Column("help", sa.String(length=1000), nullable=False),
        sa.Column("help_en", sa.String(length=1000), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("is_sensitive", sa.Boolean(), nullable=False),
        sa.Column("kept_for_days", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_questions"),
        sa.UniqueConstraint("ref", name="uq_questions_ref"),
    )
    op.create_index("ix_questions_event_id_position", "questions", ["event_id", "position"])
    op.create_table(
        "question_choices",
        sa.Column("id", sa.Integer(), nullable=False),
        _event(),
        _points_at("question_id", "questions"),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=255), nullable=False),
        sa.Column("label_en", sa.String(length=255), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.CheckConstraint("taken >= 0", name="taken"),
        sa.CheckConstraint("capacity IS NULL OR taken <= capacity", name="capacity"),
        sa.PrimaryKeyConstraint("id", name="pk_question_choices"),
        sa.UniqueConstraint("ref", name="uq_question_choices_ref"),
    )
    op.create_table(
        "question_conditions",
        sa.Column("id", sa.Integer(), nullable=False),
        _event(),
        _points_at("question_id", "questions"),
        sa.Column("kind", sa.String(length=32), nullable=False),
        _points_at("on_id", "questions", nullable=True),
        sa.Column("value", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_question_conditions"),
    )
    op.create_table(
        "answers",
        sa.Column("id", sa.Integer(), nullable=False),
        _event(),
        _points_at("registration_id", "registrations"),
        _points_at("question_id", "questions"),
        _points_at("choice_id", "question_choices", nullable=True),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
        sa.UniqueConstraint("registration_id", "question_id", "choice_id"),
    )
    for table, column in INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column])


INDEXES = (
    ("question_choices", "event_id"),
    ("question_choices", "question_id"),
    ("question_conditions", "event_id"),
    ("question_conditions", "question_id"),
    ("question_conditions", "on_id"),
    ("answers", "event_id"),
    ("answers", "question_id"),
    ("answers", "choice_id"),
)


def downgrade() -> None:
    for table in ("answers", "question_conditions", "question_choices", "questions"):
        op.drop_table(table)
