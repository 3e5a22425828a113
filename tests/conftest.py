"""What all tests share: a cache of their own."""

from __future__ import annotations

import os
import tempfile

os.environ["RUTTSIM_CACHE"] = tempfile.mkdtemp(prefix="ruttsim-test-cache-")
