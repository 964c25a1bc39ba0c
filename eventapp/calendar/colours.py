"""An event's accent as a colour that a calendar can show."""

# The named dyes of static/css/tokens.css; a style sheet cannot be asked by a calendar.
DYES = {
    "cham": "#1b4f7c",
    "son": "#a8281f",
    "sen": "#ad2a66",
    "truc": "#2c6e49",
    "dong": "#8a5a1c",
    "tim": "#5d3b8c",
}


def colour_of(accent: str) -> str:
    """Return the accent as #rrggbb: a dye by its name, any other colour as it is."""
    return DYES.get(accent, accent)
