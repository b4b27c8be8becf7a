"""A wrong catalogue stops the start with the file, the line and the reason."""

from pathlib import Path

import pytest

from apps.core.catalogue import CatalogueError
from apps.core.catalogue_reader import read_catalogue

BUILT_IN = Path(__file__).resolve().parent.parent.parent / "portal" / "catalogue.toml"
HOURS = '[hours]\nzone = "Europe/Moscow"\ndays = [0]\nopens = "09:00"\ncloses = "18:00"\n'

WRONG = {
    "typo of a key": ('[orders]\npatern = "x"\n', 2, "did you mean `pattern`?"),
    "typo of a table": ("[ordres]\nx = 1\n", 1, "did you mean `orders`?"),
    "wrong type": ("[business]\nzones = 5\n", 2, "Expected `array`, got `int`"),
    "typo in the second of two": (
        '[[services]]\nname = "a"\ntitle = "A"\nrole = "api"\n\n[[services]]\nname = "b"\ntitel = "B"\nrole = "api"\n',
        8,
        "did you mean `title`?",
    ),
    "typo in a source": ('[[sources]]\nname = "a"\nkind = "embedded"\ntiemout_s = 3\n', 4, "did you mean `timeout_s`?"),
    "source without a kind": ('[[sources]]\nname = "a"\n', 1, "has no kind"),
    "no such zone": (HOURS.replace("Moscow", "Atlantis"), 2, "no time zone"),
    "day that never begins": (HOURS.replace("09:00", "19:00"), 5, "is not before"),
    "no such weekday": (HOURS.replace("[0]", "[7]"), 3, "0 (Monday) to 6"),
    "no time of day": (HOURS.replace("09:00", "nine"), 4, "no time of day"),
    "broken pattern": ("[orders]\npattern = '('\nprefix = 'AL-'\ndigits = [4, 12]\npriorities = []\n", 2, "no regular expression"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_named_with_its_line(name: str, tmp_path: Path) -> None:
    text, line, reason = WRONG[name]
    file = tmp_path / "catalogue.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError) as raised:
        read_catalogue(BUILT_IN, str(file))
    assert f"{file}, line {line}: " in str(raised.value)
    assert reason in str(raised.value)


def test_broken_toml_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.toml"
    file.write_text("[orders\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match="line 1"):
        read_catalogue(BUILT_IN, str(file))


def test_a_file_overrides_table_by_table(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.toml"
    file.write_text(HOURS, encoding="utf-8")
    catalogue = read_catalogue(BUILT_IN, str(file))
    assert catalogue.hours.days == frozenset({0})
    assert catalogue.order_prefix == "AL-"


def test_the_built_in_catalogue_has_the_life_of_an_order() -> None:
    catalogue = read_catalogue(BUILT_IN, "")
    life = [stage.key for stage in catalogue.stages]
    assert life == [
        "created", "files_uploaded", "priced", "confirmed", "paid", "in_production", "completed", "shipped", "delivered", "cancelled",
    ]  # fmt: skip
    assert catalogue.order_pattern.match("AL-1001") and not catalogue.order_pattern.match("AL-100")
