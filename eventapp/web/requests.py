"""What a request may hold before anything reads it."""

import string
from typing import Any
from urllib.parse import quote

from flask import Request as FlaskRequest

PRINTED = string.ascii_letters + string.digits + string.punctuation + " "


class Request(FlaskRequest):
    """A request whose query is printable ASCII: raw bytes in it become the escapes that a browser would have sent.

    Werkzeug decodes the query as UTF-8 and raises where it is not, even in the middle of an error page; a line break in
    it would stand in the header of a redirect.
    """

    def __init__(self, environ: dict[str, Any], *more: Any, **options: Any) -> None:
        """Take a WSGI environment (PEP 3333: bytes as Latin-1 text)."""
        query = environ.get("QUERY_STRING", "")
        if not (query.isascii() and query.isprintable()):
            environ["QUERY_STRING"] = quote(query.encode("latin-1", "replace"), safe=PRINTED)
        super().__init__(environ, *more, **options)
