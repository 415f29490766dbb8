# Texts of datum shifts.

shift-unreadable = The shift file cannot be read: { $message }
shift-too-large = The file is larger than { $limit } bytes; no shift file is
shift-syntax = The shift file cannot be understood: { $message }. Correct the line
shift-format = This is not a shift file: it names the format “{ $found }” where “{ $expected }” is expected
shift-value = In the shift file the field { $field } cannot have the value “{ $value }”. Correct the line
shift-missing = The shift file does not give { $field }, without which the shift means nothing. Add it
shift-clash = The shift file gives { $field }, which does not go with { $other }. Leave one of them out
shift-source = From { $crs } no such shift leads: four parameters need plane coordinates, seven parameters a known ellipsoid, and CGCS2000 and WGS 84 need no shift
shift-target = A shift leads to CGCS2000: with four parameters to a zone such as EPSG:4527, with seven to EPSG:4490 or a zone. { $crs } is neither
shift-point-line = “{ $text }” is not a line of control points. The first line is name,x1,y1,x2,y2, and each further line holds a name and four numbers
shift-points-too-few = { $count } control points are too few. Give at least 3, better 4 or more, around the ground in question
shift-point-out-of-range = Control point “{ $point }” lies where its system has no meaning. Check point_order (which of x and y is the easting), the zone number and the systems
shift-points-coincide = Control points “{ $point }” and “{ $other }” are the same place. Remove one
shift-points-too-near = The control points spread over { $spread_m } m only, which settles no rotation. Give points that lie farther apart
shift-points-collinear = The control points lie on a line. Give one that lies aside
shift-points-mirrored = One side of the control points is a mirror image of the other: northing and easting are swapped on one side. Correct the table
shift-no-accuracy = Nothing says how accurate the parameters are. Give control points, or rms_m under [provenance] as the giver of the parameters states it
shift-too-inaccurate = The shift has a standard error of { $sigma_m } m, more than { $limit_m } m. Check the points, their order and the systems
shift-other-source = The layer is in { $crs } ({ $name }), but the shift leads from { $source }. Give the shift for the layer’s system, or name the layer’s right system with FILE@EPSG:CODE or FILE@local
shift-implausible = The shift moves the layer by { $distance_m } m, farther than the datums lie apart. Check signs, units and the convention of the rotations

note-shift-applied = A datum shift given by hand leads from { $source } to { $target } ({ $method ->
    [plane-4] four parameters
   *[geocentric-7] seven parameters, heights taken as 0
}; { $points } control points, RMS { $rms_m } m)
note-shift-outside = The layer reaches { $distance_m } m beyond the control points of the datum shift; there it is extrapolated and less accurate than stated
note-shift-suspect = Control point “{ $point }” differs by { $residual_m } m, more than three times what the other points show (RMS of all { $rms_m } m); it may be wrong
note-shift-coarse = The datum shift has a standard error of { $sigma_m } m, too coarse for maps at 1:2000 and larger (0.1 mm on the map)

shift-method-plane-4 = four parameters in the plane (E₂ = ΔE + k (E₁ cos θ − N₁ sin θ), N₂ = ΔN + k (E₁ sin θ + N₁ cos θ), θ counter-clockwise)
shift-method-geocentric-7 = seven parameters (Bursa-Wolf, { $convention }), from the ellipsoid { $ellipsoid }; ellipsoidal heights taken as 0
shift-convention-position_vector = position vector convention
shift-convention-coordinate_frame = coordinate frame convention
shift-fact-method = Datum shift
shift-fact-systems = From – to
shift-fact-parameters = Parameters
shift-fact-given = Source of the parameters
shift-fact-file = File of the shift
shift-fact-accuracy = Accuracy
shift-fact-reach = Control points and layer
shift-fact-tau = Boundary error
shift-text-systems = { $source } → { $target }
shift-text-parameters-given = parameters given by { $by }, { $on }; document: { $document }
shift-text-points-given = control points given by { $by }, { $on }; document: { $document }; parameters computed from them by least squares
shift-text-file = { $file } (SHA-256 { $sha256 })
shift-text-accuracy-stated = RMS { $rms } m as stated by the giver, no control points; standard error σ = { $sigma } m
shift-text-accuracy-points = { $count } control points, RMS { $rms } m, greatest residual { $greatest } m at { $point }; standard error σ = { $sigma } m
shift-text-reach-unknown = no control points: whether the layer lies among them is not known
shift-text-reach-inside = the layer lies within the control points
shift-text-reach-outside = EXTRAPOLATED: the layer reaches { $distance } m beyond the control points
shift-text-tau = combined boundary error with the shift τ = { $tau } m (twice the combined standard error)
shift-text-suspect = suspect: more than three times the others
shift-col-point = Control point
shift-col-x1 = Source x
shift-col-y1 = Source y
shift-col-x2 = Target x
shift-col-y2 = Target y
shift-col-east = Residual E m
shift-col-north = Residual N m
shift-col-length = Residual m
shift-col-remark = Remark
report-section-shifts = Datum shifts
report-sheet-shifts = Datum shifts
info-fact = { $heading }: { $value }
info-residual = Residual at { $point }: E { $east } m, N { $north } m, { $length } m

cli-shift-form = --shift takes LAYER=FILE, not “{ $value }”. Example: --shift eco_redline=xian80.shift.toml
cli-shift-layer = No input is called “{ $value }”, so the shift would not be used. Inputs: { $known }, or the name of a file
help-check-arg-shifts = A datum shift (TOML file with 4 or 7 parameters, or control points) that leads an input in Xi’an 1980, Beijing 1954 or an independent system to CGCS2000. LAYER: parcels, a role, or a file’s name; may be given several times
help-overlap-arg-shifts = A datum shift (TOML file) for an input: a, b, units, or a file’s name; may be given several times
help-info-arg-shift = A datum shift (TOML file) for the files; its residuals are listed
help-convert-arg-shift = A datum shift (TOML file) that leads from the file’s system to CGCS2000
summary-shift = Datum shift given by hand for { $file }: RMS { $rms } m, boundary error τ = { $tau } m{ $outside ->
    [0] {""}
   *[other] ; EXTRAPOLATED: it reaches { $outside } m beyond the control points
}
