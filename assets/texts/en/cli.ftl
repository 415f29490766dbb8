# Texts of the command line.

cli-problem = error [{ $code }]: { $sentence }
cli-place = {"  "}file: { $file }
cli-place-line = {"  "}file: { $file }, line { $line }
cli-usage = The arguments were not understood; nothing was done. “redline --help” and “redline check --help” show what there is

cli-no-parcels = No parcels are named. Write --parcels FILE or name a check plan: redline check PLAN.toml
cli-layer-form = --layer takes ROLE=FILE, not “{ $value }”. Example: --layer eco_redline=redline.geojson
cli-role = “{ $value }” is not a role. Roles: eco_redline, basic_farmland, eco_space, nature_reserve, urban_boundary, farmland, land_use, admin_unit, approval_extent, other:NAME
cli-activity = “{ $value }” is not an activity. Codes: { $known }
cli-phase = “{ $value }” is not a phase. Codes: { $known }
cli-date = “{ $value }” is not a date. Write it as 2026-11-23
cli-accuracy = --accuracy takes metres from 0 to 10, not { $value }
cli-edge-tolerance = --edge-tolerance takes millimetres from 0.000001 to 1000, not { $value }
cli-report = “{ $value }” names no kind of report. Kinds: { $known }
cli-crs = “{ $value }” is not a coordinate reference system. Write EPSG:CODE, such as EPSG:4527
cli-profile = There is no profile “{ $value }” for this format. Leave --profile out
cli-encoding = There is no text encoding “{ $value }”. Write GBK, UTF-8 or GB18030
cli-write-option = { $format } has no option --{ $option }; nothing was written. { $option ->
        [zone-prefix] The zone number follows from the coordinate reference system there: choose one with --to, such as EPSG:4527 (with zone number) or EPSG:4548 (without)
        [encoding] Its encoding is fixed; leave --encoding out
        [axes] Its axis order is fixed; leave --axes out
        [ring-start] Rings stay as they are there: leave --ring-start out
       *[decimals] It keeps coordinates as they are, to the last bit; leave --decimals out
    }
cli-threads = The threads could not be started: { $message }. Try a smaller --threads
cli-stdout = The result could not be printed: { $message }. Free space, or write with --out DIR
cli-no-display = There is no display for the window (neither DISPLAY nor WAYLAND_DISPLAY is set). Use the command line: redline check --help
cli-window-failed = The window could not be opened: { $reason }. Use the command line: redline check --help
cli-no-window = This build has no window. Use the command line: redline check --help

cli-note = [{ $severity }] { $note }
cli-note-at = [{ $severity }] { $note } ({ $place })
cli-note-more = … and { $count } more of { $code }

progress-import = Reading
progress-check = Checking
progress-report = Writing

summary-colon = {": "}
summary-comma = {", "}
summary-head = { $count ->
    [one] { $count } parcel
   *[other] { $count } parcels
}: involved { $conflict }, undetermined { $undetermined }, within error { $within_error }, not involved { $clear }
summary-asked = Rules as of { $as_of }; activity: { $activity }
summary-only-within-error = Shared ground lies within the boundary error only; see below and decide by survey.
summary-undetermined = Undetermined ({ $count }) — these parcels are not clear:
summary-for-reasons-above = { $count ->
    [one] { $count } parcel for the reason above
   *[other] { $count } parcels for the reasons above
}
summary-conflicts = Involved in { $count } places (parcel × layer), largest first:
summary-within-error = Within error in { $count } places (parcel × layer):
summary-remedy = {" "}({ $remedy })
summary-inside = { $parcel } × { $layer }: { $amount }
summary-outside = { $parcel } outside { $layer }: { $amount }
summary-more = … and { $count } more
summary-not-checked = Not checked (no layer given): { $roles }
summary-set-aside = { $count ->
    [one] { $count } feature was set aside
   *[other] { $count } features were set aside
} in { $file }; “redline info” lists them
summary-written = Written to { $dir }: { $files }

