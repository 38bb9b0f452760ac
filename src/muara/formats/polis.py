"""Polis exports: the directory of CSV files that pol.is hands out, read and written.

Sign: in these files +1 agrees and -1 disagrees. The Polis database and API have it the other way round; data
saved from there are read with ``sign="api"``.
"""

from muara.formats.polis_export import PolisExport, Sign, Statement
from muara.formats.polis_reader import read_export
from muara.formats.polis_writer import write_export
from muara.formats.tables import BrokenExport

__all__ = ["BrokenExport", "PolisExport", "Sign", "Statement", "read_export", "write_export"]
