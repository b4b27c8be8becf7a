"""What is sold: pieces with a stone and a material, and the words in which customers speak of them."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Kind:
    """`said`, `accusative`: how a customer calls it (подвеска, жду подвеску); `gender` n|f|m|p (plural) decides "моя", "мои"."""

    code: str
    title: str
    said: str
    accusative: str
    gender: str
    base_price: int
    operations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stone:
    """`with_it` stands after "с": кольцо с сапфиром. `english` for complaints in English."""

    code: str
    with_it: str
    english: str
    price: int


@dataclass(frozen=True, slots=True)
class Item:
    sku: str
    name: str
    quantity: int
    material: str
    price: int  # roubles, each
    kind: Kind
    stone: Stone | None

    @property
    def said(self) -> str:
        """кольцо с сапфиром"""
        return self._with_stone(self.kind.said)

    @property
    def said_accusative(self) -> str:
        """подвеску с сапфиром"""
        return self._with_stone(self.kind.accusative)

    def _with_stone(self, words: str) -> str:
        return words if self.stone is None else f"{words} {self.stone.with_it}"


_FULL = ("wax", "casting", "setting", "polishing")
_PLAIN = ("wax", "casting", "polishing")

KINDS = (
    Kind("RNG", "Кольцо", "кольцо", "кольцо", "n", 14_000, _FULL),
    Kind("EAR", "Серьги", "серьги", "серьги", "p", 17_000, _FULL),
    Kind("PND", "Подвеска", "подвеска", "подвеску", "f", 9_500, _FULL),
    Kind("BRC", "Браслет", "браслет", "браслет", "m", 26_000, (*_FULL, "assembly")),
    Kind("BRO", "Брошь", "брошь", "брошь", "f", 12_000, _FULL),
    Kind("SGN", "Печатка", "печатка", "печатку", "f", 19_000, (*_PLAIN, "engraving")),
)
_KIND_WEIGHTS = (46, 20, 16, 7, 5, 6)

STONES = (
    Stone("SAP", "с сапфиром", "sapphire", 16_000),
    Stone("EMR", "с изумрудом", "emerald", 21_000),
    Stone("RUB", "с рубином", "ruby", 19_000),
    Stone("DIA", "с бриллиантом", "diamond", 45_000),
    Stone("ALX", "с александритом", "alexandrite", 38_000),
    Stone("AMT", "с аметистом", "amethyst", 5_000),
    Stone("TPZ", "с топазом", "topaz", 4_500),
    Stone("GRN", "с гранатом", "garnet", 4_000),
    Stone("PRL", "с жемчугом", "pearl", 6_000),
    Stone("OPL", "с опалом", "opal", 8_000),
)
_STONE_WEIGHTS = (18, 12, 9, 14, 6, 10, 9, 9, 8, 5)

MATERIALS = (("585", "золото 585", 9_000), ("W585", "белое золото 585", 11_000), ("925", "серебро 925", 0), ("950", "платина 950", 24_000))
_MATERIAL_WEIGHTS = (44, 20, 30, 6)

ENGLISH = {"RNG": "ring", "EAR": "earrings", "PND": "pendant", "BRC": "bracelet", "BRO": "brooch", "SGN": "signet ring"}


def pick_items(random: Random) -> tuple[Item, ...]:
    """One piece in most orders, sometimes two or three."""
    return tuple(_pick_item(random) for _ in range(random.choices((1, 2, 3), (84, 13, 3))[0]))


def _pick_item(random: Random) -> Item:
    kind = random.choices(KINDS, _KIND_WEIGHTS)[0]
    plain = kind.code == "SGN" or random.random() < 0.12
    stone = None if plain else random.choices(STONES, _STONE_WEIGHTS)[0]
    mark, material, extra = random.choices(MATERIALS, _MATERIAL_WEIGHTS)[0]
    price = kind.base_price + extra + (stone.price if stone else 0)
    price = round(price * (0.8 + 0.7 * random.random()) / 100) * 100
    sku = "-".join(part for part in (kind.code, stone.code if stone else "", mark) if part)
    name = kind.title if stone is None else f"{kind.title} {stone.with_it}"
    quantity = 2 if kind.code == "RNG" and stone is None and random.random() < 0.4 else 1
    return Item(sku, name, quantity, material, price, kind, stone)


def total_of(items: tuple[Item, ...]) -> int:
    return sum(item.price * item.quantity for item in items)
