"""A finding's code as people read it."""

from django import template
from django.utils.translation import gettext

from apps.telemetry.findings.titles import title

register = template.Library()


@register.filter
def finding_title(code: str) -> str:
    """The short form for lists and filters."""
    return gettext(title(code))
