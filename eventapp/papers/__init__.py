"""Conference papers: documents of an event and its sessions, who may read them, and who has."""
