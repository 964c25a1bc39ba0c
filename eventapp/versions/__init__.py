"""The programme as a draft that nobody else sees, and its published versions with what changed between them."""