info-format = Format: { $format }, { $bytes } bytes
info-sha256 = SHA-256: { $sha256 }
info-encoding = Encoding: { $encoding } ({ $why })
info-layer = Layer: { $layer }
info-role = Looks like: { $role }
info-role-known = { $role } ({ $why })
info-crs = Coordinate reference system: { $crs }
info-crs-known = { $crs } { $name } ({ $why })
info-crs-likely = the file names none; choose one of these and write it behind the file's name:
info-crs-candidate = {"  "}{ $crs } { $name } ({ $why })
info-crs-refused = not certain: { $why }
info-counts = Features: { $features } = polygons as they stood { $kept } + with altered rings { $altered } + without geometry { $no_geometry } + points or lines { $not_polygon } + set aside { $unreadable }
info-areas = Areas: field { $field } ({ $unit }) { $declared } m² in all; computed: ellipsoidal { $plane }, official series { $official }, planar { $planar } m²; { $compared } compared, { $differing } differ by more than 0.1 % and 1 m²
info-areas-unclear = Areas: the unit of the field { $field } is not clear; not compared
info-crossing = Boundary crosses or overlaps itself: { $place }, along the boundary { $before } m²; { $repairs }
info-bounds = Bounds in the file: { $bounds }

convert-written = { $features } features written to { $file }
convert-vertices-only = Vertices were transformed one by one; edges were not split, so long edges bend a little in the new system
convert-onto-itself = Input and output are the same file; nothing was written. Choose another name
convert-not-transformable = Feature { $feature } has a vertex that cannot be transformed; nothing was written. Check its coordinates with “redline info”

help = Overlay check of proposed parcels against controlled land: ecological protection red lines, permanent basic farmland, natural ecological spaces and your own layers
help-arg-lang = Language of messages and reports [default: that of the locale]
help-examples = Examples:
    {"  "}redline                                            opens the window
    {"  "}redline check sample_data/plan.toml                checks what a plan names
    {"  "}redline check --parcels p.geojson --layer eco_redline=e.geojson --out report
    {"  "}redline info p.geojson                             says what a file is

    Exit codes: 0 done, all clear · 1 conflicts · 2 undetermined parcels · 3 not done
