"""What all tests share: a cache of their own; machine code, named by its source, is kept."""

from __future__ import annotations

import os
import tempfile

import pytest

from ruttsim.files import cache_folder

os.environ.setdefault("NUMBA_CACHE_DIR", str(cache_folder() / "compiled"))
os.environ["RUTTSIM_CACHE"] = tempfile.mkdtemp(prefix="ruttsim-test-cache-")


@pytest.fixture(scope="session")
def toy_result():
    """A first look at the toy study, which no test may change."""
    import ruttsim

    return ruttsim.compare(ruttsim.load_study("toy"), quick=True, workers=1)
