"""Everything that is one slip of the finger away: the candidates are computed here and asked for by equality.

One slip = one character replaced, left out, put in, or two neighbours swapped. The value itself is never among them.
"""

from apps.orders.search.terms import email_key

DIGITS = "0123456789"
EMAIL_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789.-_@"
KEY_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_PHONE_DIGITS = 10
_LONGEST_EMAIL = 64
_LONGEST_REFERENCE = 40


def _swapped(text: str) -> set[str]:
    return {text[:i] + text[i + 1] + text[i] + text[i + 2 :] for i in range(len(text) - 1)}


def _replaced(text: str, alphabet: str) -> set[str]:
    return {text[:i] + char + text[i + 1 :] for i in range(len(text)) for char in alphabet}


def _dropped(text: str) -> set[str]:
    return {text[:i] + text[i + 1 :] for i in range(len(text))}


def _inserted(text: str, alphabet: str) -> set[str]:
    return {text[:i] + char + text[i:] for i in range(len(text) + 1) for char in alphabet}


def national_digits(digits: str) -> str:
    """The digits after the Russian trunk or country code, if there is one: "89161234117" and "79161234117" -> "9161234117"."""
    return digits[1:] if len(digits) >= _PHONE_DIGITS and digits[0] in "78" else digits


def one_typo_phone(digits: str) -> tuple[str, ...]:
    """E.164 of the Russian numbers one slip from these digits (9 to 11 after the country code), else nothing."""
    national = national_digits(digits)
    if len(national) == _PHONE_DIGITS:
        near = _replaced(national, DIGITS) | _swapped(national)
    elif len(national) == _PHONE_DIGITS - 1:
        near = _inserted(national, DIGITS)
    elif len(national) == _PHONE_DIGITS + 1:
        near = _dropped(national)
    else:
        return ()
    return tuple(f"+7{number}" for number in sorted(near - {national}) if number[0] in "3489")


def one_typo_email(email: str) -> tuple[str, ...]:
    """The addresses one slip away (about 80 a character), those with exactly one @; nothing for one of over 64 characters."""
    key = email_key(email)
    if not key or len(key) > _LONGEST_EMAIL:
        return ()
    near = _replaced(key, EMAIL_ALPHABET) | _swapped(key) | _dropped(key) | _inserted(key, EMAIL_ALPHABET)
    return tuple(sorted(address for address in near - {key} if address.count("@") == 1 and address[0] != "@" and address[-1] != "@"))


def one_typo_number(digits: str, *, lengths: tuple[int, int]) -> tuple[str, ...]:
    """The digit strings one slip from an order number's digits, of a length that numbers may have (both ends inclusive)."""
    near = _replaced(digits, DIGITS) | _swapped(digits) | _dropped(digits) | _inserted(digits, DIGITS)
    return tuple(sorted(number for number in near - {digits} if lengths[0] <= len(number) <= lengths[1]))


def one_typo_reference(key: str) -> tuple[str, ...]:
    """The references one slip from a key of capital letters and digits (about 70 a character); nothing for under 4 or over 40."""
    if not 4 <= len(key) <= _LONGEST_REFERENCE:
        return ()
    near = _replaced(key, KEY_ALPHABET) | _swapped(key) | _dropped(key) | _inserted(key, KEY_ALPHABET)
    return tuple(sorted(near - {key}))
