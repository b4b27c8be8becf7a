"""Invented customers and partners. A customer is made from the number of the order with which they first came.

Phones use codes that no Russian operator has (943, 944, …) and are valid to look at; mailboxes stand in example domains.
"""

from dataclasses import dataclass
from functools import lru_cache
from random import Random

from apps.telemetry.simulator import names
from apps.telemetry.simulator.chance import rng

_PHONE_CODES = ("943", "944", "946", "947", "948", "973", "974", "976")
_MAIL_DOMAINS = ("example.org", "example.com", "example.net", "mail.example.org", "pochta.example.com")
_RETURNING = 0.27
_PARTNER_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Partner:
    """A shop that orders for its own customers. Its references are `prefix` and a number."""

    name: str
    prefix: str
    high_share: float  # of its orders with priority high


@dataclass(frozen=True, slots=True)
class Customer:
    """`partner` is None for customers of our own shop."""

    id: str
    first: str
    last: str
    first_genitive: str
    is_woman: bool
    phone: str  # +7 and ten digits
    email: str
    city: names.City
    street: str
    street_said: str
    house: str
    flat: str
    postcode: str
    partner: Partner | None

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    @property
    def name_genitive(self) -> str:
        return f"{self.first_genitive} {names.genitive(self.last)}"


PARTNERS = (
    Partner("Золотой век", "REF-", 0.3),
    Partner("Самоцветы Урала", "SU-", 0.2),
    Partner("Ювелир-Сити", "JC/", 0.5),
    Partner("Karat Boutique", "KB-", 0.4),
)


def first_order_of(seed: int, index: int) -> int:
    """The first order of the customer who makes order `index`: itself for a new customer, an earlier one for who returns."""
    while index:
        random = rng(seed, "returning", index)
        if random.random() >= _RETURNING:
            break
        index = int(index * random.random() ** 0.5)  # rather a recent customer than an old one
    return index


@lru_cache(maxsize=4096)
def customer_of(seed: int, index: int) -> Customer:
    """The customer who makes order `index`."""
    first = first_order_of(seed, index)
    return _invent(rng(seed, "customer", first), f"C-{first + 1:06d}")


def stranger(seed: int, *name: object) -> Customer:
    """A customer of our own shop who has never had an order, with an id that no order's customer has."""
    random = rng(seed, "stranger", *name)
    return _invent(random, f"C-9{random.randrange(100_000):05d}", own_shop=True)


def _invent(random: Random, customer_id: str, *, own_shop: bool = False) -> Customer:
    is_woman = random.random() < 0.58
    first, first_genitive = random.choice(names.WOMEN if is_woman else names.MEN)
    surname = random.choice(names.SURNAMES)
    last = names.surname_of_woman(surname) if is_woman else surname
    city = random.choices(names.CITIES, [city.weight for city in names.CITIES])[0]
    street, street_said = random.choice(names.STREETS)
    by_partner = random.random() < _PARTNER_SHARE
    return Customer(
        id=customer_id,
        first=first,
        last=last,
        first_genitive=first_genitive,
        is_woman=is_woman,
        phone=f"+7{random.choice(_PHONE_CODES)}{random.randrange(10_000_000):07d}",
        email=_mailbox(random, first, last),
        city=city,
        street=street,
        street_said=street_said,
        house=f"{random.randrange(1, 120)}{random.choice(('', '', '', 'а', ' к. 2'))}",
        flat=str(random.randrange(1, 260)),
        postcode=f"{city.postcode}{random.randrange(1000):03d}",
        partner=random.choice(PARTNERS) if by_partner and not own_shop else None,
    )


def _mailbox(random: Random, first: str, last: str) -> str:
    forms = (
        f"{names.latin(first)}.{names.latin(last)}",
        f"{names.latin(last)}.{names.latin(first)[0]}",
        f"{names.latin(first)[0]}{names.latin(last)}",
        f"{names.latin(last)}_{names.latin(first)}",
    )
    return f"{random.choice(forms)}{random.randrange(10, 2000)}@{random.choice(_MAIL_DOMAINS)}"
