"""The same analysis where the votes don't fit into one memory, or one machine: docs/explanation/scale.md.

>>> from muara.engine.opinion.synthetic import conversation
>>> votes = conversation(200, 60, seed=3, n_groups=2).votes
>>> found = analyse_blocks(CutTable(votes, 4), executor=Threads(2), readings=10)
>>> found.n_groups, int(found.sizes.sum())
(2, 200)

``PER_PERSON`` lists the parts of a result that a summary leaves out.
"""

from muara.engine.opinion.scale.analysis import PER_PERSON, Summary, analyse_blocks
from muara.engine.opinion.scale.blocks import Block, Blocks, CutTable, Reader
from muara.engine.opinion.scale.executors import Dask, Executor, Pass, Serial, Threads
from muara.engine.opinion.scale.passes import CoVotes

__all__ = [
    "PER_PERSON",
    "Block",
    "Blocks",
    "CoVotes",
    "CutTable",
    "Dask",
    "Executor",
    "Pass",
    "Reader",
    "Serial",
    "Summary",
    "Threads",
    "analyse_blocks",
]
