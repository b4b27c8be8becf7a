"""Static files with hashed names, also for imports inside ES modules."""

import re

from whitenoise.storage import CompressedManifestStaticFilesStorage

Patterns = dict[str, list[tuple[re.Pattern[str], str]]]


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """A module's name depends on the modules that it imports: as many passes as the longest chain of imports is long.

    `import("…")` is left alone: our modules do not load lazily, and in their comments it names types, in circles that
    would never come to rest.
    """

    support_js_module_import_aggregation = True
    max_post_process_passes = 20

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._patterns: Patterns = {
            extension: [rule for rule in rules if not _is_lazy(rule[0])] for extension, rules in self._patterns.items()
        }


def _is_lazy(pattern: re.Pattern[str]) -> bool:
    return "import\\(" in pattern.pattern
