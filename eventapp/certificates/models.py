"""From when someone has a certificate, the certificates that were given, and the runs that made them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.database import Model, word
from eventapp.events.models import Mode
from eventapp.registration.models import Registration


class CertificateTerms(Model):
    """How long someone must have been there, in either way; what stands on the paper beside that.

    Both `minutes` and `percent` of the programme must be reached. `last_number` is the number given last.
    """

    __tablename__ = "certificate_terms"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    minutes: Mapped[int]
    percent: Mapped[int]
    series: Mapped[str] = mapped_column(String(40))  # what follows the number: "/2021-GCN"
    remark: Mapped[str] = mapped_column(String(300))
    remark_en: Mapped[str] = mapped_column(String(300))
    last_number: Mapped[int] = mapped_column(default=0)


class Certificate(Model):
    """That someone attended, as it stands on the paper: later corrections do not change what was given.

    One for each registration. Withdrawn, it is still known by its number, and said to be no longer valid.
    """

    __tablename__ = "certificates"
    __table_args__ = (
        UniqueConstraint("event_id", "number"),
        UniqueConstraint("registration_id"),
        Index("ix_certificates_run_id", "run_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"))
    registration: Mapped[Registration] = relationship()
    run_id: Mapped[int | None] = mapped_column(ForeignKey("certificate_runs.id", ondelete="SET NULL"))
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    number: Mapped[int]
    series: Mapped[str] = mapped_column(String(40))
    salutation: Mapped[str]
    full_name: Mapped[str]
    position: Mapped[str]
    organisation: Mapped[str]
    organisation_en: Mapped[str]
    search_words: Mapped[str] = mapped_column(String(1000))
    mode: Mapped[Mode] = mapped_column(word(Mode))
    minutes: Mapped[int]
    issued_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(500), default="")  # why it was withdrawn; for the organiser alone

    @property
    def called(self) -> str:
        """The number as it is printed: 0007/2021-GCN."""
        return f"{self.number:04d}{self.series}"


class RunStage(StrEnum):
    """How far the making of certificates is."""

    MAKING = "making"
    READY = "ready"


class CertificateRun(Model):
    """Certificates that were given and made together. `key` is the form's: a button pressed twice makes one run."""

    __tablename__ = "certificate_runs"
    __table_args__ = (UniqueConstraint("event_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    key: Mapped[str] = mapped_column(String(64))
    sends_letters: Mapped[bool]
    stage: Mapped[RunStage] = mapped_column(word(RunStage))
    number: Mapped[int]  # of certificates
    files: Mapped[list[str]] = mapped_column(JSON)  # opaque names
    by: Mapped[str]
    by_id: Mapped[int | None]
    at: Mapped[datetime]
    job_id: Mapped[int | None]
