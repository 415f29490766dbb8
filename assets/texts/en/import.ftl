# Texts of reading inputs and bringing them onto one plane.

note-parcel-repaired = Parcel { $name } was repaired by hand: { $how ->
        [even-odd] ground enclosed twice was taken out
       *[union] ground enclosed twice was merged
    }. Its area along the boundary was { $before } m² and is { $after } m² now; the source file is unchanged.
input-empty = No file is named. Write FILE, FILE#LAYER, FILE@EPSG:CODE or FILE@local
input-crs = “{ $crs }” is not a coordinate reference system. After @ write EPSG:CODE (such as EPSG:4527), local, yx (swapped axes), text=GBK (encoding), en or ne (which column of a table comes first: east or north), packed (d.mmss) or decimal (degrees), with commas between: { $file }
input-encoding = There is no text encoding “{ $encoding }”. Write text=GBK, text=UTF-8, text=GB18030 and the like: { $file }

plan-unreadable = The check plan cannot be read: { $message }
plan-syntax = The check plan cannot be understood: { $message }. Correct the line
plan-format = This is not a check plan: it names the format “{ $found }” where “{ $expected }” is expected
plan-value = In the check plan the field { $field } cannot have the value “{ $value }”. Correct the line

rule-file-unreadable = The rule file cannot be read: { $message }

import-several-layers = The file holds several layers: { $layers }. Name one with FILE#LAYER
import-axes-swapped = The two coordinates of each point are swapped (latitude before longitude, or northing before easting). Nothing was checked. Export the file with x (longitude, easting) first
import-missing-crs = The file names no coordinate reference system, and its numbers { $look ->
    [degrees] look like degrees of an unknown system
    [metres-with-prefix] look like metres with a zone number in front
    [metres-without-prefix] look like metres of an unknown zone
   *[other] are not plain longitudes and latitudes
}. Nothing was checked. Name the system with FILE@EPSG:CODE, or with FILE@local for engineering coordinates
import-crs-contradiction = The system is said to be { $crs } ({ $name }), but the numbers { $look ->
    [degrees] look like degrees
    [metres-with-prefix] look like metres of another zone, with the zone number in front
    [metres-without-prefix] look like metres without a zone number
   *[other] cannot be meant in it
}. Nothing was checked. Correct the file, or name the right system with FILE@EPSG:CODE
import-local-mix = The file is in local engineering coordinates, but { $other } is georeferenced. The two cannot be laid over each other. Use @local for all inputs or for none, or tie the local system to CGCS2000 with --shift LAYER=FILE (parameters or at least 3 control points)
import-no-parcels = The parcel file has no polygon: { $features ->
    [one] { $features } feature
   *[other] { $features } features
}, of which { $unreadable } could not be read. Check that this is the parcel file; “redline info FILE” lists what is in it
import-cancelled = Stopped before the end; nothing was changed

crs-basis-by-hand = given by hand
crs-basis-declared = named in the file
crs-basis-standard = by the GeoJSON standard (RFC 7946), as the file names none and its numbers are degrees

note-axes-by-user = By hand, the axes were swapped: the first number of each position is the northing, the second the easting
note-crs-by-user = The coordinate reference system { $crs } was given by hand
note-crs-overridden = The file says { $declared }; { $crs } was given by hand and used instead
note-crs-by-standard = The file names no coordinate reference system; { $crs } was used, as the GeoJSON standard (RFC 7946) says
note-place-not-finite = A coordinate is infinite or not a number ({ $x }, { $y }); the feature was set aside
note-place-out-of-range = A coordinate lies where its system has no meaning ({ $x }, { $y }); the feature was set aside
note-place-antimeridian = An edge spans more than 180° of longitude or runs over the edge of the plane (at { $x }, { $y }); the feature was set aside
note-place-not-transformable = The datum transformation does not cover the place ({ $x }, { $y }); the feature was set aside
note-land-mode-unknown = “{ $word }” is not a known way of using the ground; the parcel counts as land applied for
