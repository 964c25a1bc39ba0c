"""The readers of a paper, as lists of delegates and letters to many ask for them: "paper:K7QM4XTR"."""

from eventapp.bilingual import Bilingual
from eventapp.events.models import Event
from eventapp.papers.audience import readers_of
from eventapp.papers.queries import find_paper
from eventapp.registration import circles


@circles.offer("paper")
def readers(event: Event, ref: str) -> circles.Circle | None:
    """Return whom the paper is for."""
    paper = find_paper(event, ref)
    if paper is None:
        return None
    title, title_en = paper.title_in("vi"), paper.title_in("en")
    return circles.Circle(readers_of(paper), Bilingual(f"Người đọc “{title}”", f"Readers of “{title_en}”"))
