"""Events as they came: those that were taken, and those that were not, with the reason."""

from uuid import uuid4

from django.db import models
from django.db.models import Q


class Event(models.Model):
    """An accepted event. `key` is the digest of (source, id), `digest` of the whole content; the content itself is sealed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.UUIDField(unique=True)
    digest = models.BinaryField()
    type = models.CharField(max_length=60)
    number = models.CharField(max_length=40, blank=True, default="", db_index=True)
    trace_id = models.CharField(max_length=32, blank=True, default="")
    time = models.DateTimeField()
    received_at = models.DateTimeField()
    payload = models.BinaryField()  # sealed RFC 8785 JSON of the whole event, unknown keys included

    class Meta:
        indexes = [models.Index(fields=["trace_id"], name="event_by_trace", condition=~Q(trace_id=""))]

    def __str__(self) -> str:
        return str(self.key)


class Rejection(models.Model):
    """An event that was not taken. The same bytes again only raise `times`; `resolved_at` is set when its id was taken after all."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    digest = models.BinaryField(unique=True)  # SHA-256 of the bytes
    key = models.UUIDField(null=True, db_index=True)  # as Event.key, where source and id could be read
    event_id = models.CharField(max_length=200, null=True)
    code = models.CharField(max_length=40)
    detail = models.TextField()
    payload = models.BinaryField()  # sealed, as received
    received_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["received_at"], name="rejection_unresolved", condition=Q(resolved_at=None))]

    def __str__(self) -> str:
        return self.code
