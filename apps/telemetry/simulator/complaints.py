"""Who complains, when, where and in which words. Struck orders complain often, healthy ones sometimes, mostly without a number."""

import re
from collections.abc import Iterator
from random import Random

from apps.telemetry.simulator import complaint_texts as texts
from apps.telemetry.simulator import moscow, names
from apps.telemetry.simulator.chance import between, rng
from apps.telemetry.simulator.faults.kind import LostAttempt
from apps.telemetry.simulator.goods import ENGLISH, Item, pick_items
from apps.telemetry.simulator.life import Complaint, Life
from apps.telemetry.simulator.people import Customer
from apps.telemetry.simulator.plan import DAY, HOUR

_STRUCK, _HEALTHY, _ATTEMPTED = 0.62, 0.045, 0.8
_SENTENCE_BEGINS = re.compile(r"(?<=[.?!] )[а-яё]")
_WAITS = {
    "created": "piece",
    "files_uploaded": "price",
    "priced": "confirmation",
    "confirmed": "payment",
    "paid": "operator",
    "in_production": "piece",
    "completed": "piece",
    "shipped": "delivery",
    "delivered": "done",
}


def written(seed: int, life: Life) -> Iterator[Complaint]:
    """The complaints about one order, in order of time."""
    random = rng(seed, "complaint", life.index)
    if life.harms:
        if random.random() < _STRUCK:
            since_ns, over_ns = life.harms[0].from_ns, life.harms[0].to_ns
            at_ns = moscow.next_daytime(since_ns + int(between(random, 2, 14) * HOUR), 8, 22)
            yield _about(random, life, at_ns)
            if at_ns + 12 * HOUR < over_ns and random.random() < 0.3:
                yield _about(random, life, moscow.next_daytime(at_ns + int(between(random, 5, 11) * HOUR), 8, 22))
    elif random.random() < _HEALTHY:
        until_ns = max(life.happenings[-1].at_ns, life.created_ns + DAY) + DAY
        yield _about(
            random, life, moscow.next_daytime(life.created_ns + int((until_ns - life.created_ns) * between(random, 0.3, 1)), 8, 22)
        )


def about_attempt(seed: int, attempt: LostAttempt, customer: Customer) -> Iterator[Complaint]:
    """What somebody writes who could not place an order."""
    random = rng(seed, "complaint", attempt.key)
    if random.random() >= _ATTEMPTED:
        return
    at_ns = attempt.tries_ns[-1] + int(between(random, 0.05, 2) * HOUR)
    said = _said(random, customer, pick_items(random)[0], at_ns, at_ns)
    yield Complaint(at_ns, random.choice(("chat", "chat", "email")), _russian(random, "creation", said, numbered=False), False, True)


def _about(random: Random, life: Life, at_ns: int) -> Complaint:
    entered = [happening.kind for happening in life.happenings if happening.at_ns <= at_ns and happening.kind in _WAITS]
    waits = _WAITS[entered[-1] if entered else "created"]
    said = _said(random, life.customer, life.items[0], life.created_ns, at_ns)
    partner = life.customer.partner
    tells_number = random.random() < 0.15
    if partner is not None:
        digits = life.reference.removeprefix(partner.prefix)
        said |= {"reference": life.reference, "reference_bare": digits, "partner": partner.name}
        text = random.choice(texts.PARTNERS).format(**said)
        return Complaint(at_ns, "email", text, tells_number, False)
    channel = random.choices(("chat", "email", "phone"), (55, 30, 15))[0]
    if random.random() < 0.06 and waits in texts.MISSING:
        said["missing"] = texts.MISSING[waits]
        return Complaint(at_ns, channel, random.choice(texts.ENGLISH).format(**said), tells_number, False)
    said["number"] = spelled_number(random, life.number)
    text = _russian(random, waits, said, numbered=random.random() < 0.25)
    return Complaint(at_ns, channel, text, tells_number, channel == "phone" or random.random() < 0.2)


