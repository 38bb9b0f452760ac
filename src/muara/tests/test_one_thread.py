import os
import subprocess
import sys
from pathlib import Path

import numpy as np  # noqa: F401
import pytest

import muara

TASKS = Path("/proc/self/task")
COUNT = "import os, numpy as np; a = np.ones((900, 900)); a @ a; print(len(os.listdir('/proc/self/task')))"

pytestmark = pytest.mark.skipif(not TASKS.exists(), reason="Threads are counted in /proc, which only Linux has.")


@pytest.mark.parametrize("first", ["muara.cli", "muara.engine.opinion", "muara.engine.network", "bench.opinion"])
def test_linear_algebra_stays_on_one_thread_whatever_is_loaded_first(first):
    unset = {name: value for name, value in os.environ.items() if not name.endswith("_THREADS")}

    done = subprocess.run(
        [sys.executable, "-c", f"import {first}; {COUNT}"],
        cwd=Path(muara.__file__).parents[2],
        env=unset,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == "1"


def test_these_tests_run_on_one_thread_too():
    order = list(sys.modules)

    assert order.index("muara") < order.index("numpy")
