"""Where the company's directory stands and how it is asked; a demo without one uses the built-in directory."""

from dataclasses import dataclass, field

from django.conf import settings

from apps.accounts.demo import people


@dataclass(frozen=True, slots=True)
class DirectoryConfig:
    """`id_attribute` entryUUID (OpenLDAP and its kin) or objectGUID (Active Directory); `required_group` "" = anybody."""

    url: str
    people_base: str
    groups_base: str
    bind_dn: str
    bind_password: str = field(repr=False)
    required_group: str
    id_attribute: str
    start_tls: bool
    ca_file: str
    timeout_s: int

    @property
    def is_active_directory(self) -> bool:
        return self.id_attribute == "objectGUID"


def directory_config() -> DirectoryConfig:
    if uses_demo_directory():
        return demo_config(settings.DIRECTORY_PORT)
    options = settings.CONFIG
    return DirectoryConfig(
        url=options.text("LOUPE_LDAP_URL"),
        people_base=options.text("LOUPE_LDAP_PEOPLE_BASE"),
        groups_base=options.text("LOUPE_LDAP_GROUPS_BASE"),
        bind_dn=options.text("LOUPE_LDAP_BIND_DN"),
        bind_password=options.text("LOUPE_LDAP_BIND_PASSWORD"),
        required_group=options.text("LOUPE_LDAP_REQUIRED_GROUP"),
        id_attribute=options.text("LOUPE_LDAP_ID_ATTRIBUTE"),
        start_tls=options.flag("LOUPE_LDAP_STARTTLS"),
        ca_file=options.text("LOUPE_LDAP_CA_FILE"),
        timeout_s=options.number("LOUPE_LDAP_TIMEOUT_S"),
    )


def uses_demo_directory() -> bool:
    return bool(settings.DEMO) and not settings.CONFIG.text("LOUPE_LDAP_URL")


def demo_config(port: int) -> DirectoryConfig:
    return DirectoryConfig(
        url=f"ldap://127.0.0.1:{port}",
        people_base=people.PEOPLE_BASE,
        groups_base=people.GROUPS_BASE,
        bind_dn=people.SERVICE_DN,
        bind_password=people.PASSWORD,
        required_group="",
        id_attribute="entryUUID",
        start_tls=False,
        ca_file="",
        timeout_s=settings.CONFIG.number("LOUPE_LDAP_TIMEOUT_S"),
    )
