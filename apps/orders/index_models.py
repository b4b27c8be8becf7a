"""The blind index: equality over personal values that exist only sealed (security.md, "Search over what is encrypted")."""

from django.db import models


class BlindTerm(models.Model):
    """A keyed hash of a normalised value (search/terms.py) and whose it is: `subject` customer|order|complaint with its id."""

    index = models.BinaryField(max_length=16)
    kind = models.CharField(max_length=8)
    subject = models.CharField(max_length=9)
    subject_id = models.UUIDField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["index"], name="blind_term_index")]

    def __str__(self) -> str:
        return self.kind
