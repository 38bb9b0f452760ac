"""Benchmarks of the engines, measured as the program runs them."""

import muara  # noqa: F401  (before NumPy: it keeps linear algebra on one thread)
