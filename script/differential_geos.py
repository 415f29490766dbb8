"""Holds the areas of examples/overlay_pairs against GEOS. Run by script/differential-geos."""

import subprocess
import sys

import numpy as np
import shapely

GRID = 2.0**30
CHUNK = 10_000
# Above this an overlap is a conflict, and below it an error does not matter.
NOTHING_M2 = 1e-6
RELATIVE = 1e-9


def on_grid(points):
    """Rounds to the 2^-30 m grid; exact afterwards, as |coordinate| < 2^22 m."""
    return np.round(points * GRID) / GRID


def star(random, radius, spread):
    """A polygon of which each vertex is seen from its middle, a place within ±spread."""
    n = random.integers(3, 33)
    middle = random.uniform(-spread, spread, 2)
    angles = random.uniform(0, 2 * np.pi) + (np.arange(n) + random.uniform(0, 0.9, n)) / n * 2 * np.pi
    radii = random.uniform(0.15 * radius, radius, n)
    return on_grid(middle + np.column_stack([radii * np.cos(angles), radii * np.sin(angles)]))


def star_pair(random):
    # Some lie apart, some graze each other, some enclose each other, most cross many times.
    return star(random, 200.0, 100.0), star(random, random.choice([200.0, 200.0, 20.0]), 100.0)


def near_pair(random):
    first = star(random, 200.0, 200.0)
    jitter = 10.0 ** -random.uniform(3, 10)
    second = on_grid(first + random.uniform(-jitter, jitter, first.shape))
    return first, np.roll(second, random.integers(0, len(second)), axis=0)


def valid_pairs(random, kind, count):
    """Pairs of which both polygons are valid; jitter may make a thin star cross itself."""
    pairs = []
    while len(pairs) < count:
        candidates = [kind(random) for _ in range(count - len(pairs))]
        pairs += [pair for pair in candidates if all(shapely.is_valid(shapely.polygons(side)) for side in pair)]
    return pairs


def ours(program, pairs):
    def ring(points):
        return " ".join(repr(float(ordinate)) for ordinate in points.ravel())

    lines = "".join(f"{ring(a)} ; {ring(b)}\n" for a, b in pairs)
    answer = subprocess.run([program], input=lines, capture_output=True, text=True, check=True).stdout.split("\n")
    failed = [line for line in answer if line.startswith("failed")]
    areas = [np.nan if line.startswith("failed") else float(line) for line in answer[:-1]]
    assert len(areas) == len(pairs), f"{len(areas)} answers to {len(pairs)} pairs"
    return np.array(areas), failed


def compare(program, name, kind, count, seed):
    random = np.random.default_rng(seed)
    relative, absolute, beyond, disagreements, failures, conflicts = [], 0.0, 0, 0, 0, 0
    worst = None
    for start in range(0, count, CHUNK):
        pairs = valid_pairs(random, kind, min(CHUNK, count - start))
        a = np.array([shapely.polygons(first) for first, _ in pairs])
        b = np.array([shapely.polygons(second) for _, second in pairs])
        theirs = shapely.area(shapely.intersection(a, b))
        mine, failed = ours(program, pairs)
        failures += len(failed)
        smaller = np.minimum(shapely.area(a), shapely.area(b))
        error = np.abs(mine - theirs)
        relative.append(error / smaller)
        absolute = max(absolute, np.nanmax(error))
        beyond += int(np.sum(error > np.maximum(RELATIVE * smaller, NOTHING_M2)))
        conflicts += int(np.sum(theirs > NOTHING_M2))
        disagreements += int(np.sum((mine > NOTHING_M2) != (theirs > NOTHING_M2)))
        at = int(np.nanargmax(error / smaller))
        if worst is None or relative[-1][at] > worst[0]:
            worst = (relative[-1][at], pairs[at], mine[at], theirs[at])
    relative = np.concatenate(relative)
    print(f"{name}: {count} pairs, {conflicts} with shared ground above {NOTHING_M2} m2")
    print(f"  error / smaller area: median {np.nanmedian(relative):.1e}, 99 % {np.nanquantile(relative, 0.99):.1e}, "
          f"max {np.nanmax(relative):.1e}; largest error {absolute:.1e} m2")
    print(f"  beyond max({RELATIVE} relative, {NOTHING_M2} m2): {beyond}; "
          f"conflict or not, disagreements: {disagreements}; without an answer: {failures}")
    if beyond or disagreements or failures:
        print(f"  worst: {worst[2]!r} here, {worst[3]!r} there\n  A {worst[1][0].tolist()}\n  B {worst[1][1].tolist()}")
    return beyond + disagreements + failures


def main():
    program, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    print(f"GEOS {shapely.geos_version_string}, shapely {shapely.__version__}, seed {seed}")
    faults = compare(program, "stars", star_pair, count, seed)
    faults += compare(program, "near copies (jitter 1e-3 to 1e-10 m)", near_pair, count, seed + 1)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
