# Words of the check: roles, kinds, verdicts, reasons and what would settle them.

role-eco_redline = Ecological protection red line
role-basic_farmland = Permanent basic farmland
role-eco_space = Natural ecological space
role-nature_reserve = Nature reserve
role-urban_boundary = Urban development boundary
role-farmland = Other cropland
role-land_use = Land-use patches
role-admin_unit = Administrative units
role-approval_extent = Approved extent
role-other = { $name }
role-parcels = Proposed parcels

kind-overlap = overlap
kind-outside = outside
kind-within_error = within error
kind-touch = touch
kind-near = near

verdict-clear = Not involved
verdict-within_error = Within error
verdict-undetermined = Undetermined
verdict-conflict = Involved
verdict-not_checked = Not checked

reason-unreadable-feature = { $count ->
    [one] { $count } feature of the layer could not be read and may lie on this parcel
   *[other] { $count } features of the layer could not be read and may lie on this parcel
}
reason-no-geometry = The parcel has no geometry
reason-parcel-unreadable = The geometry of the parcel could not be read
reason-readings-differ = The polygon is invalid (for example, it crosses itself), and its three readings — even-odd, non-zero, union of outlines — give different results: shared ground between { $least_m2 } and { $most_m2 } m²
reason-parcel-readings-differ = The parcel is invalid (for example, it crosses itself), and the area of its three readings differs by { $spread_m2 } m²
reason-parcel-without-ground = The rings of the parcel, or of a part of it, enclose no ground
reason-feature-without-ground = The rings of a feature at this place enclose no ground; what it was meant to cover is unknown
reason-too-tangled = The boundary crosses itself many thousands of times; it was not measured
reason-empty-layer = The layer is empty: there is nothing to check against
reason-layers-apart = The layer and the parcels are about { $distance_km } km apart; the coordinate reference system is probably wrong
reason-engines-disagree = The area identity does not hold, and two independent algorithms disagree: { $first_m2 } and { $second_m2 } m²
reason-overlay-failed = The overlay could not be computed
reason-pair-failed = The program failed while it compared the parcel with this feature
reason-out-of-range = Coordinates lie outside the area of use of their reference system
reason-no-layer-checked = No layer was given to check against
reason-crs-guessed = The coordinate reference system is not stated and was inferred from the numbers

remedy-unreadable-feature = Correct the features of that layer that were set aside, then check again
remedy-no-geometry = Supply the boundary points of the parcel, then check again
remedy-parcel-unreadable = Correct the parcel’s coordinates in its file, then check again
remedy-readings-differ = Repair the invalid polygon (crossings, double winding, hole outside its shell), then check again
remedy-parcel-without-ground = Supply the boundary points of the parcel, then check again
remedy-feature-without-ground = Obtain the correct boundary of the feature from the source of the layer, then check again
remedy-too-tangled = Obtain or draw a proper boundary, then check again
remedy-parcel-readings-differ = Repair the parcel (crossings, double winding, hole outside its shell), then check again
remedy-empty-layer = Supply a layer with polygons, or a written statement that the area has none
remedy-layers-apart = Verify reference system, zone and axis order of both, then check again
remedy-engines-disagree = Look for duplicate points and tiny crossings there; measure by hand if need be
remedy-overlay-failed = Look at the polygons there; measure by hand if need be
remedy-pair-failed = Measure by hand there, and report the fault with the parcel and the feature
remedy-out-of-range = Verify reference system, zone and axis order, then check again
remedy-no-layer-checked = Supply the layers that are to be checked
remedy-crs-guessed = State and confirm the reference system of the file, then check again
