"""`python -m tests.load.badges [how many]`: badges of an event drawn as the worker draws them, and the list on paper.

Prints seconds and the most memory (of a process that does nothing else) for each layout, and for the check-in list.
"""

import json
import multiprocessing
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from eventapp import create_app
from eventapp.audit.trail import SYSTEM
from eventapp.badges import designs, making, printing
from eventapp.badges.models import Layout, PrintRun
from eventapp.database import db, transaction
from eventapp.events.queries import find_event
from eventapp.registration.search import Sort, Wanted
from eventapp.reports import paper_list
from eventapp.work.registry import work_jobs
from tests import factories
from tests.conftest import migrate

KEY = "a key of the benchmark, long enough for one"


def settings(folder: Path) -> dict[str, Any]:
    """Return what the application is told."""
    url = f"sqlite:///{folder / 'eventapp.sqlite3'}"
    return {"SQLALCHEMY_DATABASE_URI": url, "INSTANCE": folder, "SECRET_KEY": KEY, "TESTING": True}


def prepare(folder: Path, number: int) -> None:
    """Enter an event with so many delegates through the rules, and ask for their badges in each layout."""
    migrate(settings(folder)["SQLALCHEMY_DATABASE_URI"], folder)
    with create_app(settings(folder)).test_request_context():
        event = factories.make_event("badges", hall=None)
        for _hundred in range(number // 100):
            factories.make_registrations(event, 100)


def draw(folder: Path, layout: str, has_back: bool, said: Any) -> None:
    """Print everyone's badge and draw the files; say how long that took and how much memory."""
    with create_app(settings(folder)).test_request_context():
        event = find_event("badges")
        assert event is not None
        with transaction():
            db.session.query(PrintRun).delete()
            db.session.execute(db.text("DELETE FROM prints"))
            designs.revise(event, layout=Layout(layout), has_back=has_back, note="Wi-Fi: HOINGHI", by=SYSTEM)
            numbers = list(db.session.scalars(db.text("SELECT id FROM registrations")))
            run = printing.print_all(event, numbers, about={"kind": "everyone"}, key=None, by=SYSTEM)
            making.begin(run)
        began = time.monotonic()
        work_jobs()
        took = time.monotonic() - began
        db.session.expire_all()
        sizes = [(making.folder() / name).stat().st_size // 1024 for name in run.files]
        said.put({"seconds": took, "files": sizes, "stage": run.stage.value})


def list_on_paper(folder: Path, _layout: str, _has_back: bool, said: Any) -> None:
    """Put the list on paper."""
    with create_app(settings(folder)).test_request_context():
        event = find_event("badges")
        assert event is not None
        began = time.monotonic()
        grouped = paper_list.groups(event, Wanted(), Sort.NAME, day=date(2030, 5, 6), locale="vi", clock_time=str)
        paper = paper_list.PaperList("Hội nghị", "07:00", paper_list.LABELS, "vi")
        body = paper_list.list_pdf(paper, grouped)
        said.put({"seconds": time.monotonic() - began, "files": [len(body) // 1024]})


def measured(what: Any, *words: Any) -> dict[str, Any]:
    """Do it in a process of its own; return what it says, and the most memory it had."""
    context = multiprocessing.get_context("spawn")
    said = context.Queue()
    process = context.Process(target=_watched, args=(what, said, *words))
    process.start()
    answer: dict[str, Any] = said.get()
    answer["megabytes"] = said.get()
    process.join()
    return answer


def _watched(what: Any, said: Any, *words: Any) -> None:
    what(*words, said)
    said.put(
        max(resource.getrusage(each).ru_maxrss for each in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024
    )


def main(number: int) -> None:
    """Measure, and print a row for each."""
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        prepare(folder, number)
        for layout in Layout:
            for has_back in (False, True):
                answer = measured(draw, folder, layout.value, has_back)
                print(f"{number} {layout.value:10} {'front and back' if has_back else 'front':14}", json.dumps(answer))
        print(f"{number} check-in list", json.dumps(measured(list_on_paper, folder, "", False)))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
