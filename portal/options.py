"""Every setting of the portal, declared once: name, default, what it does, an example. `docs/configuration.md` is generated from here."""

from portal.env import Option, as_existing_file, as_flag, as_number, as_text, as_url, one_of

OPTIONS = (
    Option(
        "LOUPE_DEMO",
        "0",
        as_flag,
        "A demonstration on this machine: built-in directory and people, DEMO on every page, http on loopback.",
        "1",
    ),
    Option(
        "LOUPE_SECRET_KEY",
        "",
        as_text,
        "Django's secret. Made on first start in a demo; required otherwise.",
        "a long random text",
        secret=True,
    ),
    Option(
        "LOUPE_KEY",
        "",
        as_text,
        "Key ring that seals personal fields: `id:base64` of 32 bytes each, comma-separated, the last one seals.",
        "1:q83v…=",
        secret=True,
    ),
    Option(
        "LOUPE_CATALOGUE",
        "",
        as_existing_file,
        "A TOML file that overrides the built-in catalogue table by table.",
        "/etc/loupe/catalogue.toml",
    ),
    Option(
        "DATABASE_URL",
        "",
        as_url("postgres", "postgresql", "sqlite"),
        "The database; empty: SQLite in the data folder.",
        "postgres://loupe@db/loupe",
        secret=True,
    ),
    Option("LOUPE_HOSTS", "localhost,127.0.0.1,[::1]", as_text, "Host names under which the portal answers.", "loupe.example.com"),
    Option(
        "LOUPE_TRUSTED_PROXIES",
        "0",
        as_number(0, 9),
        "How many reverse proxies stand in front; decides whose address is the client's.",
        "1",
    ),
    Option("LOUPE_LDAP_URL", "", as_url("ldap", "ldaps"), "The company directory. In a demo the built-in one.", "ldaps://ldap.example.com"),
    Option("LOUPE_LDAP_STARTTLS", "0", as_flag, "Ask for StartTLS on an ldap:// address.", "1"),
    Option(
        "LOUPE_LDAP_CA_FILE",
        "",
        as_existing_file,
        "Certificates that the directory's certificate is checked against; empty: the system's.",
        "/etc/ssl/corp.pem",
    ),
    Option("LOUPE_LDAP_BIND_DN", "", as_text, "The service account that looks people up.", "cn=loupe,ou=services,dc=example,dc=com"),
    Option("LOUPE_LDAP_BIND_PASSWORD", "", as_text, "Its password.", "secret", secret=True),
    Option("LOUPE_LDAP_PEOPLE_BASE", "", as_text, "Where people stand.", "ou=people,dc=example,dc=com"),
    Option("LOUPE_LDAP_GROUPS_BASE", "", as_text, "Where groups stand.", "ou=groups,dc=example,dc=com"),
    Option(
        "LOUPE_LDAP_REQUIRED_GROUP",
        "",
        as_text,
        "Full DN of the group whose members may sign in; empty: anybody in the directory.",
        "cn=loupe,ou=groups,dc=example,dc=com",
    ),
    Option(
        "LOUPE_LDAP_ID_ATTRIBUTE",
        "entryUUID",
        one_of("entryUUID", "objectGUID"),
        "The attribute that never changes for a person.",
        "entryUUID",
    ),
    Option("LOUPE_LDAP_TIMEOUT_S", "5", as_number(1, 60), "Connect and answer timeout of the directory, seconds.", "5"),
    Option(
        "LOUPE_DIRECTORY_RECHECK_S",
        "60",
        as_number(5, 3600),
        "How often a signed-in person is read again from the directory, seconds.",
        "60",
    ),
    Option(
        "LOUPE_BROKER_URL", "", as_text, "Celery's broker; empty: folders in the data folder.", "amqp://loupe@rabbit/loupe", secret=True
    ),
    Option(
        "LOUPE_CACHE_URL", "", as_url("redis", "rediss"), "A shared cache for limits; empty: the database.", "redis://cache/0", secret=True
    ),
    Option("LOUPE_WEB_WORKERS", "1", as_number(1, 64), "Web processes of `make serve`.", "4"),
    Option("LOUPE_WEB_THREADS", "4", as_number(1, 128), "Threads a web process.", "8"),
    Option("PORT", "8000", as_number(1, 65535), "Port of the web server on loopback.", "8000"),
    Option("LOUPE_DIRECTORY_PORT", "8389", as_number(1, 65535), "Port of the demo's directory on loopback.", "8389"),
    Option("LOUPE_LANGUAGE", "en", one_of("en", "ru"), "Language of somebody who has not chosen one.", "ru"),
    Option("LOUPE_ZONE", "Europe/Moscow", as_text, "Time zone of somebody who has not chosen one.", "Europe/Moscow"),
    Option("LOUPE_LOG_LEVEL", "INFO", one_of("DEBUG", "INFO", "WARNING", "ERROR"), "Least severity written to the log.", "INFO"),
)
