"""Loaded by schemathesis itself (test_schema.py): what a description cannot say, and nothing else, may be refused."""

import schemathesis
from schemathesis.specs.openapi import checks

# A cursor is opaque, so a made-up one of the right form is refused; two parameters cannot be compared in OpenAPI.
_MADE_UP = {"cursor": "cursor", "to": "The window ends before it begins."}


@schemathesis.check
def valid_data_is_accepted(ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case) -> bool | None:
    """`positive_data_acceptance`, but for 400s that name made-up values and nothing else."""
    if response.status_code == 400 and _names_made_up_values_only(response.json()["errors"]):
        return None
    return checks.positive_data_acceptance(ctx, response, case)


def _names_made_up_values_only(errors: dict[str, list[str]]) -> bool:
    return bool(errors) and all(
        name in _MADE_UP and all(_MADE_UP[name] in text for text in sentences) for name, sentences in errors.items()
    )
