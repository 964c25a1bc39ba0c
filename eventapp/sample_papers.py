"""Papers of the sample conference, typeset when it is loaded: nothing in them is anybody's."""

import io
from pathlib import Path
from typing import Any

from eventapp import files, typeset
from eventapp.audit.trail import Actor
from eventapp.events.models import Event
from eventapp.papers import editing
from eventapp.papers.editing import Target
from eventapp.papers.models import Circle, Comments
from eventapp.programme.queries import sessions_of

LARGEST = 5 * 1024 * 1024
PAPERS: tuple[dict[str, Any], ...] = (
    {
        "title": "Chương trình và thông tin dành cho đại biểu",
        "title_en": "Programme and information for delegates",
        "circle": Circle.EVERYONE,
        "texts": ["Đại biểu mang theo mã QR khi vào hội trường; đại biểu trực tuyến vào phòng họp từ trang của mình."],
        "texts_en": ["Bring your QR code to the hall; online delegates enter the room from their own page."],
    },
    {
        "title": "Tóm tắt Chiến lược ngoại giao văn hoá đến năm 2030",
        "title_en": "The Cultural Diplomacy Strategy to 2030 in brief",
        "circle": Circle.DELEGATES,
        "is_of_session": True,
        "texts": ["Văn bản mẫu, soạn riêng cho hội nghị minh hoạ này.", "Năm nhiệm vụ, ba nhóm giải pháp."],
        "texts_en": ["A text made for this sample conference alone.", "Five tasks, three groups of measures."],
    },
    {
        "title": "Dự thảo kết luận của Hội nghị",
        "title_en": "Draft conclusions of the conference",
        "circle": Circle.DELEGATES,
        "comments": Comments.READERS,
        "texts": ["Đại biểu góp ý trước khi Hội nghị khai mạc.", "1. Chủ động thích ứng.", "2. Lan toả giá trị."],
        "texts_en": ["Delegates comment before the opening.", "1. Adapt actively.", "2. Spread values."],
    },
)


def add_papers(event: Event, folder: Path, *, by: Actor) -> None:
    """Add them, each published; their files lie in the folder from now on."""
    first = next((each for each in sessions_of(event) if not each.kind.is_pause), None)
    for said in PAPERS:
        content = typeset.pdf("sample_paper", {"pages": [_page(event, said, ""), _page(event, said, "_en")]})
        file = files.take(folder, io.BytesIO(content), called=f"{said['title']}.pdf", largest=LARGEST)
        session = first if said.get("is_of_session") else None
        paper = editing.add(event, file, title=said["title"], session=session, by=by)
        told = {"title_en": said["title_en"], "comments": said.get("comments", Comments.OFF)}
        editing.edit(paper, targets=[Target(said["circle"])], by=by, **told)
        editing.publish(paper, by=by)


def _page(event: Event, said: dict[str, Any], ending: str) -> dict[str, Any]:
    organ = event.host_in("en" if ending else "vi")
    return {"organ": organ, "title": said[f"title{ending}"], "paragraphs": said[f"texts{ending}"]}
