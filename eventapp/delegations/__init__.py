"""Delegations: an organisation at an event, with a quota per mode."""
