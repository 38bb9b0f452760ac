"""Who does the work: this thread, some threads, or the machines of a Dask cluster. The result is the same."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from typing import Any, Protocol, TypeVar

from muara.engine.errors import EngineError
from muara.engine.opinion.scale.blocks import Block, Reader

PATIENCE = 10.0
"""Seconds that a scheduler has to answer."""

AHEAD = 8
"""Blocks that a cluster works on ahead of the one that is asked for."""

State = TypeVar("State", contravariant=True)
Part = TypeVar("Part")


class Pass(Protocol[State, Part]):
    """One pass over all votes: what each block contributes, and how two contributions become one.

    `combine` is exact: (a, b), c and a, (b, c) give the same bytes.

    Examples
    --------
    >>> class Passes:
    ...     def partial(self, block: Block, state: None) -> int:
    ...         return int((block.votes.values == 0).sum())
    ...
    ...     def combine(self, one: int, other: int) -> int:
    ...         return one + other
    >>> from muara.engine.opinion import VoteTable
    >>> from muara.engine.opinion.scale import CutTable
    >>> cut = CutTable(VoteTable.from_votes([1, 2, 3], [7, 7, 7], [0, 1, 0]), 2)
    >>> Serial().total(Passes(), Reader(cut), None)
    2
    """

    def partial(self, block: Block, state: State) -> Part:
        """Work out the contribution of a block."""
        ...

    def combine(self, one: Part, other: Part) -> Part:
        """Join the contributions of neighbouring blocks, in their order."""
        ...


class Executor(Protocol):
    """Runs passes.

    Examples
    --------
    >>> from muara.engine.opinion import VoteTable
    >>> from muara.engine.opinion.scale import CutTable, CoVotes
    >>> cut = CutTable(VoteTable.from_votes([1, 1, 2], [1, 2, 2], [1, -1, 1]), 2)
    >>> workers: list[Executor] = [Serial(), Threads(2)]
    >>> [one.total(CoVotes(), Reader(cut, (1, 2)), None)[1].tolist() for one in workers]
    [[[1, -1], [-1, 2]], [[1, -1], [-1, 2]]]
    """

    def each(self, work: Pass[State, Part], reader: Reader, state: State) -> Iterator[Part]:
        """Give the contribution of each block, in the order of the blocks."""
        ...

    def total(self, work: Pass[State, Part], reader: Reader, state: State) -> Part:
        """Give the contributions of all blocks joined."""
        ...


class Serial:
    """One block after the other, in this thread; only one is in memory.

    Examples
    --------
    >>> from muara.engine.opinion import VoteTable
    >>> from muara.engine.opinion.scale import CutTable, CoVotes
    >>> votes = VoteTable.from_votes([1, 1, 2], [1, 2, 2], [1, -1, 1])
    >>> Serial().total(CoVotes(), Reader(CutTable(votes, 2), votes.statements), None)[0].tolist()
    [[1, 1], [1, 2]]
    """

    def each(self, work: Pass[State, Part], reader: Reader, state: State) -> Iterator[Part]:
        """Give the contribution of each block, in the order of the blocks."""
        for index in range(reader.n_blocks):
            yield work.partial(reader.read(index), state)

    def total(self, work: Pass[State, Part], reader: Reader, state: State) -> Part:
        """Give the contributions of all blocks joined."""
        return reduce(work.combine, self.each(work, reader, state))


class Threads:
    """Several blocks at a time, as many as there are threads.

    Parameters
    ----------
    n : int
        Number of threads, at least 1.

    Raises
    ------
    EngineError
        If there is no thread.

    Examples
    --------
    >>> from muara.engine.opinion import VoteTable
    >>> from muara.engine.opinion.scale import CutTable, CoVotes
    >>> votes = VoteTable.from_votes([1, 1, 2], [1, 2, 2], [1, -1, 1])
    >>> Threads(2).total(CoVotes(), Reader(CutTable(votes, 2), votes.statements), None)[0].tolist()
    [[1, 1], [1, 2]]
    """

    def __init__(self, n: int) -> None:
        if n < 1:
            raise EngineError(f"There is at least one thread, not {n}.")
        self.n = n

    def each(self, work: Pass[State, Part], reader: Reader, state: State) -> Iterator[Part]:
        """Give the contribution of each block, in the order of the blocks."""

        def run(index: int) -> Part:
            return work.partial(reader.read(index), state)

        with ThreadPoolExecutor(self.n) as pool:
            indices = iter(range(reader.n_blocks))
            under_way = deque(pool.submit(run, index) for index in itertools.islice(indices, self.n))
            while under_way:
                part = under_way.popleft().result()
                under_way.extend(pool.submit(run, index) for index in itertools.islice(indices, 1))
                yield part

    def total(self, work: Pass[State, Part], reader: Reader, state: State) -> Part:
        """Give the contributions of all blocks joined."""
        return reduce(work.combine, self.each(work, reader, state))


class Dask:
    """The workers of a Dask cluster; needs the extra ``muara[cluster]`` here and Muara on every worker.

    Workers must see the files under the same names. A block stays with its worker, which remembers it between the
    passes as far as the reader allows, unless an idle worker takes it over: then both remember it (Dask's setting
    ``distributed.scheduler.work-stealing``). Dask sends Python objects: only let machines in that you trust.

    Parameters
    ----------
    client : distributed.Client or str
        A client, or the address of a scheduler, for example "tcp://10.0.0.1:8786".

    Examples
    --------
    With an address: ``analyse_blocks(blocks, executor=Dask("tcp://10.0.0.1:8786"))``. What a client must be able
    to do is little; this one does it on the spot:

    >>> from concurrent.futures import Future
    >>> class Here:
    ...     def scheduler_info(self, **how):
    ...         return {"workers": {"here": {}}}
    ...
    ...     def scatter(self, job, **how):
    ...         return job
    ...
    ...     def submit(self, function, *given, **how):
    ...         done = Future()
    ...         done.set_result(function(*given))
    ...         return done
    >>> from muara.engine.opinion import VoteTable
    >>> from muara.engine.opinion.scale import CutTable, CoVotes
    >>> cut = CutTable(VoteTable.from_votes([1, 1, 2], [1, 2, 2], [1, -1, 1]), 1)
    >>> Dask(Here()).total(CoVotes(), Reader(cut, (1, 2)), None)[0].tolist()
    [[1, 1], [1, 2]]
    """

    def __init__(self, client: Any) -> None:
        if isinstance(client, str):
            try:
                import distributed
            except ImportError as error:
                raise EngineError('A cluster needs Dask: pip install "muara[cluster]".') from error
            try:
                connect: Any = distributed.Client
                client = connect(client, timeout=PATIENCE)
            except (OSError, ValueError) as error:
                raise EngineError(f"There is no Dask scheduler at {client}: {error}") from error
        self.client = client

    def _submit(self, work: Any, reader: Reader, state: Any) -> Iterator[Any]:
        """Give the work of block after block to the workers, when asked for the next."""
        workers = sorted(self.client.scheduler_info(n_workers=-1)["workers"])
        if not workers:
            raise EngineError("The Dask cluster has no workers.")
        job = self.client.scatter((work, reader, state), broadcast=True, hash=False)
        for index in range(reader.n_blocks):
            worker = workers[index * len(workers) // reader.n_blocks]
            yield self.client.submit(_partial, job, index, pure=False, workers=[worker], allow_other_workers=True)

    def each(self, work: Pass[State, Part], reader: Reader, state: State) -> Iterator[Part]:
        """Give the contribution of each block, in the order of the blocks; few at a time: they may be large."""
        futures = self._submit(work, reader, state)
        under_way = deque(itertools.islice(futures, AHEAD))
        while under_way:
            part: Part = under_way.popleft().result()
            under_way.extend(itertools.islice(futures, 1))
            yield part

    def total(self, work: Pass[State, Part], reader: Reader, state: State) -> Part:
        """Give the contributions of all blocks joined, two neighbours at a time, where they are."""
        parts = list(self._submit(work, reader, state))
        while len(parts) > 1:
            pairs = [parts[place : place + 2] for place in range(0, len(parts), 2)]
            parts = [
                pair[0] if len(pair) == 1 else self.client.submit(_combine, work, *pair, pure=False)
                for pair in pairs
            ]
        result: Part = parts[0].result()
        return result


def _partial(job: tuple[Any, Reader, Any], index: int) -> Any:
    work, reader, state = job
    return work.partial(reader.read(index), state)


def _combine(work: Any, one: Any, other: Any) -> Any:
    return work.combine(one, other)
