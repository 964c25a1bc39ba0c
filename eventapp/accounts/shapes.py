"""What people type to sign in, to claim the instance, and to change a password."""

from eventapp.errors import N_
from eventapp.shapes import EmailAddress, FullName, Line, Shape, Tick


class SignInShape(Shape):
    """E-mail and password."""

    email = EmailAddress(required=True, label=N_("E-mail"))
    password = Line(512, required=True, label=N_("Password"), as_typed=True)


class ClaimShape(SignInShape):
    """The first administrator, with the token from the console."""

    name = FullName(required=True, label=N_("Full name"))
    token = Line(100, required=True, label=N_("Token from the console"))


class PasswordShape(Shape):
    """A change of password."""

    old = Line(512, required=True, label=N_("Current password"), as_typed=True)
    new = Line(512, required=True, label=N_("New password"), as_typed=True)


class CommandShape(Shape):
    """An account made at the console; the name may be left out."""

    email = EmailAddress(required=True, label=N_("E-mail"))
    name = Line(120, load_default="", label=N_("Full name"))


class AccountShape(Shape):
    """An account that is there already, by its address."""

    email = EmailAddress(required=True, label=N_("E-mail"))


class NewAccountShape(AccountShape):
    """An account that an administrator makes for someone."""

    name = FullName(required=True, label=N_("Full name"))
    is_admin = Tick(label=N_("Administrator"))
