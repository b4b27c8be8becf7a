"""The language, theme and time zone of a person, which follow them to another browser."""

from apps.accounts.models import User


def keep_preferences(user: User, *, language: str, theme: str, zone: str) -> None:
    """Keep what is not ""; the rest stays as it was."""
    chosen = {name: text for name, text in (("language", language), ("theme", theme), ("zone", zone)) if text}
    for name, text in chosen.items():
        setattr(user, name, text)
    user.save(update_fields=chosen)
