# Reading and writing files: notes (note-*) and why something was not done (read-*, write-*).
# Each says what happened, where, and what to do. The place (feature, ring, vertex, line) is added
# behind the sentence by the program.

## Notes on reading: worth knowing

note-bom = The file begins with a UTF-8 byte order mark, which was skipped. Nothing to do.
note-symlink = The path is a symbolic link; the file it leads to was read. Make sure that this is the file you mean.
note-personal-dropped = { $count } values of personal fields ({ $fields }) were left out. No check needs them; choose to keep them on import if you do.
note-srs-by-definition = The coordinate system { $srs } of the layer has no EPSG organization; by its definition it is { $crs }, which was taken.
note-wal = The file has a write-ahead log (-wal) beside it, perhaps because another program has it open; it was read with the changes in the log. The fingerprint covers the file alone. For a report that must last, close the other program and read the file again.
note-field-renamed = The field name "{ $name }" stands twice in the table; the second field is called "{ $to }" here. Rename it in the source data.

## Notes on reading: altered or left out

note-crs-null = The file says that its coordinate system is not known ("crs": null). Name it, for example as FILE@EPSG:4490.
note-points-ignored = { $count } points take no part in the overlay. If they should be areas, build polygons in the source data.
note-lines-ignored = { $count } lines take no part in the overlay. If they should be areas, build polygons in the source data.
note-z-dropped = { $count } positions have heights or measures; only the first two numbers were taken. The check in the plane is not affected.
note-duplicate-id = The feature has the same id as feature { $first }; both were kept. Correct the ids in the source data, or reports will be hard to read.
note-duplicate-key = The name "{ $name }" stands twice; the first value was taken. Remove one in the source data.
note-field-beyond-limit = The feature has more than 10,000 attributes; "{ $name }" was left out. Check how the data was exported.
note-application-id = The file does not carry the mark of a GeoPackage (application id), but its tables are those of one, and it was read as one. Export it again if other programs refuse it.
note-blob-dropped = { $count } binary values ({ $fields }) were left out; the geometry is not affected.
note-feature-count = The file says that the layer has { $expected } features; { $count } were read. Either the file was edited by a program that does not keep count, or it is damaged: check it, or export it again.
note-value-not-utf8 = The value of "{ $name }" is text in another encoding than UTF-8 and was taken as null; the geometry is not affected. Export the data again in UTF-8.
note-srs-undefined = The file says that the coordinate system of the layer is undefined (srs_id { $srs }). Name it, for example as FILE@EPSG:4490.
note-srs-missing = The layer is in the coordinate system { $srs }, which the file does not describe. Name it, for example as FILE@EPSG:4490.
note-srs-unknown = The layer is in the coordinate system { $srs } ({ $name }), which has no EPSG code. Name it, for example as FILE@EPSG:4490.
note-srs-contradiction = The coordinate system { $srs } of the layer contradicts itself: it is called { $crs }, and its definition is that of { $other }. Name the right one, for example as FILE@EPSG:4490.
note-srs-differs = { $count } geometries carry another coordinate system number (such as { $found }) than the layer ({ $srs }); that of the layer was taken.
note-geometry-null = The feature has no geometry (null). It is listed and takes no part in the overlay. Add the geometry in the source data if it should have one.
note-geometry-empty = The feature has empty coordinates. It is listed and takes no part in the overlay. Add the geometry in the source data if it should have one.
note-geometry-member-dropped = The member "{ $name }" of the geometry was left out. The coordinates are not affected.
note-properties-not-object = The properties are not an object ({ $found }) and were left out; the geometry is not affected. Correct them in the source data.
note-ring-closed = The ring was open and was closed to its first point. Make sure that no boundary point is missing in the source data.
note-ring-degenerate = The ring has fewer than three distinct points, hence no area, and was left out. Correct or remove it in the source data.
note-value-not-finite = The value of "{ $name }" is not a finite number (NaN or Infinity) and was taken as null; the geometry is not affected.
note-characters-lost = { $count } different characters ({ $characters }) do not exist in { $encoding } and were written as "?". Write the file in UTF-8 if they matter.
note-foreign-dropped = Members of the file or its features that are not attributes cannot be held by this format and were left out.
note-written-without-geometry = As asked, features were written without geometry: { $unreadable } unreadable ones, { $not_polygon } points or lines. Do not check this file in place of the original.
note-encoding-contradicts = The text of the attributes is not in { $declared }, as the file says, but in { $encoding }, and was read as that. Look at the attributes; if they are garbled, choose the encoding by hand.
note-value-other-type = { $count } values are not of the type of their field ({ $fields }) and were kept as text. Correct them in the source data.
note-values-not-finite = { $count } values are not finite numbers or valid times and were taken as null ({ $fields }); the geometry is not affected.
note-values-undecodable = { $count } values ({ $fields }) could not be decoded in full as { $encoding }; damaged places stand as "�". If the text is garbled, choose another encoding by hand.
note-rings-turned = { $count } features have rings that turn the wrong way (outer rings should turn clockwise). Which rings are holes was decided by which ring lies in which. Check these features if their holes matter.
note-shell-in-shell = The ring lies inside another and turns as an outer ring, so it may be a part of its own or a hole that turns the wrong way. It was kept as ground, and the check reads it in all ways. Correct the direction in the source data if it is a hole.
note-altered-features = { $count ->
    [one] In one feature
   *[other] In { $count } features
} a ring was closed or left out (each has a note of its own); the rest stands as it was

## Notes on reading: features that could not be read and were set aside

note-not-an-object = This item of "features" is not an object ({ $found }) and was set aside. Correct it in the source data.
note-not-a-feature = The type of this item is not "Feature" ({ $found }); it was set aside. Correct it in the source data.
note-feature-syntax = The JSON of the feature is broken: expected { $expected ->
        [closing-bracket] the matching closing bracket
        [colon] a colon
        [comma-or-brace] a comma or a closing brace
        [comma-or-bracket] a comma or a closing bracket
        [key] a name in double quotes
        [object] an object
        [string] the end of the string
       *[value] a value
    }, found "{ $found }". The feature was set aside; correct it in the source data.
