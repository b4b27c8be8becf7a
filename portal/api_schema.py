"""The API's description: what it says beyond what drf-spectacular finds in the views, and its copy in docs/."""

from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer

_NEED_A_BODY = ("events_create",)


def require_bodies(result: dict[str, Any], generator: SchemaGenerator, request: object, public: bool) -> dict[str, Any]:
    """A postprocessing hook: bodies described by a plain schema count as optional otherwise."""
    operations = (operation for path in result["paths"].values() for operation in path.values())
    for operation in operations:
        if operation["operationId"] in _NEED_A_BODY:
            operation["requestBody"]["required"] = True
    return result


def openapi_page() -> str:
    """docs/openapi.yaml, so that a change of the API is seen as one."""
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    page: bytes = OpenApiYamlRenderer().render(schema, renderer_context={})  # type: ignore[no-untyped-call]
    return page.decode()
