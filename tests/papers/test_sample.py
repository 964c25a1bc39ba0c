"""The sample conference has papers, typeset when it is loaded."""

from datetime import timedelta

from flask import Flask

from eventapp.audit.trail import SYSTEM
from eventapp.database import transaction
from eventapp.papers.queries import papers_of_delegate, public_papers
from eventapp.sample_papers import PAPERS, add_papers
from tests.factories import make_event, make_registration, make_session
from tests.papers.desk import folder


def test_the_sample_has_papers_to_read(app: Flask) -> None:
    event = make_event()
    make_session(event)
    with transaction():
        add_papers(event, folder(), by=SYSTEM)
    an, before = make_registration(event, "An"), event.starts_at - timedelta(days=1)
    assert len(papers_of_delegate(an, before)) == len(PAPERS) == 3
    assert [each.paper.title_en for each in public_papers(event, before)] == ["Programme and information for delegates"]
    assert {path.suffix for path in folder().iterdir()} == {".pdf"}
