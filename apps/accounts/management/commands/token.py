"""`manage.py token create USER [--scope S]… --days N`: the token is the last word printed and cannot be shown again."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from apps.accounts.models import User
from apps.accounts.services.tokens import create_token
from apps.core.errors import InvalidInput


class Command(BaseCommand):
    help = "Makes a bearer token for a person or a service account. Without scopes it may do what its owner may."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        create = verbs.add_parser("create", help="make a token")
        create.add_argument("user", help="the directory's name of a person, or a service account")
        create.add_argument("--scope", action="append", default=[], dest="scopes", help="narrows what the token may do; repeatable")
        create.add_argument("--days", type=int, required=True, help="days until it expires")

    def handle(self, *args: object, user: str, scopes: list[str], days: int, **options: object) -> None:
        owner = User.objects.filter(username=user).first()
        if owner is None:
            raise CommandError(
                f"There is nobody called {user} here. People appear with their first sign-in; demo people with `manage.py demo_people`."
            )
        try:
            text = create_token(owner, scopes=scopes, days=days)
        except InvalidInput as error:
            raise CommandError(_in_words(error)) from error
        self.stdout.write(f"Token of {owner.username} for {days} days, shown once: {text}")


def _in_words(error: InvalidInput) -> str:
    errors = error.extra["errors"]
    assert isinstance(errors, dict)
    return " ".join(sentence for sentences in errors.values() for sentence in sentences)
