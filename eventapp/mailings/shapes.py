"""What an organiser writes to many, and what is said of a letter that came back."""

from eventapp.errors import N_
from eventapp.registration.shapes import ListShape
from eventapp.shapes import Line, Paragraph, Shape


class MailingShape(ListShape):
    """The words in both languages, and the filter of the list of delegates."""

    subject = Line(max_length=200, required=True, label=N_("Subject in Vietnamese"))
    text = Paragraph(max_length=5000, required=True, label=N_("Text in Vietnamese"))
    subject_en = Line(max_length=200, load_default="", label=N_("Subject in English"))
    text_en = Paragraph(max_length=5000, load_default="", label=N_("Text in English"))
    form_key = Line(max_length=64, load_default="")


class BounceShape(Shape):
    """What is known of a letter that came back."""

    reason = Line(max_length=1000, load_default="", label=N_("Reason"))


class LetterBounceShape(BounceShape):
    """The same, with the letter that came back."""

    message_id = Line(max_length=255, required=True, label=N_("Message-ID"))
