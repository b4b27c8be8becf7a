"""Chance that is the same in every process: random generators and ids from names, never from hash() or the clock."""

import hashlib
from random import Random

import numpy as np
from numpy.typing import NDArray


def rng(*name: object) -> Random:
    """A generator of its own for a thing with this name."""
    return Random("/".join(map(str, name)))


def hex_id(size_bytes: int, *name: object) -> str:
    """Lower-case hex of `size_bytes` bytes: 16 for a trace id, 8 for a span id. Never all zeros in practice."""
    return hashlib.blake2b("/".join(map(str, name)).encode(), digest_size=size_bytes).hexdigest()


def uuid_text(*name: object) -> str:
    """A UUID (version 8: made by us) from a name."""
    digits = hex_id(16, *name)
    return f"{digits[:8]}-{digits[8:12]}-8{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def between(random: Random, low: float, high: float) -> float:
    return low + (high - low) * random.random()


def around(random: Random, median: float, spread: float, low: float, high: float) -> float:
    """A log-normal number with this median, kept within [low, high]. `spread` is the sigma of its logarithm."""
    return min(high, max(low, median * random.lognormvariate(0.0, spread)))


def noise(key: int, numbers: NDArray[np.int64]) -> NDArray[np.float64]:
    """One number in [0, 1) for each whole number, by splitmix64: the same wherever a window is cut."""
    mixed = numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(key & 0xFFFF_FFFF_FFFF_FFFF)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(11)).astype(np.float64) / float(1 << 53)
