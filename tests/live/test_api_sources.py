"""`GET sources/` (api.md), over the running portal."""

import pytest

from tests.live.asking import Api

URL = "/api/v1/sources/"


@pytest.mark.parametrize("who", ["engineer", "devops", "security", "admin", "engineer sources:read"])
def test_sources_say_how_they_answer_now(who: str, api: Api) -> None:
    answer = api.get(URL, who)
    assert (answer.status, set(answer.json)) == (200, {"sources"})
    (source,) = answer.json["sources"]
    assert set(source) == {"name", "kind", "signals", "status", "version", "capabilities", "checked_at", "detail"}
    assert (source["name"], source["kind"], source["signals"], source["status"]) == (
        "embedded",
        "embedded",
        ["traces", "logs", "metrics"],
        "ok",
    )
    assert source["version"] is None and isinstance(source["capabilities"], dict) and source["checked_at"].endswith("Z")


@pytest.mark.parametrize("who", ["support", "manager", "collector", "engineer orders:read"])
def test_others_are_refused(who: str, api: Api) -> None:
    answer = api.get(URL, who)
    assert answer.refusal == (403, "not_allowed")
    assert answer.json["permission"] == "sources.read"
