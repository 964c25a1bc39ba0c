"""What is asked of speakers, and what organisers say of them: one shape for the page and the list's address."""

from eventapp.errors import N_
from eventapp.programme.models import Reply
from eventapp.registration.shapes import Language
from eventapp.shapes import Choice, EmailAddress, FullName, Line, Paragraph, Phone, Shape, Whole
from eventapp.speakers.queries import State

BIO_LENGTH = 5000  # characters


class ProfileShape(Shape):
    """What speakers say of themselves."""

    salutation = Line(max_length=40, load_default="", label=N_("Salutation"))
    position = Line(max_length=255, load_default="", label=N_("Position"))
    organisation_name = Line(max_length=255, load_default="", label=N_("Organisation"))
    bio = Paragraph(BIO_LENGTH, load_default="", label=N_("About the speaker"))
    bio_en = Paragraph(BIO_LENGTH, load_default="", label=N_("About the speaker, in English"))
    locale = Choice(Language, required=True, label=N_("Language of letters"))


class SpeakerShape(ProfileShape):
    """The same on the organiser's page, with how the speaker is reached."""

    full_name = FullName(required=True, label=N_("Full name"))
    email = EmailAddress(load_default="", label=N_("E-mail"))
    phone = Phone(load_default="", label=N_("Telephone"))


class ReplyShape(Shape):
    """Whether a speaker comes, and why not."""

    reply = Choice(Reply, label=N_("Answer"))
    note = Line(max_length=1000, load_default="", label=N_("Reason"))


class SpeakersShape(Shape):
    """The questions of the list of speakers, as they stand in its address."""

    q = Line(max_length=200, load_default="")
    state = Choice(State)
    sort = Line(max_length=32, load_default="")
    page = Whole(1, load_default=1)
    per_page = Whole(1, load_default=50)
