"""What is wrong with orders, as last computed, and the rows that say when to compute again."""

from django.db import models

CUSTOMER = "customer:"  # before the external id, in a subject that is no order's number


class FindingRun(models.Model):
    """The last computation for a subject: an order's number, or "customer:<external id>" for creations that never got one.

    `sources` lists what each source gave: objects of name, kind, signal, status, detail.
    """

    subject = models.CharField(max_length=120, primary_key=True)
    computed_at = models.DateTimeField()
    sources = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.subject


class Finding(models.Model):
    """One finding of the last run. Sentences are a msgid and its parameters, translated where they are read (telemetry's Phrase)."""

    subject = models.CharField(max_length=120, db_index=True)
    code = models.CharField(max_length=60)
    service = models.CharField(max_length=100, blank=True, default="")
    severity = models.CharField(max_length=7)
    sentence = models.JSONField()
    story = models.JSONField()
    evidence = models.JSONField(default=list)
    confidence = models.CharField(max_length=6)
    who_acts = models.CharField(max_length=8)
    since = models.DateTimeField()
    computed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["code", "service"], name="finding_by_code")]

    def __str__(self) -> str:
        return f"{self.code} of {self.subject}"


class FindingJob(models.Model):
    """A subject's findings are due at `due_at`. Who works on it holds it until `claimed_until`; after that anybody may."""

    subject = models.CharField(max_length=120, unique=True)
    due_at = models.DateTimeField(db_index=True)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.subject


class StagePace(models.Model):
    """The median time that orders lately spent in a stage, by the wall clock."""

    stage = models.CharField(max_length=20, primary_key=True)
    median_s = models.FloatField()
    orders = models.PositiveIntegerField()
    computed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.stage