note-member-twice = The member "{ $name }" stands twice, and it is not known which is meant; the feature was set aside. Remove one in the source data.
note-geometry-missing = The feature has no member "geometry", so its ground is not known; it was set aside. If it has none, write "geometry": null.
note-geometry-not-object = The geometry is not an object ({ $found }); the feature was set aside. Correct it in the source data.
note-geometry-type = The geometry type { $found } is not known; the feature was set aside. Make it Polygon or MultiPolygon (case matters).
note-coordinates-missing = The geometry has no coordinates (or geometries); the feature was set aside. Add them in the source data.
note-coordinates-shape = The nesting of the coordinates does not fit the geometry type ({ $found }); the feature was set aside. Correct it in the source data.
note-position-short = A position has { $count } numbers and needs at least two; the feature was set aside. Complete it in the source data.
note-ordinate-not-number = A coordinate is not a number ({ $found }); the feature was set aside. Correct it in the source data; numbers stand without quotes.
note-ordinate-not-finite = A coordinate is not a finite number ({ $found }); the feature was set aside. Correct it in the source data.
note-shell-degenerate = The outer ring of a polygon has no area but the polygon has inner rings, so its ground is not known; the feature was set aside. Correct the outer ring in the source data.
note-ground-lost = All rings of the feature have fewer than three distinct points, so nothing is known of its ground; it was set aside. Correct it in the source data.
note-geometry-not-blob = The geometry column holds no geometry but a value of the kind { $found }; the feature was set aside. Correct it in the source data.
note-gpkg-header = The geometry does not begin as the GeoPackage standard asks: { $what ->
        [envelope] its envelope is of no known kind
        [extended] it is in an extended encoding
        [magic] the mark "GP" is missing
        [short] it is too short
       *[version] its version is not known
    }. The feature was set aside; export the data again.
note-curve = The geometry is or contains a { $found }, which is not read. The feature was set aside; turn curves and surfaces into polygons in the source data.
note-wkb-byte-order = The geometry has an unknown byte order ({ $found }); it is damaged, and the feature was set aside. Export the data again.
note-wkb-member = The geometry contains a part that does not belong there (before byte { $byte }); the feature was set aside. Export the data again.
note-wkb-too-deep = The geometry is nested deeper than { $limit }; the feature was set aside. Export the data again.
note-wkb-trailing = Behind the geometry { $count } bytes are left over, so a part of the ground may be missing; the feature was set aside. Export the data again.
note-wkb-truncated = The geometry breaks off at byte { $byte }; the feature was set aside. Export the data again.
note-wkb-type = The geometry type { $found } is not known; the feature was set aside. Make it POLYGON or MULTIPOLYGON in the source data.
note-srs-conflict = The geometry is in the coordinate system { $found } and the layer in { $srs }, so it is not known where it lies; the feature was set aside. Bring all features into one system, or name it, for example as FILE@EPSG:4490.
note-rings-tangled = The { $count } rings of the feature are so tangled that it cannot be found out which lies in which; the feature was set aside. Correct it in the source data.

## Notes on shapefiles

note-companions = Read together with { $files }. Nothing to do.
note-shp-gaps = In the .shp { $count } bytes belong to no record, as editing in place leaves them behind; the index (.shx) and the records agree. Nothing to do.
note-field-name-cut = The field name "{ $name }" is too long for a shapefile (10 bytes) or stands twice; it was written as "{ $to }".
note-text-cut = { $count } values of "{ $name }" are longer than the { $limit } bytes that a shapefile holds and were cut. Write another format if you need them whole.
note-fields-left-out = { $count } fields ({ $fields }) were not written, because a shapefile holds 255 fields and rows of 65,000 bytes. Write another format if you need them.
note-prj-not-written = No .prj was written, because the coordinate system ({ $crs }) is not known or has no definition in that form. Tell whoever gets the file which one it is.
note-cpg-unknown = The .cpg names the encoding "{ $name }", which is not known; the encoding was found in other ways. Look at the attributes; if they are garbled, choose the encoding by hand.
note-dbf-missing = There is no attribute table (.dbf) beside the .shp; the features have no attributes. Ask for the complete set of files if you need them.
note-dbf-unreadable = The attribute table (.dbf) is damaged and was left out; the features have no attributes, and it is not known whether some are marked as deleted. Copy or export the files again.
note-dbf-header = The attribute table says that its rows begin at byte { $claimed }, which cannot be; byte { $taken } was taken. Compare a few attributes with the source data.
note-dbf-row-length = The attribute table says that a row has { $claimed } bytes, which its fields contradict; { $taken } were taken. Compare a few attributes with the source data.
note-dbf-rows = The attribute table says that it has { $claimed } rows, but holds { $found }; it was probably cut off. Copy or export the files again.
note-dbf-long = The attribute table has { $rows } rows and the .shp { $features } features; rows without a feature were left out. Either features are missing in the .shp or the files do not belong together: compare with the source data.
note-dbf-short = { $count } features have no row in the attribute table and stay without attributes. Copy or export the files again.
note-row-deleted = The row of the feature is marked as deleted in the attribute table, so its shape takes no part in the overlay, as in other programs. If it should count, remove the mark or export the data again.
note-memo-dropped = { $count } values of memo or binary fields ({ $fields }) stand in another file and were left out; the geometry is not affected.
note-value-overflow = { $count } numbers did not fit into their field when the file was written (***) and were taken as null ({ $fields }). Take the values from the source data.
note-prj-missing = There is no .prj beside the .shp, so the file does not say its coordinate system. Name it, for example as FILE@EPSG:4490.
note-prj-unknown = The coordinate system "{ $name }" in the .prj is not known. Name it, for example as FILE@EPSG:4490.
note-prj-contradiction = The coordinate system "{ $name }" in the .prj contradicts itself: its code is { $crs }, and its parameters are those of { $other }. Name the right one, for example as FILE@EPSG:4490.
note-record-numbers = The records of the .shp are not numbered one after the other; they were taken in their order, so attributes may stand at other features. Export the files again with their index (.shx).
note-records-replaced = { $count } records in the .shp are earlier versions of features that were edited later, as the index (.shx) shows; they were left out.
note-shp-broken = The .shp is damaged or breaks off at byte { $byte }. { $count } features whose shapes are missing were set aside. Copy or export the files again.
note-shp-length = The .shp says that it has { $claimed } bytes, and has { $length }. All records were read; if features are missing, copy or export the files again.
note-shp-trailing = Behind the last record of the .shp { $count } bytes are left over that are no records. If features are missing, export the files again.
note-shx-contradicts = The index (.shx) lists { $listed } records that do not fit the .shp; its { $found } records were read without the index. Export the files again if features are missing.
note-shx-short = The index (.shx) lists { $listed } records; { $count } more that stand in the .shp were added at the end. Check whether they were meant to be deleted.
note-shx-unreadable = The index (.shx) is damaged; the records were read without it. Nothing is missing because of that.
note-multipatch = The shape is a MultiPatch (a body made of faces), which is not read; the feature was set aside. Turn it into polygons in the source data.
note-shape-missing = The shape of the feature is missing because the .shp breaks off or is damaged; the feature was set aside. Copy or export the files again.
note-shape-parts = The parts of the shape do not fit its positions ({ $found }); the feature was set aside. Export the data again.
note-shape-short = The record of the shape has { $length } bytes and needs { $needed }; the feature was set aside. Copy or export the files again.
note-shape-surplus = Behind the shape { $count } bytes are left over, so a part of the ground, or further features, may be missing; the feature was set aside. Copy or export the files again.
note-shape-type = The shape type { $found } is not known; the feature was set aside. Export the data again.
note-shp-missing = There is an attribute table (.dbf) but no .shp beside it, so the ground of the feature is not known; it was set aside. Ask for the complete set of files.

