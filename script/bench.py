"""Measures the check beside its peers. Run by script/bench."""

import argparse
import csv
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
PERF = Path(os.environ["REDLINE_PERF"]).resolve()
PROGRAM = Path(os.environ["REDLINE_BIN"]).resolve()
CACHE = Path(os.environ.get("PERF_CACHE") or Path(tempfile.gettempdir()) / "redline-perf").resolve()
PEERS = ["shapely_tuned", "geopandas", "sedonadb", "duckdb"]
# Layers by number of input, with their roles.
LAYERS = {"redline": "eco_redline", "farmland": "basic_farmland", "ecospace": "eco_space"}
# Greatest distance of a chord from its edge, in mm, where areas are compared with those of dense edges.
FINE_MM = 1e-5
# Pairs above this are conflicts to the peers, which write no others.
FLAG_M2 = 1.0
RELATIVE, ABSOLUTE_M2 = 1e-6, 0.01


def machine_cpu():
    """Seconds of processor time that all processes have had."""
    fields = [int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / os.sysconf("SC_CLK_TCK")


def measured(command):
    """Exit code, stderr and cost of a process."""
    with tempfile.TemporaryFile() as errors:
        burnt, began = machine_cpu(), time.perf_counter()
        # The peers run under nice; so does ours.
        child = subprocess.Popen(["nice", *map(str, command)], stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        cpu = usage.ru_utime + usage.ru_stime
        busy = max(0.0, machine_cpu() - burnt - cpu) / wall
        errors.seek(0)
        text = errors.read().decode(errors="replace")
    return child.returncode, text, {"wall": wall, "cpu": cpu, "rss_mb": usage.ru_maxrss / 1024, "busy": busy}


class Ours:
    """One way to run our program."""

    def __init__(self, name, data, form, out, cache=None):
        self.name, self.form, self.out, self.runs = name, form, out, []
        self.cache, self.skipped = cache, None
        # The GeoJSON files do not say that they are on CGCS2000; the GeoPackages and the reference are.
        def file(layer):
            return f"{data / layer}.{form}@EPSG:4490"

        inputs = [word for layer, role in LAYERS.items() for word in ("--layer", f"{role}={file(layer)}")]
        keep = ["--cache", cache] if cache else ["--no-cache"]
        self.command = [PROGRAM, "check", "--quiet", *keep, "--parcels", file("parcels"), *inputs]
        self.command += ["--as-of", "2026-11-23", "--out", out, "--report", "csv"]

    def run(self):
        if self.skipped:
            return
        if self.cache and not self.runs and not any(self.cache.iterdir()):
            self.once()
        cost = self.once()
        if cost:
            self.runs.append(cost)

    def once(self):
        code, errors, cost = measured(self.command)
        if code in (0, 1, 2):
            return cost
        if self.form == "gpkg":
            self.skipped = f"this program reads no GeoPackage: {errors.strip().splitlines()[:1]}"
            return None
        sys.exit(f"{self.name}: exit code {code}\n{errors}")

    def report(self):
        return self.out / "overlaps.csv"


class Peer:
    """One peer on one format, run by the peer benchmark's own script."""

    def __init__(self, peer, form, size, env):
        self.name, self.form, self.size, self.env = f"{peer} {form}", form, size, env
        self.peer, self.runs, self.skipped = peer, [], None

    def run(self):
        if self.skipped:
            return
        command = [PERF / "run_peers.sh", self.size, "--fmt", self.form, "--runs", "1", self.peer]
        done = subprocess.run(list(map(str, command)), env=self.env, capture_output=True, text=True)
        begin = f"{self.size} {self.form} {self.peer} "
        lines = [line for line in done.stdout.splitlines() if line.startswith(begin)]
        cost = json.loads(lines[-1][lines[-1].index("{") :]) if lines else {"error": done.stderr[-500:]}
        if "error" in cost:
            self.skipped = f"failed: {cost['error']}"
        else:
            self.runs.append(cost)


def seeded_results(work, size):
    """A fresh folder for the peers' results, with the reference values as computed once."""
    oracle = work / "peers" / size / "oracle"
    oracle.mkdir(parents=True)
    shutil.copy(PERF / "oracle" / f"{size}.csv", oracle / "oracle.csv")
    (oracle / "oracle_stats.json").write_text("{}")
    return work / "peers"


def reference(size):
    with open(PERF / "oracle" / f"{size}.csv", newline="") as rows:
        return {
            (row["layer"], int(row["parcel"]), int(row["feature"])): float(row["area_cea"])
            for row in csv.DictReader(rows)
        }


def our_areas(path):
    """Areas by layer, parcel and feature, counted from 1 as the reference does."""
    names = list(LAYERS)
    with open(path, newline="") as rows:
        return {
            (names[int(row["input"])], int(row["parcel"]) + 1, int(row["feature"]) + 1): float(row["area_m2"])
            for row in csv.DictReader(rows)
        }


def compared(ours, expected):
    """Pairs missing, extra, and with an area beyond tolerance."""
    missing = [pair for pair, area in expected.items() if area > FLAG_M2 and pair not in ours]
    extra = [pair for pair, area in ours.items() if area > FLAG_M2 and pair not in expected]
    both = ours.keys() & expected.keys()
    off = {pair: abs(ours[pair] - expected[pair]) for pair in both}
    beyond = sorted(pair for pair in both if off[pair] > max(ABSOLUTE_M2, RELATIVE * expected[pair]))
    return missing, extra, beyond, off


def finer_areas(ours, work):
    """Our areas with chords that follow their edges more closely than they do by default."""
    out = work / "fine"
    command = [out if word == ours.out else word for word in ours.command]
    code, errors, _ = measured([*command, "--edge-tolerance", f"{FINE_MM:f}"])
    if code not in (0, 1, 2):
        sys.exit(f"exit code {code}\n{errors}")
    return our_areas(out / "overlaps.csv")


def check(ours, data, size, work):
    """Says how our areas compare with the reference; whether all is well."""
    expected, areas = reference(size), our_areas(ours.report())
    missing, extra, beyond, off = compared(areas, expected)
    flagged = sum(area > FLAG_M2 for area in areas.values())
    known = sum(area > FLAG_M2 for area in expected.values())
    print(f"{ours.name}: {flagged} pairs above {FLAG_M2:g} m², {known} in the reference; missing {len(missing)},")
    print(f"  extra {len(extra)}. Of {len(off)} areas {len(beyond)} differ from area_cea by more than {RELATIVE:g} and")
    print(f"  {ABSOLUTE_M2:g} m², at most by {max(off.values(), default=0):.4f} m²")
    for pair in (missing + extra)[:20]:
        print("  ", *pair, expected.get(pair, 0.0), areas.get(pair, 0.0))
    explained = True
    if beyond:
        sys.stdout.flush()
        fine = finer_areas(ours, work)
        pairs = work / "beyond.csv"
        with open(pairs, "w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["layer", "parcel", "feature", "ours_m2", "fine_m2", "reference_m2"])
            rows.writerows([*pair, areas[pair], fine[pair], expected[pair]] for pair in beyond)
        python = CACHE / "venv" / "bin" / "python"
        explained = subprocess.run([python, HERE / "explain_oracle.py", data, pairs]).returncode == 0
    return not missing and not extra and explained


def median(runs, field):
    return statistics.median(run[field] for run in runs)


def table(entries):
    peers = [entry for entry in entries if isinstance(entry, Peer) and entry.runs]
    head = f"{'':<22}{'runs':>5}{'wall s':>9}{'least':>8}{'CPU s':>8}{'peak MB':>9}{'busy':>6}"
    print(f"{head}  ratio to the best peer, wall and CPU")
    for entry in entries:
        if not entry.runs:
            print(f"{entry.name:<22} {entry.skipped or 'not run'}")
            continue
        wall, cpu = median(entry.runs, "wall"), median(entry.runs, "cpu")
        line = f"{entry.name:<22}{len(entry.runs):>5}{wall:>9.3f}{min(run['wall'] for run in entry.runs):>8.3f}"
        line += f"{cpu:>8.3f}{median(entry.runs, 'rss_mb'):>9.0f}{median(entry.runs, 'busy'):>6.1f}"
        # What is reopened is held against what reads a database, the fastest there is.
        form = "gpkg" if isinstance(entry, Ours) and entry.cache else entry.form
        rivals = [peer for peer in peers if peer.form == form]
        if isinstance(entry, Ours) and rivals:
            best = min(rivals, key=lambda peer: median(peer.runs, "wall"))
            least = min(rivals, key=lambda peer: median(peer.runs, "cpu"))
            line += f"  {wall / median(best.runs, 'wall'):.4f} of {best.name}"
            line += f", {cpu / median(least.runs, 'cpu'):.4f} of {least.name}"
        print(line)
    if peers:
        print("Peers: wall and CPU of their phases; the start of their interpreter and imports are not counted.")
        print("Ours: the whole process. Files lie in the page cache for everybody.")


def arguments():
    parser = argparse.ArgumentParser(prog="script/bench")
    parser.add_argument("size", choices=["S", "M", "L"])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--peers", type=lambda text: text.split(","), default=PEERS)
    parser.add_argument("--fmt", type=lambda text: text.split(","), default=["geojson", "gpkg"])
    parser.add_argument("--no-peers", dest="peers", action="store_const", const=[])
    return parser.parse_args()


def main():
    asked = arguments()
    data = Path(os.environ.get("PERF_DATA") or CACHE / "data") / asked.size
    if not (data / "meta.json").exists() and not asked.peers:
        sys.exit(f"no data in {data}: one run with peers makes it")
    with tempfile.TemporaryDirectory(prefix="redline-bench-") as folder:
        work = Path(folder)
        env = dict(os.environ, PERF_CACHE=str(CACHE), PERF_OUT=str(seeded_results(work, asked.size)))
        peers = [Peer(peer, form, asked.size, env) for form in asked.fmt for peer in asked.peers]
        ours = [Ours(f"redline {form}", data, form, work / f"ours-{form}") for form in asked.fmt]
        if "geojson" in asked.fmt:
            kept = work / "kept"
            kept.mkdir()
            ours.append(Ours("redline reopened", data, "geojson", work / "ours-reopened", kept))
        if not (data / "meta.json").exists():
            # The first peer makes the data; its first run is then no measurement.
            peers[0].run()
            peers[0].runs.clear()
        for number in range(asked.runs):
            for entry in [*ours, *peers]:
                entry.run()
                print(f"run {number + 1} of {asked.runs}: {entry.name}", file=sys.stderr)
        table([*ours, *peers])
        print()
        done = [entry for entry in ours if entry.runs]
        if not done:
            sys.exit(3)
        texts = {entry.name: entry.report().read_bytes() for entry in done}
        # What gives the same bytes is compared once.
        different = [entry for at, entry in enumerate(done) if texts[entry.name] not in list(texts.values())[:at]]
        is_well = all([check(entry, data, asked.size, work) for entry in different])
        same = len(different) == 1
        names = ", ".join(texts)
        print(f"The same bytes from {names}." if same else f"DIFFERENT BYTES among {names}.")
        sys.exit(0 if is_well and same else 1)


if __name__ == "__main__":
    main()
