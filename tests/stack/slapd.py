"""An OpenLDAP server of our own for tests: the demo's people, free loopback ports, unprivileged, a certificate of its own authority."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import ldap
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from apps.accounts.demo.people import BASE, PASSWORD, SERVICE_DN, Entry

BINARY, SLAPADD = "/usr/sbin/slapd", "/usr/sbin/slapadd"
ROOT_DN = f"cn=root,{BASE}"
_READY_WITHIN_S = 20
_CONFIG = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {folder}/slapd.pid
TLSCACertificateFile {folder}/ca.pem
TLSCertificateFile {folder}/server.pem
TLSCertificateKeyFile {folder}/server.key
database mdb
maxsize 16777216
directory {folder}/data
suffix "{base}"
rootdn "{root}"
rootpw {password}
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="{service}" read by * none
"""


@dataclass(frozen=True, slots=True)
class Slapd:
    """`url` and `secure_url` on 127.0.0.1; `ca_file` verifies the certificate, `other_ca_file` does not."""

    url: str
    secure_url: str
    ca_file: str
    other_ca_file: str

    @contextlib.contextmanager
    def as_root(self) -> Iterator[ldap.ldapobject.SimpleLDAPObject]:
        connection = ldap.initialize(self.url)
        connection.simple_bind_s(ROOT_DN, PASSWORD)
        try:
            yield connection
        finally:
            connection.unbind_s()


@contextlib.contextmanager
def running_slapd(entries: Sequence[Entry]) -> Iterator[Slapd]:
    folder = Path(tempfile.mkdtemp(prefix="loupe-slapd-"))
    try:
        _write_certificates(folder)
        (folder / "data").mkdir()
        (folder / "slapd.conf").write_text(_CONFIG.format(folder=folder, base=BASE, root=ROOT_DN, service=SERVICE_DN, password=PASSWORD))
        (folder / "people.ldif").write_text("\n".join(map(_ldif, entries)), encoding="utf-8")
        _hand_over(folder)
        _run(SLAPADD, "-f", f"{folder}/slapd.conf", "-l", f"{folder}/people.ldif").check_returncode()
        with _serving(folder) as (port, secure_port):
            here = "127.0.0.1"
            yield Slapd(f"ldap://{here}:{port}", f"ldaps://{here}:{secure_port}", str(folder / "ca.pem"), str(folder / "other-ca.pem"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> dict[str, object]:
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}


def _hand_over(folder: Path) -> None:
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, "nobody", "nogroup")


def _run(*words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(words, check=False, capture_output=True, **_unprivileged())  # type: ignore[call-overload, no-any-return]


@contextlib.contextmanager
def _serving(folder: Path) -> Iterator[tuple[int, int]]:
    port, secure_port = _free_ports(2)
    command = [BINARY, "-d", "0", "-f", f"{folder}/slapd.conf", "-h", f"ldap://127.0.0.1:{port} ldaps://127.0.0.1:{secure_port}"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, **_unprivileged())  # type: ignore[call-overload]
    try:
        _wait_for(port, process)
        yield port, secure_port
    finally:
        process.terminate()
        process.wait(20)


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        return [stack.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1] for _ in range(count)]


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _READY_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    pytest.fail("slapd did not start")


def _ldif(entry: Entry) -> str:
    pairs = {**entry.attributes, **entry.operational, **({"userPassword": [entry.password]} if entry.password else {})}
    lines = [f"{name}: {value}" for name, values in pairs.items() for value in values]
    return "\n".join([f"dn: {entry.dn}", *lines]) + "\n"


def _write_certificates(folder: Path) -> None:
    key, other = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    server = ec.generate_private_key(ec.SECP256R1())
    authority = _certificate("Test authority", "Test authority", key, key, is_authority=True)
    impostor = _certificate("Other authority", "Other authority", other, other, is_authority=True)
    (folder / "ca.pem").write_bytes(_pem(authority))
    (folder / "other-ca.pem").write_bytes(_pem(impostor))
    (folder / "server.pem").write_bytes(_pem(_certificate("127.0.0.1", "Test authority", server, key, is_authority=False)))
    (folder / "server.key").write_bytes(
        server.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def _certificate(
    subject: str, issuer: str, key: ec.EllipticCurvePrivateKey, signer: ec.EllipticCurvePrivateKey, *, is_authority: bool
) -> x509.Certificate:
    start = datetime.now(UTC) - timedelta(minutes=5)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
    )
    return builder.sign(signer, hashes.SHA256())


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
