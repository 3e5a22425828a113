"""What all tests share: a cache of their own; machine code, named by its source, is kept."""

from __future__ import annotations

import os
import tempfile

from ruttsim.files import cache_folder

os.environ.setdefault("NUMBA_CACHE_DIR", str(cache_folder() / "compiled"))
os.environ["RUTTSIM_CACHE"] = tempfile.mkdtemp(prefix="ruttsim-test-cache-")
