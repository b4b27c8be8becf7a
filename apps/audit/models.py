"""The intake of the record: entries as they came in, never changed. The provable tree is built from here."""

from django.db import models

from apps.audit.entry import ACTION_LENGTH, ADDRESS_LENGTH, ATTEMPT, NAME_LENGTH, OBJECT_LENGTH, OUTCOME, REASON_LENGTH


class Entry(models.Model):
    """`body` is what counts; the other columns are copies of its members for search. Triggers refuse any change (migration 0001).

    An outcome names its attempt in `attempt`, which is unique: one attempt can never have two outcomes. The table is
    made by the migration and then unmanaged, so that `flush` leaves it alone.
    """

    entry = models.CharField(max_length=32, unique=True)
    attempt = models.CharField(max_length=32, unique=True, null=True)
    body = models.BinaryField()
    salt = models.BinaryField()
    time = models.DateTimeField()
    phase = models.CharField(max_length=7, choices=[(ATTEMPT, ATTEMPT), (OUTCOME, OUTCOME)])
    actor = models.CharField(max_length=NAME_LENGTH)
    roles = models.CharField(max_length=200)
    action = models.CharField(max_length=ACTION_LENGTH)
    object = models.CharField(max_length=OBJECT_LENGTH)
    result = models.CharField(max_length=7)
    reason = models.CharField(max_length=REASON_LENGTH)
    request_id = models.CharField(max_length=128)
    address = models.CharField(max_length=ADDRESS_LENGTH)

    class Meta:
        managed = False
        db_table = "audit_intake"
        indexes = [
            models.Index(fields=["-time", "-id"], name="audit_newest"),
            models.Index(fields=["actor", "-time", "-id"], name="audit_by_actor"),
            models.Index(fields=["object", "-time", "-id"], name="audit_by_object"),
            models.Index(fields=["action", "-time", "-id"], name="audit_by_action"),
            models.Index(fields=["request_id"], name="audit_by_request"),
        ]

    def __str__(self) -> str:
        return f"{self.phase} {self.action} {self.entry}"
