"""Searching, audited: one attempt before anything is asked, one outcome after. What was sought is recorded as a keyed hash and kinds."""

from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from apps.audit.services import lookup
from apps.audit.terms import hmac_of
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.permissions import Permission
from apps.orders.search.answer import answer, prepare
from apps.orders.search.loose_complaints import note_candidates, words_of_complaint
from apps.orders.search.query import SearchPage, SearchQuery
from apps.orders.search.stored import access_search, keep_search
from apps.orders.search.words import fold

SEARCHED = "order.searched"
_SHOWN = ("name", "city")


def search_orders(actor: Actor, query: SearchQuery, *, search_id: UUID | None = None) -> SearchPage:
    """The page of orders that the text and the filters mean. Raises NotAllowed, InvalidInput (a cursor of another query)."""
    asked = prepare(query)
    words = " ".join(fold(query.text).split())
    term = hmac_of("search", words) if words else ""
    with lookup(actor, SEARCHED, _object(search_id), term_hmac=term, kinds=asked.understood.kinds()) as handle:
        actor.require(Permission.ORDERS_SEARCH)
        page = answer(actor, asked)
        handle.rows, handle.masked, handle.fields = len(page.rows), True, _shown(actor, page)
    return page


@dataclass(frozen=True, slots=True)
class Begun:
    """Where to go after a search was sent: the one order that is meant, or the stored search."""

    search_id: UUID
    number: str | None


def begin_search(actor: Actor, query: SearchQuery) -> Begun:
    """Search once; a certain match is opened at once and nothing is kept, else the query is kept for this person."""
    search_id = uuid4()
    page = _search_complaint(actor, query, search_id) if query.complaint else search_orders(actor, query, search_id=search_id)
    if page.certain:
        return Begun(search_id, page.rows[0].number)
    keep_search(actor, search_id, query, now())
    return Begun(search_id, None)


def _search_complaint(actor: Actor, query: SearchQuery, search_id: UUID) -> SearchPage:
    """Nothing of the complaint is read before the attempt is in the record. What was found is counted for the lists of complaints."""
    with lookup(actor, SEARCHED, _object(search_id)) as handle:
        actor.require(Permission.ORDERS_SEARCH)
        page = answer(actor, prepare(_worded(actor, query)))
        handle.rows, handle.masked, handle.fields = len(page.rows), True, _shown(actor, page)
    if query.complaint:
        note_candidates(query.complaint, len(page.rows))
    return page


def _worded(actor: Actor, query: SearchQuery) -> SearchQuery:
    """The query with the words of its complaint, if it has one. Raises NotAllowed and NotFound."""
    if query.complaint is None:
        return query
    actor.require(Permission.COMPLAINTS_READ)
    return replace(query, text=words_of_complaint(query.complaint))


@dataclass(frozen=True, slots=True)
class Shown:
    """`query.text` is what was pasted, or the words of `query.complaint`, which must be masked."""

    query: SearchQuery
    page: SearchPage


def view_search(actor: Actor, search_id: UUID, cursor: str) -> Shown:
    """A stored search, answered as things stand now. Raises NotFound for what is not this person's."""
    with lookup(actor, SEARCHED, _object(search_id)) as handle:
        actor.require(Permission.ORDERS_SEARCH)
        query = _worded(actor, replace(access_search(actor, search_id, now()), cursor=cursor))
        page = answer(actor, prepare(query))
        handle.rows, handle.masked, handle.fields = len(page.rows), True, _shown(actor, page)
    return Shown(query, page)


def _object(search_id: UUID | None) -> str:
    return f"search:{search_id}" if search_id else "search:"


def _shown(actor: Actor, page: SearchPage) -> tuple[str, ...]:
    return _SHOWN if page.rows and actor.may(Permission.CUSTOMERS_READ) else ()
