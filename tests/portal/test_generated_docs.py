"""The generated pages of docs/ say what the portal is now."""

from django.core.management import call_command


def test_the_committed_pages_are_those_that_would_be_written() -> None:
    call_command("write_reference", "--check")
