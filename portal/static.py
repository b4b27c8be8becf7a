"""Static files with hashed names, also for imports inside ES modules."""

import re

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):
    """A module's name depends on the modules that it imports: as many passes as the longest chain of imports is long.

    `import("…")` is left alone: our modules do not load lazily, and in their comments it names types, in circles that
    would never come to rest.
    """

    support_js_module_import_aggregation = True
    max_post_process_passes = 20

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        lazy = re.escape("import\\(")
        self._patterns = {
            extension: [(pattern, template) for pattern, template in rules if not re.search(lazy, pattern.pattern)]
            for extension, rules in self._patterns.items()
        }
