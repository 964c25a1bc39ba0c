"""Drafts of sessions and remarks on versions name him no more."""

from eventapp.registration.forgetting import is_free
from eventapp.versions.models import Draft, Version

is_free(Draft.before, Draft.after, Version.note)
