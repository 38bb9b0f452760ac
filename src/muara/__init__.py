"""Muara: from a room full of concerns to a common thread."""

import os

# One thread for linear algebra, unless the operator says otherwise: the engines multiply many small matrices, for
# which waiting for other threads costs ten times the work on a busy machine, and sums must not depend on how many
# cores there are. NumPy and SciPy read it when they load, so it stands before everything else.
for _name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(_name, "1")

__version__ = "0.1.0"
