"""Request text to a frozen query. Every mistake is named by its field; what is too long is refused in words."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.http import HttpRequest, QueryDict

from apps.core.bodies import read_capped
from apps.core.errors import InvalidInput, TooLarge, UnsupportedMediaType
from apps.orders.search.query import DEFAULT_LIMIT, MAX_LIMIT, MAX_TEXT_BYTES, SearchFilters, SearchQuery

_KEYS = ("text", "filters", "limit", "cursor")
_FLAGS = ("stuck", "at_risk", "late", "has_complaint")
_NAMES = ("channel", "partner", "finding")
_FILTERS = ("stage", "created_from", "created_to", *_FLAGS, *_NAMES)
_LONGEST_NAME = 200
_LONGEST_CURSOR = 500
_MAX_BODY_BYTES = 8 * MAX_TEXT_BYTES  # JSON may spell one byte as six characters
Errors = dict[str, list[str]]


# --- JSON ---------------------------------------------------------------------------------------------------------


def read_search_body(request: HttpRequest) -> SearchQuery:
    """The body of `POST orders/search/`, under its cap whatever the headers claim; an empty one asks for the newest orders."""
    body = read_capped(request, _MAX_BODY_BYTES, "The search box takes a text of 64 KiB. Paste the part that speaks of the order.")
    if request.content_type != "application/json" and (body or request.content_type):
        raise UnsupportedMediaType("Send application/json.")
    try:
        return read_search(msgspec.json.decode(body) if body else {})
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidInput("The search could not be read.", errors={"": ["The body is not JSON."]}) from error


def read_search(body: object) -> SearchQuery:
    """`POST orders/search/`: unknown keys, wrong types and bad values are InvalidInput; a text over 64 KiB is TooLarge."""
    if not isinstance(body, Mapping):
        raise InvalidInput("The search could not be read.", errors={"": ["Send a JSON object."]})
    errors: Errors = {str(key): ["There is no such key."] for key in body if key not in _KEYS}
    text = _text(body, "text", errors)
    check_size(text)
    query = SearchQuery(
        text=text,
        filters=_filters(body.get("filters"), errors),
        limit=_limit(body.get("limit"), errors),
        cursor=_text(body, "cursor", errors, most=_LONGEST_CURSOR),
    )
    _refuse(errors)
    return query


def _refuse(errors: Errors) -> None:
    if errors:
        raise InvalidInput("The search could not be read.", errors=errors)


def check_size(text: str) -> None:
    size = len(text.encode("utf-8", "replace"))
    if size > MAX_TEXT_BYTES:
        raise TooLarge(f"The text is {size} bytes long; the search box takes 64 KiB. Paste the part that speaks of the order.")


def _text(values: Mapping[str, object], key: str, errors: Errors, *, most: int | None = None) -> str:
    """ "" for null or absent."""
    value = values.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        errors[key] = ["This must be a text."]
    elif most is not None and len(value) > most:
        errors[key] = [f"At most {most} characters."]
    elif not _can_be_kept(value):
        errors[key] = ["It holds a character that is none (NUL or half of a surrogate pair)."]
    else:
        return value
    return ""


def _can_be_kept(text: str) -> bool:
    return "\x00" not in text and text == text.encode("utf-8", "replace").decode()


def _limit(value: object, errors: Errors) -> int:
    if value is None:
        return DEFAULT_LIMIT
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAX_LIMIT:
        errors["limit"] = [f"A whole number from 1 to {MAX_LIMIT}."]
        return DEFAULT_LIMIT
    return value


def _filters(value: object, errors: Errors) -> SearchFilters:
    if value is None:
        return SearchFilters()
    if not isinstance(value, Mapping):
        errors["filters"] = ["This must be an object."]
        return SearchFilters()
    errors.update({f"filters.{key}": ["There is no such filter."] for key in value if key not in _FILTERS})
    found: Errors = {}
    filters = SearchFilters(
        stage=_stages(value.get("stage"), found),
        created_from=_instant(value, "created_from", found),
        created_to=_instant(value, "created_to", found),
        stuck=_flag(value, "stuck", found),
        at_risk=_flag(value, "at_risk", found),
        late=_flag(value, "late", found),
        has_complaint=_flag(value, "has_complaint", found),
        channel=_text(value, "channel", found, most=_LONGEST_NAME),
        partner=_text(value, "partner", found, most=_LONGEST_NAME),
        finding=_text(value, "finding", found, most=_LONGEST_NAME),
    )
    errors.update({f"filters.{key}": sentences for key, sentences in found.items()})
    return filters


def _stages(value: object, errors: Errors) -> tuple[str, ...]:
    known = [rule.key for rule in settings.CATALOGUE.stages]
    if value is None:
        return ()
    if not isinstance(value, list | tuple) or not all(isinstance(stage, str) and stage in known for stage in value):
        errors["stage"] = [f"A list of stages: {', '.join(known)}."]
        return ()
    return tuple(dict.fromkeys(value))


def _flag(values: Mapping[str, object], key: str, errors: Errors) -> bool | None:
    value = values.get(key)
    if value is not None and not isinstance(value, bool):
        errors[key] = ["true, false or null."]
        return None
    return value


def _instant(values: Mapping[str, object], key: str, errors: Errors) -> datetime | None:
    """RFC 3339; a date alone is its midnight in the configured zone."""
    text = _text(values, key, errors, most=40)
    if values.get(key) is None or key in errors:
        return None
    try:
        return _moment(text)
    except (ValueError, OverflowError):
        errors[key] = ["An instant such as 2026-11-24T09:00:00Z, or a date such as 2026-11-24."]
        return None


def _moment(text: str) -> datetime:
    if len(text) == len("2026-11-24"):
        return datetime.combine(date.fromisoformat(text), time(), ZoneInfo(settings.DEFAULT_ZONE)).astimezone(UTC)
    at = datetime.fromisoformat(text)
    return at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)


# --- the form of the page -------------------------------------------------------------------------------------------


def read_search_form(form: QueryDict) -> SearchQuery:
    """A ticked box is true, an empty field is not asked; the rest as in JSON. `complaint` stands in place of a text."""
    filters: dict[str, object] = {name: form.get(name) or None for name in ("created_from", "created_to", *_NAMES)}
    filters |= {name: True for name in _FLAGS if form.get(name)}
    filters["stage"] = [stage for stage in form.getlist("stage") if stage]
    # Browsers send line ends as CR LF (HTML Standard, "form submission"); offsets are those of the text as it was pasted.
    text = form.get("text", "").replace("\r\n", "\n").replace("\x00", "")
    complaint = _id(form.get("complaint", ""))
    return replace(read_search({"text": "" if complaint else text, "filters": filters}), complaint=complaint)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise InvalidInput("The search could not be read.", errors={"complaint": ["There is no such complaint."]}) from error
