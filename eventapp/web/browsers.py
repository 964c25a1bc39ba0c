"""What a browser says of itself, in two words a person knows."""

# Most browsers also claim to be others, so the particular names come before the general ones.
_NAMES = (("Edg", "Edge"), ("OPR", "Opera"), ("CocCoc", "Cốc Cốc"), ("coc_coc", "Cốc Cốc"), ("Firefox", "Firefox"),
          ("FxiOS", "Firefox"), ("SamsungBrowser", "Samsung Internet"), ("Chrome", "Chrome"), ("CriOS", "Chrome"),
          ("Safari", "Safari"))  # fmt: skip
_SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
            ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"))  # fmt: skip


def browser_words(user_agent: str) -> str:
    """Return "Firefox, Windows" for a User-Agent header; an empty string where nothing is known."""
    found = [next((word for sign, word in known if sign in user_agent), "") for known in (_NAMES, _SYSTEMS)]
    return ", ".join(word for word in found if word)
