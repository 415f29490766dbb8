# Problems with coordinate reference systems.

crs-unknown = Unknown coordinate reference system { $crs }. Check the EPSG code, or name one with FILE@EPSG:CODE
crs-unsupported = The coordinate reference system { $crs } ({ $name }, kind { $kind }) is not supported. Use a projected or a two-dimensional geographic system
crs-local-mix = Engineering coordinates cannot be mixed with georeferenced data: { $crs }. Either all inputs are local or none is
crs-no-transformation = There is no reliable transformation from { $from } to { $to }, and an approximate one is not used. Give four or seven parameters, or at least 3 control points, with --shift LAYER=FILE (or “shift” in the check plan), or transform the data first
crs-library = The coordinate library cannot read its database. Install the program again
