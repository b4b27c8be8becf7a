"""Orders and what belongs to them. Tables of events, indexes and findings stand beside: *_models.py.

Personal values exist only sealed (sealing.py); ids of rows that hold them are made by us before the insert, as they are
part of what is authenticated. `*_stamps` tell which event a value came from (merging.py, `pack_stamps`).
"""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from apps.orders.event_models import Event as Event
from apps.orders.event_models import Rejection as Rejection
from apps.orders.finding_models import Finding as Finding
from apps.orders.finding_models import FindingJob as FindingJob
from apps.orders.finding_models import FindingRun as FindingRun
from apps.orders.finding_models import StagePace as StagePace
from apps.orders.index_models import BlindTerm as BlindTerm
from apps.orders.search.stored_models import SearchRow as SearchRow


class Partner(models.Model):
    """A company that sells our pieces through the partners' API."""

    name = models.CharField(max_length=200, unique=True)

    def __str__(self) -> str:
        return self.name


class Customer(models.Model):
    """A person, as the source system knows them by id. What is said of a person without an id stays with its order (`Order.contact`)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    external_id = models.CharField(max_length=100, unique=True)
    contact = models.BinaryField(default=b"")  # sealed JSON object of CONTACT_FIELDS; empty: nothing known
    contact_stamps = models.JSONField(default=list)
    city_key = models.CharField(max_length=200, blank=True, default="", db_index=True)

    def __str__(self) -> str:
        return self.external_id


class Order(models.Model):
    """One order. `created_at` is its first stage, or its first event where that never came. `open`: something is awaited."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(max_length=40, unique=True)
    number_key = models.CharField(max_length=40, db_index=True)  # search/terms.py, plain_key
    number_reversed = models.CharField(max_length=40, db_index=True)  # number_key from its end: suffixes are its prefixes
    channel = models.CharField(max_length=40, blank=True, default="")
    priority = models.CharField(max_length=40, blank=True, default="")
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, related_name="orders")
    reference = models.CharField(max_length=100, blank=True, default="")
    reference_key = models.CharField(max_length=100, blank=True, default="")  # search/terms.py, reference_forms, the first
    reference_reversed = models.CharField(max_length=100, blank=True, default="")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="orders")
    contact = models.BinaryField(default=b"")  # sealed, as Customer.contact: what is said of the customer of this order alone
    city_key = models.CharField(max_length=200, blank=True, default="")
    items = models.JSONField(default=list)
    total_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    total_currency = models.CharField(max_length=3, blank=True, default="")
    promised_at = models.DateTimeField(null=True)
    stage = models.CharField(max_length=20, blank=True, default="")
    stage_since = models.DateTimeField(null=True)
    deadline_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    first_event_at = models.DateTimeField()
    open = models.BooleanField(default=True)
    stamps = models.JSONField(default=list)

    class Meta:
        indexes = [
            models.Index(fields=["created_at", "id"], name="order_by_creation"),
            models.Index(fields=["deadline_at"], name="order_open_deadline", condition=Q(open=True)),
            models.Index(fields=["promised_at"], name="order_promised"),
            models.Index(fields=["stage", "created_at"], name="order_by_stage"),
            models.Index(fields=["reference_key"], name="order_reference", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["reference_reversed"], name="order_reference_end", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["city_key"], name="order_city", condition=~Q(city_key="")),
        ]

    def __str__(self) -> str:
        return self.number


class StageEntry(models.Model):
    """The first entry of an order into a stage, with the event that told of it."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="stage_entries")
    stage = models.CharField(max_length=20)
    entered_at = models.DateTimeField()
    service = models.CharField(max_length=200, blank=True, default="")
    operator = models.CharField(max_length=200, blank=True, default="")
    source = models.CharField(max_length=200)
    event_id = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "stage"], name="one_entry_a_stage")]
        indexes = [models.Index(fields=["stage", "entered_at"], name="stage_entry_by_time")]

    def __str__(self) -> str:
        return self.stage


class Operation(models.Model):
    """A step of production, keyed by its name. status planned|started|finished|failed."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="operations")
    name = models.CharField(max_length=100)
    status = models.CharField(max_length=10)
    operator = models.CharField(max_length=200, blank=True, default="")
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    stamps = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "name"], name="one_operation_a_name")]

    def __str__(self) -> str:
        return self.name


class Complaint(models.Model):
    """What a customer wrote. `number` is the order it names, which may not exist yet; `candidates` is what search found (null: not asked).

    state new (belongs to no order yet) | attached | answered.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    received_at = models.DateTimeField()
    channel = models.CharField(max_length=40, blank=True, default="")
    number = models.CharField(max_length=40, blank=True, default="", db_index=True)
    order = models.ForeignKey(Order, models.SET_NULL, null=True, related_name="complaints")
    customer = models.ForeignKey(Customer, models.SET_NULL, null=True, related_name="complaints")
    text = models.BinaryField()  # sealed
    contact = models.BinaryField(default=b"")  # sealed, as Customer.contact
    state = models.CharField(max_length=10, default="new")
    candidates = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["received_at"], name="complaint_without_order", condition=Q(order=None)),
            models.Index(fields=["received_at", "id"], name="complaint_by_time"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Deployment(models.Model):
    """A version that went live. `notes` are redacted on receipt."""

    service = models.CharField(max_length=100)
    version = models.CharField(max_length=200)
    at = models.DateTimeField(db_index=True)
    by = models.CharField(max_length=200, blank=True, default="")
    notes = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"{self.service} {self.version}"


class Word(models.Model):
    """A folded word of the vocabulary; `orders` is how many orders hold it (its document frequency)."""

    text = models.CharField(max_length=40, unique=True)
    orders = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.text


class Posting(models.Model):
    """An order holds a word, in an item or in a complaint (`place` item|complaint)."""

    word = models.ForeignKey(Word, models.CASCADE, related_name="postings")
    order = models.ForeignKey(Order, models.CASCADE, related_name="postings")
    place = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word", "order", "place"], name="one_posting_a_place")]

    def __str__(self) -> str:
        return f"{self.word_id} in {self.order_id}"
