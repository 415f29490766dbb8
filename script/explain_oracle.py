"""Explains areas that differ from the reference: explain_oracle.py DATADIR PAIRS.csv. Run by script/bench.

The reference intersects in degrees and projects the corners of the result, so that every edge of it becomes straight
in the plane. An edge of the files is straight in degrees and bent in the plane. Here each edge gets points enough
that its bow does not matter, before anything is intersected; then GEOS intersects in the plane, at a local origin.
That has the definition of the program and none of its code.

The program's own chords lie within a tolerance of their edges, by default 0.02 mm; with a finer one (`fine_m2`) its
areas must be those found here, and the default ones may be off by the tolerance along the outline.
"""

import csv
import sys
from pathlib import Path

import numpy as np
import pyogrio
import shapely

POINTS_PER_EDGE = 64
RELATIVE, ABSOLUTE_M2 = 1e-8, 1e-4
# The program's default distance of a chord from its edge.
CHORD_M = 2e-5
# GRS 80, and the plane in which the program computes: cylindrical equal-area, lon_0 = 105, lat_ts = 30.
A, F, LON_0, LAT_TS = 6378137.0, 1 / 298.257222101, 105.0, 30.0
E2 = F * (2 - F)
E = E2**0.5
K0 = np.cos(np.radians(LAT_TS)) / np.sqrt(1 - E2 * np.sin(np.radians(LAT_TS)) ** 2)
# Beyond this around a parcel, in degrees, a feature does not matter.
MARGIN = 0.002


def to_plane(positions):
    sine = np.sin(np.radians(positions[:, 1]))
    q = (1 - E2) * (sine / (1 - E2 * sine * sine) + np.arctanh(E * sine) / E)
    return np.column_stack([A * K0 * np.radians(positions[:, 0] - LON_0), A * q / (2 * K0)])


def dense_ring(ring, origin):
    ends = shapely.get_coordinates(ring)
    parts = np.arange(POINTS_PER_EDGE) / POINTS_PER_EDGE
    starts, steps = ends[:-1], np.diff(ends, axis=0)
    points = starts[:, None, :] + steps[:, None, :] * parts[None, :, None]
    points = np.concatenate([points.reshape(-1, 2), ends[-1:]])
    return to_plane(points) - origin


def dense(geometry, origin):
    polygons = []
    for polygon in shapely.get_parts(geometry):
        if polygon.geom_type == "Polygon" and not polygon.is_empty:
            rings = [dense_ring(ring, origin) for ring in shapely.get_rings(polygon)]
            polygons.append(shapely.Polygon(rings[0], rings[1:]))
    return shapely.multipolygons(polygons)


def around(feature, parcel):
    """The part of a feature near a parcel; cut outside of it, so that nothing within changes."""
    west, south, east, north = parcel.bounds
    return shapely.clip_by_rect(feature, west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN)


def geometries(data, layer, numbers):
    """Features by their number in the file, from 1."""
    file = data / f"{layer}.gpkg"
    if not file.exists():
        file = data / f"{layer}.geojson"
    chosen = f"fid_ IN ({','.join(map(str, sorted(numbers)))})"
    meta, table = pyogrio.read_arrow(file, columns=["fid_"], where=chosen)
    column = table[meta["geometry_name"] or "wkb_geometry"].to_numpy(zero_copy_only=False)
    return dict(zip(table["fid_"].to_pylist(), shapely.from_wkb(column)))


def main():
    data, pairs = Path(sys.argv[1]), list(csv.DictReader(open(sys.argv[2], newline="")))
    parcels = geometries(data, "parcels", {int(row["parcel"]) for row in pairs})
    layers = {}
    for layer in {row["layer"] for row in pairs}:
        layers[layer] = geometries(data, layer, {int(row["feature"]) for row in pairs if row["layer"] == layer})
    unexplained, coarse, worst, worst_coarse = [], 0, 0.0, 0.0
    for row in pairs:
        parcel, feature = parcels[int(row["parcel"])], layers[row["layer"]][int(row["feature"])]
        origin = to_plane(np.array([[parcel.centroid.x, parcel.centroid.y]]))[0]
        shared = shapely.intersection(dense(parcel, origin), dense(around(feature, parcel), origin))
        area = shapely.area(shared)
        difference = abs(area - float(row["fine_m2"]))
        off_by_default = abs(area - float(row["ours_m2"]))
        worst, worst_coarse = max(worst, difference), max(worst_coarse, off_by_default / area)
        coarse += off_by_default > max(ABSOLUTE_M2, RELATIVE * area)
        if difference > max(ABSOLUTE_M2, RELATIVE * area) or off_by_default > CHORD_M * shapely.length(shared):
            unexplained.append((row, area))
    agreed = f"{len(pairs) - len(unexplained)} of {len(pairs)}"
    print(f"  with {POINTS_PER_EDGE} points on each edge GEOS agrees with ours on {agreed} of them, with fine chords")
    print(f"  to {RELATIVE:g} or {ABSOLUTE_M2:g} m² (greatest difference {worst:.1e} m²), and with those of the default")
    print(f"  within {CHORD_M * 1000:g} mm along the outline (greatest {worst_coarse:.1e} relative; {coarse} beyond {RELATIVE:g})")
    for row, area in unexplained[:20]:
        print("  ", *row.values(), area)
    sys.exit(1 if unexplained else 0)


if __name__ == "__main__":
    main()
