# Reading and writing files: notes (note-*) and why something was not done (read-*, write-*).
# Each says what happened, where, and what to do. The place (feature, ring, vertex, line) is added
# behind the sentence by the program.

## Notes on reading: worth knowing

note-bom = The file begins with a UTF-8 byte order mark, which was skipped. Nothing to do.
note-symlink = The path is a symbolic link; the file it leads to was read. Make sure that this is the file you mean.
note-personal-dropped = { $count } values of personal fields ({ $fields }) were left out. No check needs them; choose to keep them on import if you do.
note-srs-by-definition = The coordinate system { $srs } of the layer has no EPSG organization; its definition names { $crs }, which was taken.
note-wal = The file has a write-ahead log (-wal) beside it, perhaps because another program has it open; it was read with the changes in the log. The fingerprint covers the file alone. For a report that must last, close the other program and read the file again.
note-companions = Read together with { $files }. Nothing to do.
note-field-renamed = The field name "{ $name }" stands twice in the table; the second field is called "{ $to }" here. Rename it in the source data.
note-shp-gaps = In the .shp { $count } bytes belong to no record, as editing in place leaves them behind; the index (.shx) and the records agree. Nothing to do.

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
note-field-name-cut = The field name "{ $name }" is too long for a shapefile (10 bytes) or stands twice; it was written as "{ $to }".
note-text-cut = { $count } values of "{ $name }" are longer than the { $limit } bytes that a shapefile holds and were cut. Write another format if you need them whole.
note-fields-left-out = { $count } fields ({ $fields }) were not written, because a shapefile holds 255 fields and rows of 65,000 bytes. Write another format if you need them.
note-characters-lost = { $count } different characters ({ $characters }) do not exist in { $encoding } and were written as "?". Write the file in UTF-8 if they matter.
note-foreign-dropped = Members of the file or its features that are not attributes cannot be held by this format and were left out.
note-prj-not-written = No .prj was written, because the coordinate system ({ $crs }) is not known or has no definition in that form. Tell whoever gets the file which one it is.
note-written-without-geometry = As asked, features were written without geometry: { $unreadable } unreadable ones, { $not_polygon } points or lines. Do not check this file in place of the original.
note-cpg-unknown = The .cpg names the encoding "{ $name }", which is not known; the encoding was found in other ways. Look at the attributes; if they are garbled, choose the encoding by hand.
note-encoding-contradicts = The text of the attributes is not in { $declared }, as the file says, but in { $encoding }, and was read as that. Look at the attributes; if they are garbled, choose the encoding by hand.
note-dbf-missing = There is no attribute table (.dbf) beside the .shp; the features have no attributes. Ask for the complete set of files if you need them.
note-dbf-unreadable = The attribute table (.dbf) is damaged and was left out; the features have no attributes, and it is not known whether some are marked as deleted. Copy or export the files again.
note-dbf-header = The attribute table says that its rows begin at byte { $claimed }, which cannot be; byte { $taken } was taken. Compare a few attributes with the source data.
note-dbf-row-length = The attribute table says that a row has { $claimed } bytes, which its fields contradict; { $taken } were taken. Compare a few attributes with the source data.
note-dbf-rows = The attribute table says that it has { $claimed } rows, but holds { $found }; it was probably cut off. Copy or export the files again.
note-dbf-long = The attribute table has { $rows } rows and the .shp { $features } features; rows without a feature were left out. Either features are missing in the .shp or the files do not belong together: compare with the source data.
note-dbf-short = { $count } features have no row in the attribute table and stay without attributes. Copy or export the files again.
note-row-deleted = The row of the feature is marked as deleted in the attribute table, so its shape takes no part in the overlay, as in other programs. If it should count, remove the mark or export the data again.
note-memo-dropped = { $count } values of memo or binary fields ({ $fields }) stand in another file and were left out; the geometry is not affected.
note-value-other-type = { $count } values are not of the type of their field ({ $fields }) and were kept as text. Correct them in the source data.
note-value-overflow = { $count } numbers did not fit into their field when the file was written (***) and were taken as null ({ $fields }). Take the values from the source data.
note-values-not-finite = { $count } values are not finite numbers or valid times and were taken as null ({ $fields }); the geometry is not affected.
note-values-undecodable = { $count } values ({ $fields }) could not be decoded in full as { $encoding }; damaged places stand as "�". If the text is garbled, choose another encoding by hand.
note-prj-missing = There is no .prj beside the .shp, so the file does not say its coordinate system. Name it, for example as FILE@EPSG:4490.
note-prj-unknown = The coordinate system "{ $name }" in the .prj is not known. Name it, for example as FILE@EPSG:4490.
note-prj-contradiction = The coordinate system "{ $name }" in the .prj contradicts itself: its code is { $crs }, and its parameters are those of { $other }. Name the right one, for example as FILE@EPSG:4490.
note-record-numbers = The records of the .shp are not numbered one after the other; they were taken in their order, so attributes may stand at other features. Export the files again with their index (.shx).
note-records-replaced = { $count } records in the .shp are earlier versions of features that were edited later, as the index (.shx) shows; they were left out.
note-rings-turned = { $count } features have rings that turn the wrong way (outer rings should turn clockwise). Which rings are holes was decided by which ring lies in which. Check these features if their holes matter.
note-shell-in-shell = The ring lies inside another and turns as an outer ring, so it may be a part of its own or a hole that turns the wrong way. It was kept as ground, and the check reads it in all ways. Correct the direction in the source data if it is a hole.
note-shp-broken = The .shp is damaged or breaks off at byte { $byte }. { $count } features whose shapes are missing were set aside. Copy or export the files again.
note-shp-length = The .shp says that it has { $claimed } bytes, and has { $length }. All records were read; if features are missing, copy or export the files again.
note-shp-trailing = Behind the last record of the .shp { $count } bytes are left over that are no records. If features are missing, export the files again.
note-shx-contradicts = The index (.shx) lists { $listed } records that do not fit the .shp; its { $found } records were read without the index. Export the files again if features are missing.
note-shx-short = The index (.shx) lists { $listed } records; { $count } more that stand in the .shp were added at the end. Check whether they were meant to be deleted.
note-shx-unreadable = The index (.shx) is damaged; the records were read without it. Nothing is missing because of that.

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
note-multipatch = The shape is a MultiPatch (a body made of faces), which is not read; the feature was set aside. Turn it into polygons in the source data.
note-rings-tangled = The { $count } rings of the feature are so tangled that it cannot be found out which lies in which; the feature was set aside. Correct it in the source data.
note-shape-missing = The shape of the feature is missing because the .shp breaks off or is damaged; the feature was set aside. Copy or export the files again.
note-shape-parts = The parts of the shape do not fit its positions ({ $found }); the feature was set aside. Export the data again.
note-shape-short = The record of the shape has { $length } bytes and needs { $needed }; the feature was set aside. Copy or export the files again.
note-shape-surplus = Behind the shape { $count } bytes are left over, so a part of the ground, or further features, may be missing; the feature was set aside. Copy or export the files again.
note-shape-type = The shape type { $found } is not known; the feature was set aside. Export the data again.
note-shp-missing = There is an attribute table (.dbf) but no .shp beside it, so the ground of the feature is not known; it was set aside. Ask for the complete set of files.

