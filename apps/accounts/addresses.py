"""Whose address a request came from, when reverse proxies stand in between."""

import ipaddress


def client_address(remote: str, forwarded_for: str, trusted_proxies: int) -> str:
    """The right-most address that no trusted proxy has (security.md): what stands left of it, the client may have invented.

    `remote` is the peer of the socket, `forwarded_for` the X-Forwarded-For header. Text that is no address is not believed.
    """
    hops = [part.strip() for part in forwarded_for.split(",") if part.strip()] if trusted_proxies else []
    chain = [*hops, remote]
    claimed = chain[-1 - min(trusted_proxies, len(chain) - 1)]
    try:
        return str(ipaddress.ip_address(claimed))
    except ValueError:
        return remote