def _russian(random: Random, waits: str, said: dict[str, str], *, numbered: bool) -> str:
    opening = random.choice(texts.OPENINGS)
    wrong = random.choice(texts.WRONG[waits]).format(**said)
    wrong = (wrong[0].lower() if opening.endswith(", ") else wrong[0].upper()) + wrong[1:]
    who = random.choice(texts.WHO_BY_NUMBER if numbered else texts.WHO).format(**said)
    text = f"{opening}{wrong} {who}".rstrip() + random.choice(texts.ENDINGS)
    text = _SENTENCE_BEGINS.sub(lambda found: found[0].upper(), text)
    return text.lower() if random.random() < 0.08 else text


def _said(random: Random, customer: Customer, item: Item, ordered_ns: int, at_ns: int) -> dict[str, str]:
    ordered = moscow.moment(ordered_ns)
    english = ENGLISH[item.kind.code]
    return {
        "a": "а" if customer.is_woman else "",
        "my": texts.MY[item.kind.gender],
        "said": item.kind.said,
        "will": "будут" if item.kind.gender == "p" else "будет",
        "item": item.said,
        "piece": item.said_accusative,
        "english": f"{item.stone.english} {english}" if item.stone else english,
        "when": _when(random, ordered_ns, at_ns),
        "when_english": texts.ENGLISH_WEEKDAYS[ordered.weekday()] if at_ns - ordered_ns < 6 * DAY else f"on {ordered.strftime('%d.%m')}",
        "day": f"{ordered.day} {texts.MONTHS[ordered.month - 1]}",
        "first": customer.first,
        "name": customer.name,
        "name_genitive": customer.name_genitive,
        "name_latin": f"{names.latin(customer.first)} {names.latin(customer.last)}".title(),
        "phone": spelled_phone(random, customer.phone),
        "last_four": f"{customer.phone[-4:-2]}-{customer.phone[-2:]}",
        "email": customer.email,
        "city": customer.city.name,
        "in_city": customer.city.in_it,
        "street": customer.street,
        "street_said": customer.street_said,
        "house": customer.house,
    }


def _when(random: Random, ordered_ns: int, at_ns: int) -> str:
    """ "вчера", "в субботу", "в начале месяца", "21 ноября": as one says it some days later."""
    ordered, now = moscow.moment(ordered_ns), moscow.moment(at_ns)
    days = moscow.day_of(at_ns) - moscow.day_of(ordered_ns)
    if days < 3:
        return ("сегодня", "вчера", "позавчера")[days]
    if days < 7 and random.random() < 0.7:
        return texts.WEEKDAYS[ordered.weekday()]
    if random.random() < 0.5:
        part = ("в начале", "в середине", "в конце")[min((ordered.day - 1) // 10, 2)]
        return f"{part} месяца" if ordered.month == now.month else f"{part} {texts.MONTHS[ordered.month - 1]}"
    return f"{ordered.day} {texts.MONTHS[ordered.month - 1]}"


def spelled_phone(random: Random, phone: str) -> str:
    """A phone (+7 and ten digits) as people write it."""
    code, first, second, third = phone[2:5], phone[5:8], phone[8:10], phone[10:12]
    forms = (
        f"+7 {code} {first}-{second}-{third}", f"8 {code} {first} {second} {third}", f"8{code}{first}{second}{third}",
        f"8-{code}-{first}-{second}-{third}", f"+7({code}){first}{second}{third}", f"{code} {first} {second}{third}",
        f"8 ({code}) {first}-{second}{third}", f"7{code}{first}{second}{third}",
    )  # fmt: skip
    return random.choice(forms)


def spelled_number(random: Random, number: str) -> str:
    """An order number as people write it."""
    digits = number.removeprefix("AL-")
    forms = (number, number, f"AL{digits}", f"al {digits}", f"АЛ-{digits}", digits, f"AL-{digits[:3]} {digits[3:]}", f"AL–{digits}")
    return random.choice(forms)
