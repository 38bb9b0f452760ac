"""Run red-dwarf on stored votes; started by `bench.opinion` with the Python of .venv-bench, where Muara is not.

    python bench/red_dwarf.py OUT.json VOTES.npz [VOTES.npz ...]

For each file: seconds of its pipeline, group of each participant (-1 = none), place on the map (0, 0 = none) and
group-aware consensus.
"""

import json
import resource
import sys
import time
import warnings

import numpy as np

warnings.filterwarnings("ignore")


def peak_mb() -> float:
    """Give the largest memory of this process; `getrusage` also counts that of the program which started it."""
    try:
        with open("/proc/self/status", encoding="utf-8") as status:
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(out: str, files: list[str]) -> None:
    from reddwarf.implementations.polis import run_pipeline

    before = peak_mb()
    results = []
    for file in files:
        stored = np.load(file)
        participants, statements = stored["indptr"].size - 1, int(stored["statements"])
        rows = np.repeat(np.arange(participants), np.diff(stored["indptr"]))
        entries = zip(rows.tolist(), stored["columns"].tolist(), stored["values"].tolist(), strict=True)
        votes = [
            {"participant_id": who, "statement_id": what, "vote": value, "modified": place}
            for place, (who, what, value) in enumerate(entries)
        ]
        began = time.perf_counter()
        try:
            found = run_pipeline(
                votes=votes, mod_out_statement_ids=stored["out"].tolist(), random_state=int(stored["seed"])
            )
        except (ValueError, IndexError, KeyError) as error:
            results.append({"seconds": time.perf_counter() - began, "failed": str(error)[:200]})
            continue
        seconds = time.perf_counter() - began
        groups = np.full(participants, -1)
        of = found.participants_df["cluster_id"].dropna()
        groups[of.index.to_numpy()] = of.to_numpy().astype(int)
        agreed = found.group_aware_consensus["agree"]
        consensus = [float(agreed.get(statement, float("nan"))) for statement in range(statements)]
        places = found.participants_df.reindex(range(participants))[["x", "y"]].to_numpy()
        map_ = np.where(np.isnan(places), 0.0, places).round(9).tolist()
        results.append({"seconds": seconds, "groups": groups.tolist(), "consensus": consensus, "map": map_})
    peak = peak_mb()
    with open(out, "w", encoding="utf-8") as file:
        json.dump({"results": results, "before_mb": before, "peak_mb": peak}, file)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
