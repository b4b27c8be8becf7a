"""The words for what is made: kinds of pieces, materials, stones. A concept is one English word, whatever people call it.

`concept_of` is used when items are stored and when they are sought, so that "колечко с сапфирами" meets "Ring, sapphire".
A concept ends what it matches: "серебр" is the stem of серебро, серебряный, серебряная; endings are open, so stems
are chosen long enough not to catch other words.
"""

from functools import cache

# concept -> stems; a stem that ends with "$" is a whole word
_PIECES = """
ring: кольц кольцо$ колец$ колеч перстень$ перстн обручалк ring$ rings$
signet: печатк signet
earrings: серьг сережк серег$ сережек$ пусет earring studs$
pendant: подвес кулон pendant
bracelet: браслет bracelet bangle
necklace: колье$ ожерель necklace choker
chain: цепоч цепь$ цепи$ цепью$ chain
brooch: брошь$ брошк броши$ брошью$ brooch
cufflinks: запонк запонок$ cufflink
cross: крест$ крестик крестильн
medallion: медальон locket
tiara: диадем тиар tiara
piercing: пирсинг piercing
wedding: обручальн свадебн wedding
engagement: помолвоч помолвк engagement
"""
_MATERIALS = """
gold: золот gold$ golden$
silver: серебр silver
platinum: платин platinum
palladium: палладий$ палладия$ палладиев palladium
titanium: титан$ титана$ титанов titanium
steel: сталь$ стали$ стальн steel
enamel: эмаль$ эмали$ эмалью$ эмалев enamel
white: белое$ белого$ белом$ белым$ white
rose: розовое$ розового$ розовом$ розовым$ rose
"""
_STONES = """
sapphire: сапфир sapphire
ruby: рубин$ рубина рубину$ рубином$ рубине$ рубинов рубины$ ruby rubies$
emerald: изумруд emerald
diamond: бриллиант брильянт бриллиянт брилик брюлик алмаз diamond
topaz: топаз topaz
amethyst: аметист amethyst
alexandrite: александрит alexandrite
garnet: гранат garnet
pearl: жемчуг жемчуж pearl
opal: опал$ опала опалом$ опалов опалы$ opal
citrine: цитрин citrine
tourmaline: турмалин tourmaline
spinel: шпинел spinel
aquamarine: аквамарин aquamarine
tanzanite: танзанит tanzanite
zirconia: фианит циркон zircon cubic$
onyx: оникс onyx
amber: янтар amber$
turquoise: бирюз turquoise
malachite: малахит malachite
peridot: хризолит перидот peridot
moonstone: moonstone
jade: нефрит jade$
quartz: кварц quartz
agate: агат agate
coral: коралл coral
"""


def _table(lines: str) -> dict[str, tuple[str, ...]]:
    pairs = (line.split(":") for line in lines.strip().splitlines())
    return {concept: tuple(stems.split()) for concept, stems in pairs}


PIECES, MATERIALS, STONES = _table(_PIECES), _table(_MATERIALS), _table(_STONES)
# "white" and "rose" are names of gold, and say nothing alone.
ONLY_WITH_OTHERS = frozenset({"white", "rose", "wedding", "engagement"})

_LONGEST = 20


@cache
def _stems() -> tuple[dict[str, str], dict[str, str]]:
    whole: dict[str, str] = {}
    open_ended: dict[str, str] = {}
    for concept, stems in (PIECES | MATERIALS | STONES).items():
        for stem in stems:
            (whole if stem.endswith("$") else open_ended)[stem.rstrip("$")] = concept
    return whole, open_ended


def concept_of(word: str) -> str | None:
    """The concept of a case-folded word with ё→е ("колечком" -> "ring"), or None."""
    whole, open_ended = _stems()
    if word in whole:
        return whole[word]
    return next((open_ended[word[:end]] for end in range(min(len(word), _LONGEST), 3, -1) if word[:end] in open_ended), None)
