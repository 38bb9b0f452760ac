"""Tests that hold both for the compiled loops and for those without them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from muara.engine.network import fast


@pytest.fixture(scope="module", params=["python", "numba"])
def path(request: pytest.FixtureRequest) -> Iterator[str]:
    """Take the compiled loops for everything, however small, or never."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MUARA_FAST", "1" if request.param == "numba" else "0")
        patch.setattr(fast, "FROM", 0)
        assert (fast.kernels(1) is not None) == (request.param == "numba")
        yield request.param
