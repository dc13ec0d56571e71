"""Making records for tests: one small function a kind, each with defaults that pass every check.

Add yours below in the order of the house (core, talent, events, competitions). Name a function `make_<record>`;
take what matters to tests as keyword arguments and pass the rest on to the model.
"""

from itertools import count

from core.accounts.models import User

PASSWORD = "correct horse battery staple"
_number = count(1)


def next_number() -> int:
    """A number that no other record of this run has: for emails, codes and names that must differ."""
    return next(_number)


# --- core --------------------------------------------------------------------------------


def make_user(name: str = "", email: str = "", password: str = PASSWORD, **fields) -> User:
    """A user who has confirmed their email and can sign in with PASSWORD."""
    from allauth.account.models import EmailAddress

    number = next_number()
    user = User.objects.create_user(
        email=email or f"person{number}@example.org", password=password, name=name or f"Person {number}", **fields
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
