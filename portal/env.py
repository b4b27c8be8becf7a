"""The only reader of the environment. `options.py` declares what may stand in it; settings, checks and docs read that table.

Values come from the environment, then from `settings.env` in the data folder (written by `make demo`), then from the default.
`NAME_FILE` names a file that holds the value (secrets). A value that cannot be read is kept as an `OptionError` for the system
checks, and the default stands in for it.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Option:
    """One setting. `parse` raises ValueError with what is wrong; `example` is a value that works."""

    name: str
    default: str
    parse: Callable[[str], object]
    about: str
    example: str
    secret: bool = False


@dataclass(frozen=True, slots=True)
class OptionError:
    name: str
    reason: str
    example: str

    def __str__(self) -> str:
        return f"{self.name} {self.reason}. Example: {self.name}={self.example}"


@dataclass(frozen=True, slots=True)
class Options:
    """`values` by name, parsed; `origin` by name: environment | file | default."""

    values: Mapping[str, object]
    origin: Mapping[str, str]
    errors: tuple[OptionError, ...] = field(default_factory=tuple)

    def text(self, name: str) -> str:
        return str(self.values[name])

    def flag(self, name: str) -> bool:
        return bool(self.values[name])

    def number(self, name: str) -> int:
        value = self.values[name]
        if not isinstance(value, int):
            raise TypeError(f"{name} is not a number option")
        return value

    def items(self, name: str) -> list[str]:
        return [part.strip() for part in self.text(name).split(",") if part.strip()]


def as_text(raw: str) -> str:
    return raw


def as_flag(raw: str) -> bool:
    if raw.lower() in ("1", "true", "yes", "on"):
        return True
    if raw.lower() in ("0", "false", "no", "off", ""):
        return False
    raise ValueError(f"is {raw!r}, which is neither 1 nor 0")


def as_number(low: int, high: int) -> Callable[[str], int]:
    def parse(raw: str) -> int:
        if not raw.isascii() or not raw.isdigit() or not low <= int(raw) <= high:
            raise ValueError(f"is {raw!r}, which is not a whole number from {low} to {high}")
        return int(raw)

    return parse


def one_of(*allowed: str) -> Callable[[str], str]:
    def parse(raw: str) -> str:
        if raw not in allowed:
            raise ValueError(f"is {raw!r}, which is none of {', '.join(allowed)}")
        return raw

    return parse


def as_url(*schemes: str) -> Callable[[str], str]:
    def parse(raw: str) -> str:
        if raw and raw.split("://")[0] not in schemes:
            raise ValueError(f"must begin with one of {', '.join(s + '://' for s in schemes)}")
        return raw

    return parse


def as_existing_file(raw: str) -> str:
    if raw and not Path(raw).is_file():
        raise ValueError(f"names {raw!r}, and there is no such file")
    return raw


ROOT = Path(__file__).resolve().parent.parent
LAST_DATA_DIR = ROOT / ".data-dir"  # left by `make demo` when it was told another place than var/


def data_dir() -> Path:
    """Everything that the portal writes stands under this folder: LOUPE_DATA_DIR, else where the last `make demo` put it, else var/."""
    left = LAST_DATA_DIR.read_text(encoding="utf-8").strip() if LAST_DATA_DIR.is_file() else ""
    return Path(os.environ.get("LOUPE_DATA_DIR") or left or ROOT / "var").resolve()


def keep_demo_settings(**more: str) -> None:
    """Write the settings in force to the data folder, so that `manage.py` finds them without an environment."""
    folder = data_dir()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "settings.env"
    kept = _file_values(path) | {name: value for name, value in os.environ.items() if _is_ours(name)} | more
    text = "# Written by `make demo`; the environment wins over it.\n" + "".join(f"{name}={kept[name]}\n" for name in sorted(kept))
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    if folder == ROOT / "var":
        LAST_DATA_DIR.unlink(missing_ok=True)
    else:
        LAST_DATA_DIR.write_text(f"{folder}\n", encoding="utf-8")


def _is_ours(name: str) -> bool:
    return name in ("DATABASE_URL", "PORT") or (name.startswith("LOUPE_") and name not in ("LOUPE_DATA_DIR", "LOUPE_STACK"))


def with_environment(**more: str) -> dict[str, str]:
    """The environment of a child process."""
    return {**os.environ, **more}


def _file_values(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def _raw(option: Option, stored: Mapping[str, str]) -> tuple[str, str]:
    for values, origin in ((os.environ, "environment"), (stored, "file")):
        if option.name in values:
            return values[option.name], origin
        if f"{option.name}_FILE" in values:
            return Path(values[f"{option.name}_FILE"]).read_text(encoding="utf-8").strip(), origin
    return option.default, "default"


def read(options: tuple[Option, ...]) -> Options:
    """Read every option; never raises for a wrong value."""
    stored = _file_values(data_dir() / "settings.env")
    values: dict[str, object] = {}
    origin: dict[str, str] = {}
    errors: list[OptionError] = []
    for option in options:
        try:
            raw, origin[option.name] = _raw(option, stored)
            values[option.name] = option.parse(raw)
        except ValueError as error:
            errors.append(OptionError(option.name, str(error), option.example))
        except OSError as error:
            errors.append(OptionError(f"{option.name}_FILE", f"cannot be read ({error.strerror})", "/run/secrets/loupe"))
        if option.name not in values:
            values[option.name], origin[option.name] = option.parse(option.default), "default"
    return Options(values, origin, tuple(errors))
