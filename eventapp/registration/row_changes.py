"""What a row of the list of delegates says otherwise of someone who is registered, and the correction of it."""

from collections.abc import Mapping
from typing import Any

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.directory import people
from eventapp.registration.models import Registration
from eventapp.registration.row_places import Named
from eventapp.registration.transfer import transfer as transfer_to

Values = Mapping[str, Any]


class Changes:
    """Registrations brought up to date by rows, where an empty cell says nothing."""

    def __init__(self, named: Named, *, by: Actor) -> None:
        self.named, self.by = named, by

    def differences(self, registration: Registration, values: Values) -> dict[str, Any]:
        """Return what the sheet says otherwise than what is known; an empty cell says nothing."""
        person, delegation = registration.person, self.named.delegation(values) or registration.delegation
        said = {name: values[name] for name in ("phone", "position", "salutation") if values[name]}
        said["organisation_name"] = delegation.organisation.name if delegation else values["organisation"]
        changed = {name: value for name, value in said.items() if value and getattr(person, name) != value}
        said_here = {name: values[name] for name in ("note", "locale") if values[name]}
        changed |= {name: value for name, value in said_here.items() if value != getattr(registration, name)}
        if values["full_name"].casefold() != person.full_name.casefold():  # the accents were put right
            changed["full_name"] = values["full_name"]
        return changed

    def revise(self, registration: Registration, values: Values) -> bool:
        """Write down what the sheet says otherwise."""
        changed = self.differences(registration, values)
        if not changed:
            return False
        person, delegation = registration.person, registration.delegation
        for name in ("note", "locale"):
            if name in changed:
                setattr(registration, name, str(changed[name]))
        if "full_name" in changed:
            people.rename(person, changed["full_name"])
        details = {name: value for name, value in changed.items() if name not in ("note", "locale", "full_name")}
        people.describe(person, delegation.organisation if delegation else None, details)
        registration.changed_at = clock.now()
        subject = f"registrations/{registration.ref}"
        trail.record("edited", subject, by=self.by, event_id=registration.event_id, fields=sorted(changed))
        return True

    def transfer(self, registration: Registration, values: Values) -> bool:
        """Let the delegate attend as the sheet says now."""
        if not self.is_elsewhere(registration, values):
            return False
        mode, site, delegation = self.named.place(registration, values)
        return transfer_to(registration, mode=mode, site=site, delegation=delegation, by=self.by, sends_letter=False)

    def is_elsewhere(self, registration: Registration, values: Values) -> bool:
        """Say whether the row lets the delegate attend otherwise, or for another delegation."""
        mode, site, delegation = self.named.place(registration, values)
        known = (
            (registration.mode, registration.site),
            (registration.wished_mode, registration.wished_site),  # he waits for it, and attends online meanwhile
        )
        return delegation is not registration.delegation or (mode, site) not in known