help-check = Checks parcels against layers and says which are involved, by how much and under which rule
help-check-arg-plan = A check plan (TOML); options override what it says
help-check-arg-parcels = The parcels: FILE, FILE#LAYER, FILE@EPSG:CODE or FILE@local
help-check-arg-layers = A constraint layer with its role; may be given several times. Roles: eco_redline, basic_farmland, eco_space, nature_reserve, urban_boundary, farmland, land_use, admin_unit, approval_extent, other:NAME. Takes the place of the plan’s layers with the same role
help-check-arg-rules = A rule file used beside the built-in rules
help-check-arg-activity = What is to be done on the parcels, such as G1 (ordinary construction), A6 (linear works), N1 (national major project)
help-check-arg-phase = Stage of the procedure: pre_review, approval, temporary, inspection
help-check-arg-jurisdiction = Where the ground lies, such as CN,CN-36 [default: CN]
help-check-arg-as-of = The day whose law counts, such as 2026-11-23 [default: today in Beijing]
help-check-arg-accuracy = Standard error of parcels’ and layers’ boundaries in metres [default: 0.05]
help-check-arg-edge-tolerance = How far an edge may lie from its true course, in millimetres [default: 0.02]
help-check-arg-out = Directory for the reports; old ones are replaced only by whole new ones
help-check-arg-report = Which reports, such as json,csv [default: all]
help-check-arg-json = Prints findings.json on stdout instead of the summary
help-check-arg-threads = Number of threads; the results do not depend on it [default: all cores]
help-check-arg-cache = Directory for prepared layers, so that unchanged files are not read again [default: the user's cache]
help-check-arg-no-cache = Read every file, and keep nothing for the next time
help-check-arg-quiet = Prints neither summary nor progress
help-check-examples = Examples:
    {"  "}redline check plan.toml --out report
    {"  "}redline check --parcels parcels.geojson --layer eco_redline=redline.geojson \
    {"     "}--layer basic_farmland=farmland.geojson@EPSG:4527 --activity G1 --as-of 2026-11-23
    {"  "}redline check --parcels p.geojson@local --layer other:corridor=c.geojson@local --json

    Exit codes: 0 all clear, or within the boundary error only · 1 conflicts · 2 at least one parcel undetermined · 3 not done
help-info = Says what files are: format, layers, coordinate reference system and why, encoding, counts, notes
help-info-arg-files = The files, written as for check
help-info-arg-json = Prints JSON
help-info-examples = Examples:
    {"  "}redline info parcels.geojson
    {"  "}redline info --json parcels.geojson redline.geojson@EPSG:4490
help-convert = Writes a file in another format or another coordinate reference system
help-convert-arg-input = The file to read: FILE, FILE#LAYER, FILE@EPSG:CODE; after @ also yx (swapped axes), text=GBK (encoding), and for tables of points en or ne (order of columns), packed (d.mmss) or decimal, with commas between
help-convert-arg-output = The file to write; its extension names the format
help-convert-arg-to = The coordinate reference system to write in; vertices are transformed, edges are not split, and approximate datum transformations are refused
help-convert-arg-profile = How the format is written, where it knows several ways; boundary TXT: standard, filing, upgrade, plain, degrees (or 标准9列 …)
help-convert-arg-encoding = Encoding of text in TXT, SHP and CSV: GBK, UTF-8, … [default: TXT in GBK, others in UTF-8]
help-convert-arg-decimals = Decimals of coordinates in text formats, 0 to 12 [default: 3 in TXT, 9 in its degrees; others keep every digit]
help-convert-arg-zone-prefix = Whether eastings in TXT have the zone number in front [default: as the coordinate reference system has it]
help-convert-arg-axes = Which ordinate comes first in TXT [default: north-first]
help-convert-arg-ring-start = Where the rings in TXT begin: as-stored, or north-west (at the north-west corner, shells clockwise and holes the other way) [default: as-stored]
help-convert-arg-without-unknown-geometry = Writes unreadable features, points and lines without geometry instead of refusing; a note counts them
help-convert-examples = Examples:
    {"  "}redline convert parcels.geojson parcels-gk39.geojson --to EPSG:4527
    {"  "}redline convert old.geojson@EPSG:4527 new.geojson
    {"  "}redline convert parcels.shp parcels.txt --profile standard --zone-prefix yes --decimals 3
    {"  "}redline convert points.csv@EPSG:4490,ne,packed parcels.shp --encoding GBK
help-open = Opens the window
help-open-arg-files = A project, a check plan, or data files
help-open-arg-renderer = How the window is drawn from now on: by the first way that works, a graphics
    processor, a graphics library in software, OpenGL, or the program itself
help-open-examples = Examples:
    {"  "}redline open
    {"  "}redline open sample_data/plan.toml
    {"  "}redline open --renderer cpu

overlap-head = { $a } ({ $na } features) against { $b } ({ $nb } features)
overlap-head-self = { $a } ({ $na } features) against itself
overlap-shared = Shared ground: { $count } pairs, { $area }
overlap-within-error = Within the boundary error: { $count } pairs, { $area }
overlap-duplicates = Features that stand twice: { $count } pairs
overlap-rest = Touching without area: { $touching } pairs · too small to mean anything: { $noise } pairs, { $area }
overlap-gaps = Gaps: { $count }, { $area }
overlap-gaps-unexamined = Groups of features too large to look for gaps in: { $count }
overlap-by-class = By class:
overlap-by-unit = By administrative unit:
overlap-no-unit = (in none)
overlap-doubts = Not settled: { $count } pairs
overlap-written = Written: { $file }
cli-gap-width = --gaps takes a width above 0 and up to 1000 metres, not { $value }
help-overlap = Compares two layers, or one with itself: shared ground by pair, by class and by administrative unit, features that stand twice, gaps
help-overlap-arg-a = The first layer: FILE, FILE#LAYER, FILE@EPSG:CODE or FILE@local
help-overlap-arg-b = The second layer; without it the first is compared with itself
help-overlap-arg-units = Administrative units by which totals are wanted
help-overlap-arg-class-a = Field that holds the class in the first layer [default: the fields of the standards]
help-overlap-arg-class-b = Field that holds the class in the second layer
help-overlap-arg-gaps = Looks for gaps between the features of the first layer narrower than so many metres
help-overlap-arg-accuracy = Standard error of all boundaries in metres [default: 0.05]
help-overlap-arg-edge-tolerance = How far an edge may lie from its true course, in millimetres [default: 0.02]
help-overlap-arg-out = Directory for overlap.json, pairs.csv and pieces.geojson
help-overlap-arg-json = Prints overlap.json on stdout instead of the summary
help-overlap-arg-threads = Number of threads; the results do not depend on it [default: all cores]
help-overlap-arg-cache = Directory for prepared layers [default: the user's cache]
help-overlap-arg-no-cache = Read every file, and keep nothing for the next time
help-overlap-arg-quiet = Prints neither summary nor progress
help-overlap-examples = Examples:
    {"  "}redline overlap redline.geojson farmland.geojson --units counties.geojson --out overlap
    {"  "}redline overlap parcels.geojson --gaps 1

    Exit codes: 0 no shared ground · 1 shared ground · 2 pairs that could not be settled · 3 not done
