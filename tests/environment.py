"""Imported by tests/settings.py before the portal's settings: a demo of its own in a folder of its own, whatever the environment says."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_KEPT = ("LOUPE_STACK",)

for _name in [name for name in os.environ if name.startswith("LOUPE_") and name not in _KEPT]:
    del os.environ[_name]
_folder = tempfile.mkdtemp(prefix="loupe-test-")
os.environ |= {"LOUPE_DEMO": "1", "LOUPE_DATA_DIR": _folder, "LOUPE_LOG_LEVEL": "ERROR"}
(Path(_folder) / "static").mkdir()  # whitenoise warns about a folder that is not there
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
