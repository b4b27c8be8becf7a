"""Search terms in the record: equal terms can be recognised, no term can be read."""

import hashlib
import hmac

from django.conf import settings


def hmac_of(kind: str, term: str) -> str:
    """HMAC-SHA-256 as hex of a term that the caller has normalised; `kind` keeps a phone apart from the same digits in a text."""
    key: bytes = settings.KEY_RING.subkey("audit-terms")
    return hmac.new(key, f"{kind}\x00{term}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()
