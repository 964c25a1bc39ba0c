"""Who works for an event: members with roles, and tokens for programs."""

from sqlalchemy import select, update

from eventapp import clock, signing
from eventapp.accounts.models import User
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import change, db
from eventapp.errors import N_, DomainError
from eventapp.events.models import ApiToken, Event, TeamMember
from eventapp.events.roles import Role


class LastOwner(DomainError):
    """An event must keep an owner."""

    code = "last_owner"
    message = N_("This is the last owner of the event. Make someone else an owner first.")


def give_role(event: Event, user: User, role: Role, *, by: Actor) -> None:
    """Put the user into the team, or change the role. Raises LastOwner."""
    member = db.session.get(TeamMember, (event.id, user.id))
    if member is None:
        db.session.add(TeamMember(event_id=event.id, user_id=user.id, role=role, added_at=clock.now()))
    else:
        if member.role is Role.OWNER and role is not Role.OWNER:
            _keep_an_owner(event, besides=user)
        member.role = role
    trail.record("role_given", f"users/{user.id}", by=by, event_id=event.id, role=role.value, name=user.name)


def remove_member(event: Event, user: User, *, by: Actor) -> None:
    """Take the user out of the team. Raises LastOwner."""
    member = db.session.get(TeamMember, (event.id, user.id))
    if member is None:
        return
    if member.role is Role.OWNER:
        _keep_an_owner(event, besides=user)
    db.session.delete(member)
    trail.record("member_removed", f"users/{user.id}", by=by, event_id=event.id, name=user.name)


def create_token(event: Event, role: Role, *, name: str, by: Actor) -> str:
    """Return a new API token; it is shown this once and only its hash is kept."""
    token = signing.new_token("eva")
    row = ApiToken(
        event_id=event.id, role=role, name=name, token_hash=signing.token_hash(token), created_at=clock.now()
    )
    db.session.add(row)
    db.session.flush()
    trail.record("token_created", f"api_tokens/{row.id}", by=by, event_id=event.id, role=role.value)
    return token


def revoke_token(event: Event, token_id: int, *, by: Actor) -> bool:
    """Revoke a token of this event; it opens nothing from now on. False when there is none."""
    living = (ApiToken.id == token_id) & (ApiToken.event_id == event.id) & ApiToken.revoked_at.is_(None)
    if change(update(ApiToken).where(living).values(revoked_at=clock.now())) != 1:
        return False
    trail.record("token_revoked", f"api_tokens/{token_id}", by=by, event_id=event.id)
    return True


def _keep_an_owner(event: Event, *, besides: User) -> None:
    # Locks the owners' rows on PostgreSQL: two owners who remove each other at once cannot both succeed.
    owners = db.session.scalars(
        select(TeamMember.user_id)
        .where(TeamMember.event_id == event.id, TeamMember.role == Role.OWNER)
        .with_for_update()
    ).all()
    if not [owner for owner in owners if owner != besides.id]:
        raise LastOwner
