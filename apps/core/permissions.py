"""Who may do what: the table of docs/security.md as data. Roles add up; a token's scopes only narrow."""

from collections.abc import Iterable
from enum import Enum


class Permission(Enum):
    STATUS_READ = "status.read"
    ORDERS_SEARCH = "orders.search"
    ORDERS_READ = "orders.read"
    CUSTOMERS_READ = "customers.read"
    TIMELINE_READ = "timeline.read"
    TIMELINE_READ_ALL = "timeline.read_all"
    COMPLAINTS_READ = "complaints.read"
    COMPLAINTS_WRITE = "complaints.write"
    COMPLAINTS_COUNT = "complaints.count"
    BUSINESS_READ = "business.read"
    AUDIT_READ_OWN = "audit.read_own"
    AUDIT_READ_ALL = "audit.read_all"
    SOURCES_READ = "sources.read"
    CONFIGURATION_READ = "configuration.read"
    EVENTS_WRITE = "events.write"
    TELEMETRY_WRITE = "telemetry.write"
    METRICS_READ = "metrics.read"


P = Permission
ROLES = ("support", "engineer", "devops", "manager", "security", "admin")

_EVERY_ROLE = frozenset({P.STATUS_READ, P.AUDIT_READ_OWN, P.METRICS_READ})
_LOOKS_AT_ORDERS = frozenset({P.ORDERS_SEARCH, P.ORDERS_READ, P.CUSTOMERS_READ, P.COMPLAINTS_READ})
_ENGINEER = _LOOKS_AT_ORDERS | {P.TIMELINE_READ, P.TIMELINE_READ_ALL, P.SOURCES_READ}

ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    "support": _EVERY_ROLE | _LOOKS_AT_ORDERS | {P.TIMELINE_READ, P.COMPLAINTS_WRITE},
    "engineer": _EVERY_ROLE | _ENGINEER,
    "devops": _EVERY_ROLE | _ENGINEER,
    "manager": _EVERY_ROLE | {P.ORDERS_SEARCH, P.ORDERS_READ, P.COMPLAINTS_COUNT, P.BUSINESS_READ},
    "security": _EVERY_ROLE | {P.AUDIT_READ_ALL, P.SOURCES_READ, P.CONFIGURATION_READ},
    "admin": _EVERY_ROLE | {P.SOURCES_READ, P.CONFIGURATION_READ},
}

# Scopes of tokens (api.md). Each lets pass the permissions named here, out of those that the owner's roles give.
SCOPE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    "events:write": frozenset({P.EVENTS_WRITE}),
    "telemetry:write": frozenset({P.TELEMETRY_WRITE}),
    "orders:read": frozenset({P.ORDERS_SEARCH, P.ORDERS_READ, P.CUSTOMERS_READ, P.COMPLAINTS_READ, P.COMPLAINTS_COUNT}),
    "telemetry:read": frozenset({P.TIMELINE_READ, P.TIMELINE_READ_ALL}),
    "incidents:read": frozenset(),
    "incidents:write": frozenset(),
    "postmortems:write": frozenset(),
    "insights:read": frozenset({P.BUSINESS_READ}),
    "audit:read": frozenset({P.AUDIT_READ_OWN, P.AUDIT_READ_ALL}),
    "sources:read": frozenset({P.SOURCES_READ}),
}
SERVICE_ONLY_SCOPES = frozenset({"events:write", "telemetry:write"})
_ANY_TOKEN = frozenset({P.METRICS_READ})


def permissions_of(roles: Iterable[str], scopes: Iterable[str] | None, *, is_service: bool) -> frozenset[Permission]:
    """What these roles give, narrowed by `scopes` (None: not narrowed). A service account has its scopes and no roles."""
    by_scope = _ANY_TOKEN.union(*(SCOPE_PERMISSIONS.get(scope, frozenset()) for scope in scopes or ()))
    if is_service:
        return by_scope
    by_role: frozenset[Permission] = frozenset().union(*(ROLE_PERMISSIONS.get(role, frozenset()) for role in roles))
    return by_role if scopes is None else by_role & by_scope | (_ANY_TOKEN if scopes else frozenset())