## File geodatabases (.gdb)

note-gdb-alias = The alias of the layer is "{ $alias }".
note-gdb-archive-others = The archive holds other layers beside the file geodatabase ({ $names }), which were not read. If you need them, unpack it and choose them one by one.
note-gdb-crs-contradiction = The layer's coordinate system "{ $name }" contradicts itself: its code is { $crs }, its parameters are those of { $other }. Name the right one, for example FILE@EPSG:4490.
note-gdb-crs-missing = The layer's coordinate system is "unknown". Name it, for example FILE@EPSG:4490.
note-gdb-crs-unknown = The layer's coordinate system "{ $name }" is not recognised. Name it, for example FILE@EPSG:4490.
note-gdb-field-aliases = Aliases of the fields: { $names }.
note-gdb-geometry-short = The geometry is incomplete or damaged; the feature was set aside. Check the geometry in ArcGIS, or export the data again.
note-gdb-hidden = { $count } tables are not in the catalog of the geodatabase (GDB_Items); programs use them for themselves, and they were not read: { $names }. If you need one, name it (FILE#LAYER).
note-gdb-missing = The catalog lists { $count } feature classes that have no table in the geodatabase: { $names }. If you need them, copy or export the data again.
note-gdb-numbers = The OBJECTIDs of the rows cannot be known; features are numbered in the order of the file and have no identifiers. Geometry and attributes are not affected.
note-gdb-row = There is no whole row where the feature should be (byte { $byte }); it was set aside. Copy or export the data again.
note-gdb-row-broken = The feature breaks off at the field "{ $name }", before its geometry; it was set aside. Copy or export the data again.
note-gdb-row-missing = The table counts this feature, but its index (.gdbtablx) does not say where it is; it was set aside. Copy or export the data again.
note-gdb-row-short = The attributes of the feature break off at the field "{ $name }"; those that could be read were kept. The geometry is not affected.
note-gdb-tables = { $count } tables have no geometry and were not read: { $names }.
note-gdb-text = The text in the field "{ $name }" is not in the encoding of the table and counts as null; the geometry is not affected.

## Notes on drawings (DXF)

note-dxf-arc-too-large = An arc has a radius of { $radius } and would need more than a million chords; the feature was set aside. Check the bulge in the drawing.
note-dxf-arcs = { $count } arcs in { $features } features were replaced by chords; the greatest distance between a chord and its arc is { $error } (units of the drawing). Areas differ by as little; nothing to do.
note-dxf-block = The block "{ $name }" could not be inserted: { $what ->
        [cycle] it contains itself
        [depth] blocks are nested deeper than 64
        [external] it is an external reference (xref), and its content stands in another file
       *[missing] the drawing does not contain it
    }. What it would show may be ground; the insertion was set aside. Bind or explode it in the CAD program.
note-dxf-blocks = { $copies } insertions of blocks gave { $count } features. If they are symbols and not areas, read only the layer of the boundaries (FILE#LAYER).
note-dxf-crs = A drawing cannot name its coordinate system; it was in { $crs }. Name it when the drawing is read, for example as FILE@{ $crs }.
note-dxf-encoding = The drawing says that its texts are in { $declared }, but they read as { $encoding }, which was taken. Look at layer names and attributes; if they are garbled, choose the encoding by hand.
note-dxf-extended-dropped = { $count } values of extended data (XDATA) were left out: there are more than 128 fields. The geometry is not affected.
note-dxf-fields-dropped = { $count } attribute values were left out, because extended data of a drawing hold at most 255 bytes each and 16 KB for each entity.
note-dxf-hatch = The boundary of a hatch could not be read: { $what ->
        [count] it says that it has more parts than it has
        [edge] it has an edge of an unknown kind
        [ellipse] it contains a part of an ellipse
        [gap] its edges do not join
        [spline] it contains a spline
        [too-many] it has too many outlines
       *[short] parts of it are missing
    }. The feature was set aside; redraw the boundary as a polyline in the CAD program.
note-dxf-hidden = { $count } features lie on layers that are off or frozen ({ $layers }); they were read like the others. Check whether they should count.
note-dxf-ignored = { $kind ->
        [LINE] { $count } lines (LINE) were not read: they are no areas. If they enclose ground, join them to closed polylines in the CAD program.
        [ARC] { $count } arcs (ARC) were not read: they are no areas. If they enclose ground, join them to closed polylines in the CAD program.
        [INSERT] { $count } insertions of blocks (INSERT) hold no areas and were not read.
       *[other] { $count } entities of the kind { $kind } were not read: such entities are no areas.
    }
note-dxf-left-out = { $count } features without polygons cannot stand in a drawing and were left out.
note-dxf-nearly-closed = The { $kind } on layer "{ $layer }" (handle { $handle }) is not closed; the gap between its ends is only { $gap }, so it may be meant as an area. Its ground is not known, and it was set aside. Close it in the CAD program.
note-dxf-no-end = The file has no end mark (EOF). All sections are complete, so it was read; make sure that it was exported whole.
note-dxf-not-read = Entities of the kind { $kind } may be areas and cannot be read; the feature was set aside. Turn it into a closed polyline in the CAD program (for example with EXPLODE or BOUNDARY).
note-dxf-open = The { $kind } on layer "{ $layer }" (handle { $handle }) is not closed; the gap between its ends is { $gap }. It takes no part in the overlay. If it is a boundary, close it in the CAD program.
note-dxf-other-layers = { $count } features on other layers were passed over, as asked.
note-dxf-paper = { $count } entities on sheets (paper space) were left out; only model space was read.
note-dxf-polyline-cut = The vertices of the polyline break off without an end mark (SEQEND), so points may be missing; the feature was set aside. Export the drawing again.
note-dxf-rings-apart = { $count } features have several rings (holes or parts); a drawing has no polygons with holes, so each ring became a closed polyline. This program puts them together again, others see every ring as an area of its own.
note-dxf-split = { $count } features that this program had written as several rings are no longer complete; each ring was read as an area of its own, holes too. Check them.
note-dxf-text-box = { $count } outlines of hatches round texts were left out; the ground below the texts belongs to the area.
note-dxf-text-damaged = { $count } texts could not be decoded completely as { $encoding }; the geometry is not affected. Choose the encoding by hand, or save the drawing again.
note-dxf-tilted = { $count } outlines are tilted against the plan; what was read is their outline seen from above.
note-dxf-unit = { $unit ->
        [none] The drawing does not say its unit of length; coordinates were taken as they stand. If they are not metres, scale the drawing first.
        [cm] The drawing says that its unit is the centimetre; coordinates were taken as they stand. If that is true, scale the drawing to metres first; many templates say so of drawings in metres.
        [dm] The drawing says that its unit is the decimetre; coordinates were taken as they stand. If that is true, scale the drawing to metres first.
        [ft] The drawing says that its unit is the foot; coordinates were taken as they stand. If that is true, scale the drawing to metres first.
        [in] The drawing says that its unit is the inch; coordinates were taken as they stand. If that is true, scale the drawing to metres first; many templates say so of drawings in metres.
        [km] The drawing says that its unit is the kilometre; coordinates were taken as they stand. If that is true, scale the drawing to metres first.
        [mm] The drawing says that its unit is the millimetre; coordinates were taken as they stand. If that is true, scale the drawing to metres first; many templates say so of drawings in metres.
       *[other] The drawing says that its unit is not the metre ($INSUNITS { $number }); coordinates were taken as they stand. If that is true, scale the drawing to metres first.
    }
note-dxf-vertex-count = The polyline says that it has { $expected } vertices and has { $found }, so points may be missing; the feature was set aside. Export the drawing again.

## Notes on FlatGeobuf

note-flatgeobuf-buffer = The feature (at byte { $byte }) is damaged or larger than 1 GiB and cannot be read; it was set aside. Export the data again.
note-flatgeobuf-columns = { $count } fields were left out: the file has more than { $limit }. The geometry is not affected.
note-flatgeobuf-geometry = The geometry is damaged: { $what ->
        [ends] the ends of its rings do not fit its positions
        [ordinates] its ordinates do not come in pairs
        [parts] its parts are missing or do not belong there
       *[type] its type is another one than the file says
    }. The feature was set aside; export the data again.
note-flatgeobuf-no-index = Some features have no geometry, so the file was written without a spatial index. All programs read it.
note-flatgeobuf-order = The features were put into the order of the spatial index, so their numbers in the file are others than before.
note-flatgeobuf-properties = The attributes of the feature are damaged; those that could be read were kept. The geometry is not affected.
note-members-dropped = { $count } features or files have members that the format does not know; they were left out. Coordinates and attributes are not affected.
note-column-renamed = The field "{ $name }" was written as "{ $to }": the database does not tell upper from lower case and takes no empty names.
note-columns-as-text = { $count } fields ({ $fields }) hold values of several types, or numbers with more digits than a number type keeps; they were written as text, with every digit.
note-edges-spherical = The file says that edges are shortest lines on the sphere; they are taken as straight in the plane. Look at results near long edges.
note-geometry-position-null = A position is missing (null); the feature was set aside. Complete it in the source data.
note-nested-dropped = { $count } fields ({ $fields }) were left out because their values are nested or there are too many fields. The geometry is not affected.
note-written-without-crs = The coordinate system of the layer is not known or has no definition, so the file does not name one. Tell whoever gets the file which one it is.

## Not read

read-missing = There is no such file; check path and name: { $path }
read-not-a-file = { $kind ->
        [directory] This is a folder and no file geodatabase (.gdb); choose a file in it: { $path }
       *[special] This is not a plain file but a device or a pipe; save the data as a file first: { $path }
    }
read-empty = The file is empty; export or copy it again: { $path }
read-io = The system cannot read the file ({ $reason }); check permissions and the storage device: { $path }
read-not-recognised = The format is not recognised; { $looks_like ->
        [archive] it looks like an archive: unpack it first
        [binary] it looks like a binary file: use a supported format
        [boundary-points] it looks like a boundary point file without [地块坐标] and without points: export it again
        [dwg] it is a DWG drawing, whose format is not public: save it as DXF in the CAD program (AutoCAD, CASS: Save As, R2000/LT2000 DXF or later)
        [dxf] it looks like a DXF drawing: give it the extension .dxf
        [flatgeobuf] it looks like FlatGeobuf, but its beginning is damaged: export it again
        [gzip] it looks like a gzip file: unpack it first
        [html] it looks like a web page, perhaps from a failed download: download it again
        [image] it looks like an image: choose vector data
        [json] it looks like JSON but not like GeoJSON: check its content
        [office] it looks like an old Office document: use a supported format
        [parquet] it looks like Parquet: convert it to GeoJSON first
        [pdf] it looks like a PDF: ask for the vector data
        [shapefile] it looks like a shapefile: give it the extension .shp
        [sqlite] it looks like SQLite: of these only GeoPackage is read
        [utf16] it looks like text in UTF-16: save it as UTF-8
        [xml] it looks like XML but not like KML: convert it to GeoJSON first
        [zip] it looks like an office document (XLSX, DOCX) or another archive: save the table as CSV, or unpack it first
       *[text] it looks like plain text: use a supported format
    }: { $path }
read-utf16 = The text is in UTF-16; save it as UTF-8 and read it again: { $path }
read-not-utf8 = Line { $line } (byte { $byte }) is not UTF-8, perhaps GBK; save the file as UTF-8 and read it again: { $path }
read-too-deep = Line { $line }, column { $column }: brackets are nested deeper than { $limit }; the file may be damaged, export it again: { $path }
read-too-large = Line { $line }, column { $column }: one part is larger than { $limit_mib } MiB; the file may be damaged, export it again or split it: { $path }
read-syntax = Line { $line }, column { $column }: the JSON structure is broken: expected { $expected ->
        [closing-bracket] the matching closing bracket
        [colon] a colon
        [comma-or-brace] a comma or a closing brace
        [comma-or-bracket] a comma or a closing bracket
        [end-of-file] the end of the file
        [key] a name in double quotes
        [object] an object
        [string] the end of the string
       *[value] a value
    }, found "{ $found }". The number of features is not known, so nothing was read; correct the file or export it again: { $path }
read-truncated = The file breaks off at line { $line }, column { $column }; features behind it are missing, so nothing was read. Export or copy it again: { $path }
read-not-geojson = The file is JSON but not GeoJSON that can be read: { $what ->
        [array] the top level is an array and should be an object
        [crs-twice] "crs" stands twice
        [esri-json] it looks like Esri JSON; export it as GeoJSON
        [features-missing] the collection has no array "features"
        [features-twice] "features" stands twice
        [topojson] it looks like TopoJSON; convert it to GeoJSON first
        [type-missing] "type" is missing or not a string
        [type-twice] "type" stands twice
       *[type-unknown] the value of "type" is not known (case matters)
    }. Nothing was read; correct the file and read it again: { $path }
read-unknown-crs-name = The coordinate system "{ $name }" that the file names is not known. Use an EPSG code (such as urn:ogc:def:crs:EPSG::4490), or remove "crs" and name the system yourself: { $path }
read-crs-conflict = The feature on line { $line } is in the coordinate system "{ $name }", which is not the file's. Bring all features into one system and read the file again: { $path }
read-layer-not-found = The file has no layer "{ $layer }". There are: { $known }. Correct the layer name: { $path }
read-database = The database cannot be read ({ $reason }); it may be damaged, so nothing was read. Copy or export it again: { $path }
read-not-geopackage = The file is no GeoPackage that can be read: { $what ->
        [no-contents] it is a database without the table gpkg_contents
        [no-features] it has no layer of features, perhaps only images or plain tables
       *[not-a-database] it is no database, or it is encrypted or damaged
    }. Nothing was read; choose another file or export it again: { $path }
read-pending-changes = { $file ->
        [journal] A change of the file was broken off or is going on (there is a -journal beside it), so its content does not belong together. Open it once in the program that writes it and close it there
       *[wal] The latest changes stand in a -wal file beside it, which cannot be read ({ $reason }). Close the other program, or copy both files into a folder in which files can be written
    }; nothing was read: { $path }
read-layer-broken = The layer "{ $layer }" cannot be read: { $what ->
        [no-geometry-column] its geometry column is missing
        [no-table] it is listed, but its table is missing
        [several-geometry-columns] it has several geometry columns
        [too-large] its features are larger than any reader should hold
       *[virtual-table] it is a virtual table
    }. Nothing was read; name another layer (FILE#LAYER) or export the file again: { $path }
read-archive = The archive cannot be read: { $what ->
        [bomb] its content is more than two hundred times as large as the archive, as in an attack
        [broken] it is damaged or not complete
        [duplicate-names] a name stands in it twice
        [encrypted] it is encrypted
        [geodatabase] the file geodatabase in it is incomplete: a00000001.gdbtable is missing
        [nested] it holds only another archive
        [no-layer] there is no layer in it
        [overlapping-members] its files share their bytes, as in an attack
        [too-large] its content is larger than 1 GiB
        [too-many-members] it holds more than 10,000 files
       *[unsupported] it is packed by a method that is not read
    }. Nothing was read; unpack it yourself and choose the data, or pack it again: { $path }
read-shapefile = The shapefile cannot be read (byte { $byte }): { $what ->
        [broken-off] it breaks off or is damaged after { $features } features, and no other file says how many there are
        [dbf] the attribute table is damaged
        [mark] it does not begin as a shapefile does
        [short] it is too short
        [too-large] a row of the attribute table is larger than any reader should hold
       *[type] its shape type is not known
    }. Nothing was read; copy or export it again with all its files (.shp, .shx, .dbf): { $path }
read-dxf-broken = The drawing cannot be read (line { $line }, "{ $found }"): { $what ->
        [block] a block does not begin where one should
        [block-end] a block does not end
        [group-code] a group code should stand here
        [no-entities] it has no entities
        [section] a section should begin here
        [section-end] a section does not end
        [section-name] the name of a section is missing
        [too-many-copies] its blocks ask for more than five million copies, as a damaged or malicious drawing would
       *[too-many-positions] its arcs and blocks come to more than forty million points, as those of a damaged or malicious drawing would
    }. Nothing was read; save the drawing again as DXF in the CAD program: { $path }
read-flatgeobuf-broken = The FlatGeobuf cannot be read (byte { $byte }): { $what ->
        [header] its header is damaged
        [magic] it does not begin as a FlatGeobuf
        [version] it is of another version than 3
       *[truncated] it breaks off, and features are missing
    }. Nothing was read; export or copy it again: { $path }
read-filegdb = The file geodatabase cannot be read (table "{ $table }"): { $what ->
        [catalog] its catalog is damaged, so nobody knows which layers there are
        [compressed] it is compressed (CDF); uncompress it in ArcGIS with "Uncompress File Geodatabase Data"
        [fields] the description of its fields is damaged or has an unknown type
        [head] its beginning is damaged
        [index] the index of its rows (.gdbtablx) is damaged
        [no-geometry] it has no geometry
        [no-index] the index of its rows (.gdbtablx) is missing
        [no-layer] there is no feature class in it
        [no-table] its file (.gdbtable) is missing
        [row-count] it claims more rows than it could hold
        [rows-overlap] its rows overlap, by damage or on purpose
        [scale] the resolution of its coordinates is damaged
        [too-many-fields] it has more than 4096 fields
       *[version] its version is unknown, or it is encrypted
    }. Nothing was read. Name another layer (FILE#LAYER), or copy or export all of its files again: { $path }
read-geoparquet = The GeoParquet cannot be read: { $what ->
        [bomb] its values come to far more than the file has bytes, as in a malicious file
        [compression] it is compressed with { $found }, and only Snappy or none is read; export it with Snappy
        [encoding] it uses the encoding { $found }, which is not read; export it with the usual encodings
        [encrypted] it is encrypted; export it without encryption
        [geo] what it says about its geometry (geo) is wrong: { $found }
        [geometry-column] it has no geometry column "{ $found }", or one of another type
        [geometry-encoding] the geometry encoding "{ $found }" is not read; export it as WKB
        [no-geo] it is a Parquet table that says nothing about geometry (geo); export it as GeoParquet from a GIS
        [several-geometries] it has several geometry columns and does not say which one counts
        [truncated] it breaks off; copy it again
       *[broken] it is damaged ({ $found }); export or copy it again
    }. Nothing was read: { $path }
read-changed = The file was changed while it was read, so nothing was taken from it. Wait until the other program is done and read it again: { $path }
read-cancelled = Reading was cancelled; nothing was read: { $path }

## Not written

write-unknown-extension = No format is written under the extension "{ $extension }"; use .geojson, .shp, .txt (boundary points), .dxf, .fgb, .kml or .csv: { $path }
write-not-writable = { $format } can be read and not yet written; use .geojson: { $path }
write-not-a-file = { $kind ->
        [directory] The target is a folder; give a file name: { $path }
       *[special] The target is not a plain file but a device or a pipe; choose another name: { $path }
    }
write-io = The system cannot write ({ $reason }). What stood there before is unchanged; check permissions and free space: { $path }
write-would-lose = The layer has { $unreadable } unreadable features and { $not_polygon } points or lines, which would lose their geometry; nothing was written. Correct the source data first, or ask for them to be written without geometry: { $path }
write-not-finite = Feature { $feature } has a coordinate that is not finite; nothing was written. Correct the feature first: { $path }
write-too-large = The { $part } would have { $mib } MiB, and the format holds { $limit_mib } MiB. Nothing was written; split the layer or write another format, for example .geojson: { $path }
write-pending-changes = Changes that are not yet in the present file stand beside it (-wal or -journal); another program may have it open. Replacing it now would damage the new file, so nothing was written. Close that program or choose another name: { $path }
write-cancelled = Writing was cancelled; what stood there before is unchanged: { $path }

## Encodings

note-encoding-found = The text is in { $encoding }. Nothing to do.
note-encoding-guessed = The encoding of the text is not certain; it was read as { $encoding }. Look at the names and the attributes; if they are garbled, choose the encoding by hand.
note-encoding-undecodable = In { $encoding }, { $count } places could not be decoded and stand as "�"; the first is given. Choose another encoding if the text is garbled, or export the file again.

## KML and XML

note-kml-crs = The KML standard says that positions are longitude and latitude on WGS 84. If the data was drawn on a Chinese web map it may be shifted (GCJ-02): make sure that it is not.
note-kml-coordinates-loose = The coordinates are not written as the KML standard says (commas, blanks); they were grouped in the only way that is possible. Check where the feature lies.
note-kml-overlays = { $count } image overlays, screen overlays or tours have no ground that could be checked and were not read.
note-written-as-wgs84 = { $format } can only mean WGS 84; the CGCS2000 longitudes and latitudes were written as they are. The difference is some decimetres.
note-kmz-others = Of the archive { $read } was read; { $count } other KML files were not ({ $names }). Name one as FILE#LAYER if you need it.
note-xml-encoding = The file declares the encoding { $declared }, which does not fit its bytes; it was read as { $encoding }. Check that the texts are right.
note-written-characters = { $count } control characters cannot stand in XML and were written as "�".
note-kml-coordinates = The coordinates "{ $found }" cannot be grouped for certain into longitude, latitude and height; the feature was set aside. Write "longitude,latitude,height" with blanks between positions.
note-kml-geometry = The structure of the geometry is broken: { $what ->
        [no-outer] a polygon has no outer boundary (outerBoundaryIs)
        [placemark] there is a placemark inside a placemark
        [several-coordinates] a ring has several sets of coordinates
       *[several-outer] a polygon has several outer boundaries (outerBoundaryIs)
    }. The feature was set aside; correct it in the source data.
note-kml-network-link = This is a network link ({ $href }): its features are in another file and were not read, so it is not known what lies there; it was set aside. Save what it leads to into this file, or remove the link.

read-xml = Line { $line }: { $what ->
        [depth] the element "{ $found }" is nested too deeply
        [doctype] the file has a document type (DOCTYPE), which may refer to other files and is not read for safety; remove it
        [end-tag] the end tag "{ $found }" does not belong to the start tag
        [tag] the tag "{ $found }" is too long
       *[syntax] the XML is broken
    }. Nothing was read; correct the file or export it again: { $path }
read-not-kml = { $what ->
        [archive] There is no KML file in the archive (there is "{ $found }")
        [empty] There is no XML element in the file
       *[root] This is XML, but its outermost element is "{ $found }" and not kml
    }. Nothing was read; choose another file: { $path }
write-needs-degrees = { $format } holds longitudes and latitudes only, and the layer { $crs ->
        [none] does not say which coordinate system it is in; name it first
       *[other] is in { $crs }; convert it to EPSG:4490 first
    }. Nothing was written: { $path }

## Tables and WKT

note-table-columns = "{ $east }" is the easting (longitude) and "{ $north }" the northing (latitude), in { $unit ->
        [degrees] decimal degrees
        [marked] degrees, minutes and seconds, which were turned into degrees
        [packed] packed degrees (d.mmss), which were turned into degrees
       *[metres] metres
    }. Told by { $why ->
        [cass] the fixed order of CASS (name, code, east, north, height)
        [given] a person
        [numbers] the size of the numbers
       *[names] the column names
    }.
note-table-grouped = There are { $count } parcels, { $how ->
        [blocks] told apart by blank lines or titles
        [closing] told apart by rings that come back to their first point, each ring a parcel
        [lone] taken as one ring, because nothing groups the points and the ring does not cross itself: check it
        [rings] all rings taken as one, because there are ring numbers only
       *[column] told apart by the parcel column
    }.
note-table-lines = { $count } lines are words and not coordinates and were left out. Make sure that there is no boundary point among them.
note-table-maybe-packed = Longitudes and latitudes were read as decimal degrees, but all of them could be packed degrees (d.mmss) as well. Check where the data lies; if they are packed, name the columns "lon(dms)" and "lat(dms)".
note-table-point-fields = These columns differ from point to point and were not taken as attributes of parcels: { $fields }.
note-table-packed = "{ $found }" is no packed angle (d.mmss): it has 60 minutes or seconds or more. The feature was set aside; correct it, or name the columns "lon(deg)" and "lat(deg)".
note-table-row = This line has { $cells } cells only and no position, so a boundary point is missing; the feature was set aside. Complete the line.
note-wkt-syntax = Character { $column } of the WKT: expected { $expected ->
        [comma-or-bracket] a comma or a closing bracket
        [end] the end
        [name] the name of a geometry type
        [number] a number
       *[opening-bracket] an opening bracket
    }, found "{ $found }". The feature was set aside; correct it in the source data.
note-written-formulas = { $count } cells begin with = + - @ or the like; they were written as they are, in quotes. Do not open the file in a spreadsheet by a double click: import it as text, or they are taken for formulas.
note-written-encoding = { $count } characters ({ $characters }) do not exist in { $encoding } and were written as "?". Choose UTF-8 to keep them.

read-table = Line { $line }: { $what ->
        [angle] it cannot be told whether the angles are decimal degrees or packed degrees (d.mmss) (ranges { $found }); write FILE@decimal or FILE@packed, or name the columns "lon(deg)" and "lat(deg)", or "lon(dms)" and "lat(dms)"
        [axes] it cannot be told which column is east and which is north (ranges { $found }); write FILE@en (east first) or FILE@ne (north first), or add column names "east" and "north", or "lon" and "lat"
        [columns] there are too many columns
        [no-rows] there are neither coordinates nor geometries
        [quote] a quotation mark is not closed
       *[rings] there are { $found } points and nothing says how they form parcels; add a column "parcel" or "ring", or repeat the first point at the end of each ring
    }. Nothing was read: { $path }

## GeoJSON sequences

note-written-members = What the file says beside its features cannot stand in a GeoJSON sequence and was left out. The features are not affected.

## Boundary point files

note-txt-axes-swapped = The axes are the other way round: the easting stands before the northing. The size of the numbers shows it, and they were read so. Check the place on the map.
note-txt-closing-doubled = The closing point is written as "X,X"; the ring was closed to its first point. Check the source data.
note-txt-comments = { $count } comment lines among the coordinates were skipped. Nothing to do.
note-txt-count = The parcel's head line announces { $declared } points; there are { $found } point lines. Check whether points are missing or too many.
note-txt-datum-missing = The header does not name a datum (坐标系), so no coordinate system was taken. Name it yourself.
note-txt-datum-unknown = The datum "{ $value }" in the header is not known, so no coordinate system was taken. Name it yourself.
note-txt-frame-unclear = The numbers do not show what they are; they were read as northing, easting, and no coordinate system was taken. Check them and name the system yourself.
note-txt-head-mark = The parcel's head line lacks the "@" at its end and was read as one all the same. Add it in the source data.
note-txt-headless = The file has no parcel lines; all points were joined in their order to the boundary of one parcel. Make sure that they are boundary points.
note-txt-id-repeated = The parcel number "{ $id }" is also that of feature { $first }; both were kept. Correct the numbers, or reports will be hard to read.
note-txt-line-unread = The line is not understood and was not read: "{ $found }". Check whether it matters.
note-txt-marks = { $count } header lines use a full-width mark or a colon in place of "="; they were read all the same.
note-txt-no-name = The parcel has neither number nor name. Some systems ask for them; fill them in.
note-txt-no-section = The line [地块坐标] is missing; coordinates were read from here on. Add it in the source data.
note-txt-outside-zone = { $count } points lie far from the central meridian of their zone. Near a border that may be so; else check the zone number.
note-txt-packed = The degrees are written as ddd.mmss (115.5159 is 115°51′59″) by all signs, and were converted. Check the place on the map; if they are decimal degrees, write 计量单位=度 into the header.
note-txt-point-repeated = The point repeats the one before it. It was kept; remove it in the source data unless it is meant.
note-txt-precision = The coordinates have fewer than two decimals, so areas and overlaps are coarse. Ask for more exact ones.
note-txt-projection = The projection is "{ $value }" and not Gauss-Krüger, so no coordinate system was taken. Name it yourself.
note-txt-remarks-dropped = { $count } points have remarks or heights, which were not kept; positions are not affected.
note-txt-ring-flat = A ring encloses no area (near { $at }). Check its points in the source data.
note-txt-ring-shares-number = The ring number is the same, but the ring before is closed; a new ring was begun here, and its place decides whether it is a hole. Check it.
note-txt-rings-cross = Rings cross or partly overlap (near { $at }). The geometry was kept as it stands, and a check reads it in several ways; correct it in the source data.
note-txt-self-crossing = A ring crosses itself (near { $at }). The geometry was kept as it stands, and a check reads it in several ways; correct it in the source data.
note-txt-spike = The boundary turns back at this point with an angle below 1° (spike). Check the point.
note-txt-unit = The unit is "{ $value }" and not metres, so no coordinate system was taken. Check it, and convert the coordinates first.
note-txt-unit-degrees = The header gives the unit "{ $value }", but the coordinates are degrees and were read so. Check it.
note-txt-zone-conflict = The header says { $header }, the coordinates carry zone { $coordinates }; they contradict each other, so no coordinate system was taken. Find out which is right and name the system yourself.
note-txt-zone-is-width = The zone number is filled with the width of zones ({ $value }) and was passed over. Correct it in the source data.
note-txt-zone-missing = The coordinates carry no zone number and the header does not say it for certain, so no coordinate system was taken. Name it yourself.
note-txt-fields-dropped = The format has no column for { $count } fields, which were not written: { $fields }.
note-txt-outside-encoding = { $count } characters are not in GBK ({ $characters }) and were written in GB18030. Programs that know GBK only will garble them; UTF-8 avoids that.
note-txt-value-altered = { $count } values contain a comma, "@" or line break, which were replaced by similar characters so that columns stay in place.
note-txt-written-without-system = The written file does not name its coordinate system. Tell whoever receives it.
note-written-without-points = { $count } features have no coordinates that could be written; only their head lines stand in the file, and they read back as unreadable.
note-txt-columns = The line has a wrong number of fields ({ $count }); the parcel was set aside. A point line is 点号,圈号,X,Y; correct it in the source data.
note-txt-coordinate-odd = The point ({ $found }) does not fit the other coordinates of the file ({ $frame }); the parcel was set aside. Check for digits too many or too few.
note-txt-degrees-ambiguous = There are too few points to tell decimal degrees from ddd.mmss; the parcel was set aside. Write 计量单位=度 or 计量单位=度分秒 into the header.
note-txt-frame-differs = The point ({ $found }) is of another kind or zone than the rest of the file ({ $frame }); the parcel was set aside. Split the file by zones.
note-txt-header-differs = The header before this parcel says something else about the coordinates than the first one; the parcel was set aside. Split the file.
note-txt-no-points = The parcel has no points, so nothing is known of its ground; it was set aside. Add the coordinates in the source data.
note-txt-number = A coordinate on the line is not a number ("{ $found }"); the parcel was set aside. Correct it in the source data.
note-txt-order-differs = The point ({ $found }) has its axes the other way round than the rest of its parcel ({ $frame }); the parcel was set aside. Correct it in the source data.
note-txt-packed-invalid = The point is no ddd.mmss (minutes or seconds of 60 and more); the parcel was set aside. Check how the coordinates are written.
note-txt-point-commented = The line begins with a comment mark but looks like a point; nobody knows whether it belongs to the boundary. The parcel was set aside. Remove the line or the mark.
note-txt-points-missing = The parcel's head line announces { $declared } points, there are { $found }, and the last ring is open; points behind it may be lost. The parcel was set aside. Export it again.
note-txt-ring-interrupted = The points of ring { $ring } are interrupted by another ring, so its course is not known; the parcel was set aside. Put the points of each ring together.
note-txt-rings-too-many = The parcel has too many rings to tell holes from outer rings; it was set aside. Split it.
read-not-boundary-txt = The file is no boundary point file that can be read: { $what ->
        [no-parcels] there is no parcel behind [地块坐标]
       *[no-coordinates] there is no [地块坐标] and no line of coordinates
    }. Nothing was read; choose another file or export it again: { $path }
write-not-expressible = { $format } cannot hold this layer: { $what ->
        [crs] the coordinate system { $value } is neither a Gauss-Krüger zone nor a common geographic one; convert with --to first
        [decimals] feature { $value } would shrink to a point or a line at this number of decimals; ask for more
        [degrees] the coordinate system { $value } has degrees; convert to a zone with --to, or take the profile for degrees
        [encoding] it is not written in { $value }; choose GBK, GB18030 or UTF-8
        [fields] its { $value } fields are more than a table can have
        [metres] the coordinate system { $value } has no degrees; convert with --to EPSG:4490 first
        [no-zone] the coordinates have no zone, so no zone number can be put in front or taken away
        [several] this form holds one parcel, and the layer has { $value } features
       *[rings] the rings of feature { $value } overlap or lie in each other and would read back as another shape; correct the geometry first
    }. Nothing was written: { $path }
write-unknown-profile = There is no profile "{ $profile }". There are: { $known }. Nothing was written: { $path }
