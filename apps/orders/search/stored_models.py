"""Searches that somebody made: a pasted text never stands in an address, so it is kept for the person and shown by an opaque id."""

from uuid import uuid4

from django.db import models


class SearchRow(models.Model):
    """`query` is the sealed JSON of text and filters (stored.py). Random ids, so that none can be guessed from another."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    owner = models.CharField(max_length=150)
    query = models.BinaryField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.id)
