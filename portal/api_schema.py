"""What the API's description says beyond what drf-spectacular finds in the views."""

from typing import Any

from drf_spectacular.generators import SchemaGenerator

_NEED_A_BODY = ("events_create",)


def require_bodies(result: dict[str, Any], generator: SchemaGenerator, request: object, public: bool) -> dict[str, Any]:
    """A postprocessing hook: bodies described by a plain schema count as optional otherwise."""
    operations = (operation for path in result["paths"].values() for operation in path.values())
    for operation in operations:
        if operation["operationId"] in _NEED_A_BODY:
            operation["requestBody"]["required"] = True
    return result
