"""Input shapes: a page's form, a JSON body and a spreadsheet's row are read through the same one, and never raise."""

from eventapp.shapes.choices import Choice, Colour, Tick, Whole, Zone
from eventapp.shapes.days import ClockTime, Day
from eventapp.shapes.faults import Entry, Fault, Problem
from eventapp.shapes.moments import Moment, NoSuchMoment, in_zone
from eventapp.shapes.reading import Reading, Shape, label, read
from eventapp.shapes.texts import EmailAddress, FullName, Line, Paragraph, Phone, Slug, WrittenEmail

__all__ = [
    "Choice",
    "ClockTime",
    "Colour",
    "Day",
    "EmailAddress",
    "Entry",
    "Fault",
    "FullName",
    "Line",
    "Moment",
    "NoSuchMoment",
    "Paragraph",
    "Phone",
    "Problem",
    "Reading",
    "Shape",
    "Slug",
    "Tick",
    "Whole",
    "WrittenEmail",
    "Zone",
    "in_zone",
    "label",
    "read",
]
