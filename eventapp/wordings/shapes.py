"""What an organiser writes: subject and text in both languages."""

from eventapp.errors import N_
from eventapp.shapes import Line, Paragraph, Shape


class WordingShape(Shape):
    """The words of one kind of letter."""

    subject_vi = Line(max_length=200, required=True, label=N_("Subject in Vietnamese"))
    text_vi = Paragraph(max_length=5000, required=True, label=N_("Text in Vietnamese"))
    subject_en = Line(max_length=200, required=True, label=N_("Subject in English"))
    text_en = Paragraph(max_length=5000, required=True, label=N_("Text in English"))
