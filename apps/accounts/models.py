"""People of the directory, service accounts, and the tokens of both."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class User(AbstractBaseUser):
    """A person, known by the directory's unchanging id, or a service account, which has scopes instead of roles.

    `username` is the directory's own spelling, never what was typed. `epoch` ends every session that began in an
    earlier one. `checked_at` is when the directory last vouched for the person, `tried_at` when it was last asked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=150, unique=True)
    directory_id = models.CharField(max_length=64, unique=True, null=True)
    full_name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    roles = models.JSONField(default=list, blank=True)
    is_service = models.BooleanField(default=False)
    scopes = models.JSONField(default=list, blank=True)
    is_active = models.BooleanField(default=True)
    epoch = models.PositiveIntegerField(default=0)
    checked_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=8, blank=True)
    theme = models.CharField(max_length=8, blank=True)
    zone = models.CharField(max_length=64, blank=True)

    USERNAME_FIELD = "username"
    objects = BaseUserManager["User"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_service=False) | models.Q(directory_id=None), name="service_account_outside_directory"
            )
        ]

    def __str__(self) -> str:
        return self.username


class Token(models.Model):
    """A bearer token: `digest` is SHA-256 of all of it, `prefix` finds the row. No scopes = what its owner may do."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.BinaryField()
    scopes = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.prefix}… of {self.user_id}"