## Not read

read-missing = There is no such file; check path and name: { $path }
read-not-a-file = { $kind ->
        [directory] This is a folder; choose a file in it: { $path }
       *[special] This is not a plain file but a device or a pipe; save the data as a file first: { $path }
    }
read-empty = The file is empty; export or copy it again: { $path }
read-io = The system cannot read the file ({ $reason }); check permissions and the storage device: { $path }
read-not-recognised = The format is not recognised; { $looks_like ->
        [archive] it looks like an archive: unpack it first
        [binary] it looks like a binary file: use a supported format
        [boundary-points] it looks like a boundary point file, which this version cannot read yet: convert it to GeoJSON first
        [dwg] it looks like a DWG drawing: convert it to GeoJSON first
        [dxf] it looks like a DXF drawing, which this version cannot read yet: convert it to GeoJSON first
        [flatgeobuf] it looks like FlatGeobuf: convert it to GeoJSON first
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
        [xml] it looks like XML or KML, which this version cannot read yet: convert it to GeoJSON first
        [zip] it looks like a ZIP archive (or KMZ, XLSX): unpack or convert it first
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
        [geodatabase] it holds a file geodatabase, which is not read from an archive
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
read-changed = The file was changed while it was read, so nothing was taken from it. Wait until the other program is done and read it again: { $path }
read-cancelled = Reading was cancelled; nothing was read: { $path }

## Not written

write-unknown-extension = No format is written under the extension "{ $extension }"; use .geojson: { $path }
write-not-writable = { $format } can be read and not yet written; use .geojson: { $path }
write-not-a-file = { $kind ->
        [directory] The target is a folder; give a file name: { $path }
       *[special] The target is not a plain file but a device or a pipe; choose another name: { $path }
    }
write-io = The system cannot write ({ $reason }). What stood there before is unchanged; check permissions and free space: { $path }
write-would-lose = The layer has { $unreadable } unreadable features and { $not_polygon } points or lines, which would lose their geometry; nothing was written. Correct the source data first, or ask for them to be written without geometry: { $path }
write-not-finite = Feature { $feature } has a coordinate that is not finite; nothing was written. Correct the feature first: { $path }
write-too-large = The { $part } would have { $mib } MiB, and the format holds { $limit_mib } MiB. Nothing was written; split the layer or write another format, for example .geojson: { $path }
write-cancelled = Writing was cancelled; what stood there before is unchanged: { $path }

## Encodings

note-encoding-found = The text is in { $encoding }. Nothing to do.
note-encoding-guessed = The encoding of the text is not certain; it was read as { $encoding }. Look at the names and the attributes; if they are garbled, choose the encoding by hand.
note-encoding-undecodable = In { $encoding }, { $count } places could not be decoded and stand as "�"; the first is given. Choose another encoding if the text is garbled, or export the file again.
