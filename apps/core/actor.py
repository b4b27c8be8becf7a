"""Who asks: the value that edges make from a session or token and that services, access gates and the audit log take."""

from dataclasses import dataclass, field

from apps.core.errors import NotAllowed
from apps.core.permissions import Permission, permissions_of


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, a service account, a job of the portal itself, or nobody.

    `scopes` is None for a session and for a token without scopes (it may do what its owner may); a set narrows.
    """

    name: str
    user_id: str = ""
    directory_id: str = ""
    roles: frozenset[str] = frozenset()
    is_service: bool = False
    scopes: frozenset[str] | None = None
    login_method: str = ""
    factor: str = ""
    session_hash: str = ""
    address: str = ""
    agent: str = ""
    request_id: str = ""
    permissions: frozenset[Permission] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "permissions", permissions_of(self.roles, self.scopes, is_service=self.is_service))

    @property
    def is_anonymous(self) -> bool:
        return not self.user_id

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Raise NotAllowed, naming the permission, unless this actor has it."""
        if permission not in self.permissions:
            raise NotAllowed(f"This needs the permission {permission.value}, which you do not have.", permission=permission.value)


def system_actor(job: str) -> Actor:
    """The portal's own jobs: no lookups of persons, so no permissions."""
    return Actor(name=f"job:{job}", login_method="system")
