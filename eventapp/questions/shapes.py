"""What an organiser says of a question and of its choices."""

from collections.abc import Iterator

from eventapp.errors import N_
from eventapp.questions.editing import Dependants
from eventapp.questions.models import Kind
from eventapp.shapes import Choice, Line, Paragraph, Shape, Tick, Whole

MOST_CHOICES = 200
LONGEST_RETENTION = 3650  # days


class QuestionShape(Shape):
    """A question: what is asked, how it is answered, of whom it is asked, and how long answers are kept."""

    kind = Choice(Kind, required=True, label=N_("Kind of answer"))
    label = Line(max_length=255, required=True, label=N_("Question"))
    label_en = Line(max_length=255, load_default="", label=N_("Question in English"))
    help = Line(max_length=1000, load_default="", label=N_("Help"))
    help_en = Line(max_length=1000, load_default="", label=N_("Help in English"))
    is_required = Tick(label=N_("An answer is required"))
    is_sensitive = Tick(label=N_("Sensitive"))
    kept_for_days = Whole(0, LONGEST_RETENTION, label=N_("Days after the event"))
    hall = Tick(label=N_("In person"))
    bridge = Tick(label=N_("Bridge point"))
    online = Tick(label=N_("Online"))
    after = Line(max_length=40, load_default="", label=N_("Asked only after"))
    new_choices = Paragraph(max_length=20_000, load_default="", label=N_("Choices"))
    erases = Tick(label=N_("Erase the answers"))


class RemovalShape(Shape):
    """What becomes of answers, and of questions that depend on a removed one."""

    erases = Tick(label=N_("Erase the answers"))
    dependants = Choice(Dependants, label=N_("Questions that depend on it"))


class ChoiceShape(Shape):
    """One choice, in both languages, and how many may choose it."""

    label = Line(max_length=255, required=True, label=N_("Choice"))
    label_en = Line(max_length=255, load_default="", label=N_("Choice in English"))
    capacity = Whole(0, 1_000_000, label=N_("Places"))
    is_removed = Tick(label=N_("Remove"))


def rows_of_choices(text: str) -> Iterator[dict[str, str]]:
    """Yield what each line says: "Tiếng Việt | English | places", of which the first is enough."""
    for line in text.split("\n")[:MOST_CHOICES]:
        label, label_en, capacity = ([part.strip() for part in line.split("|", 2)] + ["", ""])[:3]
        if line.strip():
            yield {"label": label, "label_en": label_en, "capacity": capacity}
