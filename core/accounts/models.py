from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import rules
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.keys import Record

if TYPE_CHECKING:
    from core.places.register import Place


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        """The secretariat's account, ready to sign in; there is no other kind of superuser."""
        user = self.create_user(email, password, is_secretariat=True, **fields)
        user.confirm_email()
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(Record, AbstractBaseUser, PermissionsMixin):
    """A person who signs in. What they may do follows from memberships and roles, not from groups."""

    email = models.EmailField(_("email"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language"), max_length=10, default="en-gb")
    zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    is_secretariat = models.BooleanField(_("secretariat"), default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.email

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """By the rooms' rules alone: no permission is kept in the database, so none is looked for there."""
        return self.is_active and rules.has_perm(perm, self, obj)

    @cached_property
    def places(self) -> "list[Place]":
        """The links in this person's bar."""
        from core.places.register import places_of

        return places_of(self)

    @cached_property
    def acts_for(self) -> str:
        """For whom the person acts, in words for the bar."""
        from core.places.register import acts_for

        return acts_for(self)

    def confirm_email(self) -> None:
        """Note that the email is known to be theirs: they may sign in with it."""
        from allauth.account.models import EmailAddress

        EmailAddress.objects.update_or_create(
            user=self, email=self.email, defaults={"verified": True, "primary": True}
        )

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class DemonstrationAccount(models.Model):
    """An account that the sign-in page of a demonstration offers to everybody."""

    user = models.OneToOneField(User, on_delete=models.CASCADE)
    role = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order", "id")

    def __str__(self) -> str:
        return self.role
