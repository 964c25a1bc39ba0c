"""Registration: delegates join an event, get a seat and a ticket, wait, and leave."""
