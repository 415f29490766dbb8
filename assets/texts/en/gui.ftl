# Texts of the window.

menu-file = File
menu-edit = Edit
menu-view = View
menu-layer = Layers
menu-check = Check
menu-report = Report
menu-help = Help
menu-language = Language
menu-theme = Colours
menu-renderer = Drawing
menu-preset = Mouse and keys

action-open = Open…
action-open-sample = Open the sample project
action-add-data = Add data…
action-type-path = Type a path…
action-close-project = Close project
action-quit = Quit
action-undo = Undo
action-redo = Redo
action-tool-select = Select tool
action-tool-draw = Draw a parcel
action-measure-length = Measure length
action-measure-area = Measure area
action-measure-angle = Measure angle
action-delete-parcel = Delete the selected parcel
action-fit = Show everything
action-zoom-in = Zoom in
action-zoom-out = Zoom out
action-here = What lies here
action-go-to = Go to…
action-graticule = Lines of longitude and latitude
action-kilometre-grid = Kilometre grid
action-decimal-degrees = Decimal degrees
action-toggle-left = Layer panel
action-toggle-right = Conflict panel
action-toggle-table = Attribute table
action-toggle-messages = Messages
action-toggle-jobs = Jobs
action-toggle-consistency = Layer overlaps
action-compare-layers = Compare layers
action-toggle-sensitivity = Sensitivity
action-theme-system = Colours of the system
action-theme-light = Light
action-theme-dark = Dark
action-renderer-auto = Draw: automatic
action-renderer-gpu = Draw: graphics processor
action-renderer-software = Draw: graphics library in software
action-renderer-opengl = Draw: OpenGL
action-renderer-cpu = Draw: by the program itself
action-frame-times = Show frame times
frame-times = { $middle } ms a frame, 95% within { $most }, longest { $longest } (last { $count } frames, without painting)
message-renderer-crashed = The last start ended at “{ $renderer }”, most likely because of the graphics driver; the program now draws by itself. When the driver is renewed, choose “Draw: automatic” in the View menu.
message-renderer-fallback = No graphics processor can be used; the program draws by itself. Nothing else changes.
action-export-parcels = Export the parcels…
action-zoom-to-parcels = Zoom to all parcels
action-zoom-to-conflicts = Zoom to all conflicts
action-zoom-to-conflict = Zoom to the selected conflict
action-previous-view = Previous view
action-next-view = Next view
preset-gis = Mouse and keys: GIS
preset-cad = Mouse and keys: CAD
preset-web = Mouse and keys: web map
action-check = Check again
action-next-item = Next conflict
action-previous-item = Previous conflict
action-first-item = First conflict
action-zoom-to-selection = Zoom to the selection
action-export = Export all reports…
action-palette = All commands and shortcuts
action-about = About

need-nothing = Always available
need-map = Open a project or add data first
need-plane = Open a project or add data first; then you can draw
need-undo = There is nothing to undo
need-redo = There is nothing to redo
need-parcel = Select a parcel first
need-selection = Select a parcel or a feature first
need-parcels = There are no parcels yet
need-result = The result is not up to date yet
need-items = The list has no entries
need-conflict = The selected parcel has no overlap
need-conflicts = There are no conflicts
need-previous-view = There is no earlier view
need-next-view = There is no later view

tool-select = Select
tool-draw = Draw
tool-measure = Measure
tool-undo = Undo
tool-redo = Redo
tool-fit = Fit
tool-check = Check
tool-export = Export
state-checking = Checking…
state-checked = Result up to date
state-unchecked = Not checked
state-project = Project: { $name }

panel-layers = Layers
panel-table = Attribute table
panel-messages = Messages
panel-jobs = Jobs
panel-consistency = Layer overlaps
panel-sensitivity = Sensitivity
consistency-none = Overlaps between layers, within layers and between parcels have not been looked for
consistency-what = Overlaps between layers, within layers and between parcels
consistency-nothing = There is nothing to compare: administrative units and approved extents are left out, land-use patches are compared with themselves only
consistency-runs = Comparing…
consistency-outdated = These figures belong to an earlier state: compare again
consistency-fine = no overlap
consistency-self = { $layer } with itself
consistency-gone = a layer that was removed
consistency-overlaps = overlaps: { $count }, { $area } m²
consistency-narrow = within error: { $count }, { $area } m²
consistency-duplicates = duplicates: { $count }
consistency-doubts = undetermined: { $count }
consistency-doubts-why = Features that cannot be read, invalid polygons, empty layers or layers far apart; redline overlap on the command line lists each with its reason
consistency-duplicate = duplicate
consistency-within-error = within error
consistency-zoom = Show on the map

sensitivity-none = Nothing was checked yet
sensitivity-what = What would be in conflict if everything narrower than the tolerance were boundary error
sensitivity-tolerance = Tolerance
sensitivity-pairs = Conflicts
sensitivity-parcels = Parcels
sensitivity-area = Area
sensitivity-own = this check
panel-close = Close the panel
layers-no-parcels = No parcels yet: add a file, or draw one
layers-constraints = Constraint layers
layers-no-constraints = No constraint layers yet
layer-drawn = Drawn in this project
layer-findings = Conflicts
layer-findings-hint = Ground that parcels share with constraint layers
layer-notes =
    { $count ->
        [one] { $count } note
       *[other] { $count } notes
    }
layer-visible = Show { $name }
layer-zoom-to = Zoom to the layer
layer-solo = Show only this layer
layer-table = Open the attribute table
layer-show-notes = Show import notes
layer-copy-path = Copy the file path
layer-export = Export the layer…
layer-remove = Remove the layer
question-activity = Activity
question-activity-unknown = Not stated
question-as-of = Checked by the rules of { $date }

inbox-conflict = Conflict
inbox-undetermined = Unsettled
inbox-within-error = In error
inbox-clear = Clear
inbox-conflict-hint = Parcels that overlap a constraint layer
inbox-undetermined-hint = Parcels that could not be settled: data must be completed or corrected
inbox-within-error-hint = Parcels that overlap only within the boundary error
inbox-clear-hint = Parcels without overlap in the layers that were checked
inbox-first-run = Checking…
inbox-nothing-checked = No result yet. The check runs by itself once there are parcels and constraint layers.
inbox-recomputing = Checking again; below is the result before
inbox-all-hidden = No entries of the chosen kinds
inbox-all-clear = None of { $count } parcels touches these layers:

card-nothing-selected = Select an entry in the list or on the map
card-previous = Previous
card-next = Next
card-close = Close the card
card-unverified = unverified
card-unverified-hint = The rule behind it was never verified and must not be cited
card-land-mode-hint = The parcel does not occupy the ground and is counted apart
card-no-pieces = No piece is listed on its own
card-sentence-overlap = Parcel { $parcel } overlaps { $role } { $feature } by { $amount }, { $share } % of the parcel.
card-sentence-outside = { $amount } of parcel { $parcel } lie outside { $role }, { $share } % of the parcel.
card-sentence-within_error = Parcel { $parcel } overlaps { $role } { $feature } by { $amount }, which is within the boundary error; { $share } % of the parcel.
card-sentence-touch = Parcel { $parcel } touches { $role } { $feature } without shared ground ({ $amount }, { $share } %).
card-sentence-near = Parcel { $parcel } is near { $role } { $feature } ({ $amount }, { $share } %).
card-undetermined = The data do not settle whether it is affected. Reasons, and what would settle them:
card-feature-number = feature no. { $number }
card-clear = No overlap in the { $count } layers that were checked (rules of { $date }). What each layer says stands below.
card-noise = Besides, { $count } negligible contacts of { $m2 } m² in all
card-total = Total
card-total-value = counted once { $dissolved } m² · sum of pairs { $sum } m² · counted twice { $twice } m²
card-repairs = Repairs
card-repairs-hint = The boundary crosses or overlaps itself. Choose what is meant; it can be undone, the file stays as it is, and the report tells what was done. Where neither is right, have the boundary surveyed again.
card-repair-areas = along the boundary { $before } m² → { $after } m²
repair-even-odd = Take out what is enclosed twice
repair-union = Merge what is enclosed twice
card-parcel = Parcel
card-area = Area
card-width = Width
card-width-beyond = greatest { $max } m, mean { $mean } m, beyond the boundary error of { $tau } m
card-width-within = greatest { $max } m, mean { $mean } m, within the boundary error of { $tau } m
card-chord = Chord sliver
card-chord-is = no wider than the bow of { $bow } m of a long edge that is straight in one system and not in the other; ask for the boundary with more points
card-rule = Rule
card-basis = Basis
card-documents = Needed
card-authority = Authority
card-areas = ellipsoid { $plane } · survey series { $official } · Gauss plane { $gk } m²
card-approved = Approved
card-approved-value = inside { $inside } m² · outside { $outside } m²
card-category = Class
card-from-invalid = The outline is invalid, but all readings of it agree
card-source = Source
card-source-feature = { $file }, feature no. { $number } (SHA-256 { $hash }…)
card-source-layer = { $file } (SHA-256 { $hash }…)
card-possible = Activity not stated; what each would lead to
card-pieces = Pieces ({ $count })
card-more-pieces = { $count } more in the reports

job-open = Opening the project
job-import = Importing data
job-check = Checking
job-compare = Comparing layers
job-arrange = Arranging the attribute table
job-choose-rows = Selecting features in a box
job-index-names = Indexing the names in layers
job-find-names = Looking for names
job-measure = Measuring what lies here
job-copy-rows = Copying rows of the attribute table
job-export = Writing reports
job-export-layer = Writing a layer
job-pick = Choosing files
job-progress = { $done } / { $total }
job-left = about { $seconds } s left
job-cancel = Stop
jobs-none = Nothing is running
messages-more = { $count } more are not listed
message-cancelled = Stopped; everything is as it was
message-added =
    { $count ->
        [one] Added { $count } layer: { $name }
       *[other] Added { $count } layers: { $name }
    }
message-exported = The reports are in { $directory }
message-layer-exported = { $count ->
        [one] { $count } feature
       *[other] { $count } features
    } written to { $path }
message-opened = Opened the project { $name }
message-settings-broken = The settings could not be read and were kept as { $path }; the defaults are in use
problem-no-thread = The job could not be started: { $reason }
problem-copy-too-large = The { $count } selected rows are larger than 64 MiB, too much for the clipboard, and were not copied. Select fewer, or export the layer.
problem-fault = The program failed in the job “{ $job }”; the project is unharmed. Details: { $text }
problem-too-few-corners = At least three different corners are needed
problem-no-plane = Open a project or add data first; then you can draw
problem-corner-out-of-range = A corner lies outside the range of the layer’s coordinate system
problem-no-sample = The sample project was not found (sample_data/plan.toml)
problem-no-result = The result is not up to date yet; export once it is
problem-not-repairable = This parcel cannot be repaired: its boundary makes sense, crosses itself too often, or encloses nothing
problem-repair-not-stored = The repaired boundary cannot be stored in the coordinate system of the parcel layer so that it encloses the same ground; nothing was changed. Have the boundary corrected at its source
export-onto-source = The project reads this file; nothing was written. Choose another name: { $file }
export-source-changed = The file of this layer changed or may have changed since it was read; nothing was written. Add the layer again and export it then: { $file }
problem-settings = The settings were not saved: { $reason }

undo-delete-parcel = Delete parcel { $name }
undo-delete-parcels = Delete { $count } parcels
undo-import =
    { $count ->
        [one] Add { $count } layer: { $name }
       *[other] Add { $count } layers: { $name }
    }
undo-remove-layer = Remove layer { $name }
undo-draw-parcel = Draw parcel { $name }
undo-repair-parcels = { $count ->
    [one] Repair one parcel
   *[other] Repair { $count } parcels
}
undo-repair-parcel = Repair parcel { $name }
undo-question = Change what is asked
toast-undone = Undone: { $what }
toast-redone = Redone: { $what }
toast-rows-copied = { $count } rows copied
toast-escape-again = Press Esc again to discard the parcel being drawn
new-parcel-name = New parcel { $number }

status-empty = Ready
status-xy-hint = X north, Y east with zone number, in the 3° zone of the middle of the map
status-bl-hint = B latitude, L longitude; click for decimals or minutes and seconds
status-zone = { $datum } 3° zone { $zone }
status-selected = { $count } selected
status-local = Local coordinates
system-geographic = { $datum } lon/lat
system-zone = { $datum } { $degrees }° zone { $zone }
status-scale-hint = Scale on the screen (96 dpi); type another and press Enter
status-scale = Scale
status-problems =
    { $problems ->
        [one] { $problems } problem
       *[other] { $problems } problems
    } · { $count } messages
status-messages =
    { $count ->
        [one] { $count } message
       *[other] { $count } messages
    }
status-jobs =
    { $count ->
        [one] { $count } job
       *[other] { $count } jobs
    }
welcome-opening = Opening…
welcome-drop = Drop files here: boundary TXT, SHP, DXF, GeoPackage, GeoJSON, KML, or a check plan (.toml)
welcome-recent = Recent
drop-hint =
    { $count ->
        [one] Let go to open { $count } file
       *[other] Let go to open { $count } files
    }

path-title-open = Open files
path-hint-open = Path; several parted by semicolons; @EPSG:4527 names the coordinate system
path-verb-open = Open
path-title-export = Directory for the reports
path-hint-export = Path of the directory; it is made when missing
path-verb-export = Write reports
path-title-layer = File for the layer
path-hint-layer = Path of the file; its extension names the format: .geojson .shp .txt .dxf .kml .csv .fgb
path-verb-layer = Next
path-no-system-dialog = This machine has no file dialog to offer: type a path, or drop files on the window.
dialog-dismiss = Not now
dialog-close = Close
export-layer-title = Export { $name }
export-file = File
export-verb = Write the layer
export-usual = usual
export-profile = Form
export-encoding = Encoding
export-decimals = Decimals
export-zone-prefix = Zone number before eastings
export-zone-prefix-yes = with
export-zone-prefix-no = without
export-axes = Order of coordinates
export-axes-north-first = north first
export-axes-east-first = east first
export-ring-start = Numbering of points
export-ring-start-as-stored = as stored
export-ring-start-north-west = clockwise from the north-west
export-without-unknown = { $count ->
        [one] Write { $count } feature whose geometry is not known (unreadable, point or line) without geometry
       *[other] Write { $count } features whose geometry is not known (unreadable, points or lines) without geometry
    }
export-replaces = A file stands there already and will be replaced
dossier-format = Format
dossier-format-value = { $format }, { $bytes } bytes
dossier-encoding = Encoding
dossier-role = Because
dossier-counts = Features
dossier-count-read = { $count } read
dossier-count-kept = { $count } polygons as they stood
dossier-count-altered = { $count } with altered rings
dossier-count-no-geometry = { $count } without geometry
dossier-count-not-polygon = { $count } points or lines
dossier-count-quarantined = { $count } set aside
dossier-areas = Areas
dossier-areas-value = Field { $field } ({ $unit }): { $declared } m² in all, computed { $computed } m², { $percent }%; { $differing ->
    [one] one feature differs
   *[other] { $differing } features differ
} by more than 0.1 % and 1 m²
dossier-areas-unclear = The unit of the field { $field } is not clear; not compared
dossier-system = Coordinate reference system
dossier-system-choose = The file names no coordinate reference system. The picture shows where each would put it; choose one, or type a code:
dossier-system-type = Code or name
dossier-system-hint = EPSG:4548, or CGCS2000 117
dossier-system-look = Look at it so
dossier-system-as-file = Back to what the file says
dossier-zone-name = { $datum } { $degrees }° zone { $zone }, central meridian { $meridian }°, { $prefixed ->
    [yes] zone number in front of eastings
   *[no] no zone number in front of eastings
}
datum-cgcs2000 = CGCS2000
datum-xian1980 = Xi'an 1980
datum-beijing1954 = Beijing 1954
datum-wgs84 = WGS 84
dossier-place = Where it lies
dossier-place-none = Place unknown
dossier-place-rough = Without shift parameters the place is rough, off by some hundred metres perhaps
dossier-system-no-code = There is no such code
dossier-shift = Datum shift file
dossier-shift-pick = Choose a file…
dossier-shift-no-picker = This system has no file dialog to offer. Type the path, or drop the file on the window.
dossier-shift-needed = No public parameters lead from this system to CGCS2000. Give a file with parameters or control points; without it the layer cannot be checked.
dossier-shift-optional = Where a local system has shift parameters, give the path of their file; without one its coordinates stay local.
dossier-axes-swapped = (axes swapped)
dossier-crossings = { $count ->
    [one] One feature whose boundary crosses or overlaps itself
   *[other] { $count } features whose boundary crosses or overlaps itself
}
dossier-crossings-layer = Constraint layers are used as they are, and every reading is checked; features that are added as parcels can be repaired.
dossier-crossing = { $place }: along the boundary { $before } m²
dossier-crossing-keep = Leave as it is
dossier-crossing-repair = { $repair }: { $after } m²
dossier-notes = Notes
dossier-rows = Attributes (first 20 rows)
dossier-preview = Preview
dossier-preview-partial = Only some of the many features are drawn
problem-several-plans = Only one check plan can be opened at a time; not opened: { $path }
problem-shift-alone = { $path } is a datum shift. Open the layer that needs it first, then drop it on the window “Add data”.
problem-project-replaced = Another project was opened in the meantime; nothing was added.
problem-plane-changed = The project changed while the files were read, and they lie on another plane; nothing was added. Add these files again.
add-unsettled = { $count ->
    [one] The coordinate reference system of one layer is not settled yet
   *[other] The coordinate reference systems of { $count } layers are not settled yet
}
add-wait-inspect = Looking at files…
add-wait-import = Adding…
add-refused = not added, see why
add-refused-hint = All that was chosen is still there. Put it right and add again.
add-certain = { $count ->
    [one] Add the one that is settled
   *[other] Add the { $count } that are settled
}
otherwise-hint = If you know the file's encoding, coordinate reference system or order of coordinates, say it and read again:
otherwise-auto = Automatic
otherwise-degrees = Degrees written as
otherwise-decimal = decimal degrees
otherwise-packed = packed d.mmss
otherwise-again = Read again
add-take-likely = Take { $crs }
add-unreadable = cannot be read
add-system-open = coordinate reference system open
add-set-aside = { $count ->
    [one] { $count } feature set aside
   *[other] { $count } features set aside
}
add-features = { $count ->
    [one] { $count } feature
   *[other] { $count } features
}
job-inspect = Looking at files
add-title = Add data
add-hint = Say what each file is; please check what was guessed.
add-remembered = as last time
add-guessed = guessed
add-one-parcel-file = Only one file can hold the parcels
add-replaces-parcels = Takes the place of the present parcels (can be undone)
add-verb = Add
add-skip = Leave out
add-part-of = Role of { $name }
palette-hint = Search commands
palette-nothing = No command found
go-to-title = Go to
go-to-hint = Coordinates, parcel number or name, place, sheet number
go-to-what = Coordinates: longitude and latitude (decimal, or degrees minutes seconds), X Y with or without the number of the zone, other systems with @EPSG:code at the end. Parcels, administrative units and features of shown layers: name, number or pinyin initials. Sheets: such as H50G001001, H-50-5-(24), or the south-western corner of a town sheet in kilometres, 3283.25-39369.50.
go-to-searching = Looking for names…
go-to-feature = { $count ->
    [1] { $label } · { $layer }
   *[other] { $label } · { $layer } ({ $count } features)
}
go-to-town = Town sheet 1:{ $scale } · { $width }° zone { $zone } · SW corner X { $north }  Y { $east }
go-to-town-assumed = Town sheet 1:{ $scale } · in the map's { $width }° zone { $zone } · SW corner X { $north }  Y { $east }
go-to-town-local = Town sheet 1:{ $scale } · SW corner X { $north }  Y { $east }
go-to-nothing = Nothing found
go-to-parcel = Parcel { $label }
go-to-sheet = Sheet 1:{ $scale } · { $west }–{ $east }, { $south }–{ $north }
go-to-degrees = B { $lat }  L { $lon }
go-to-zone = { $width }° zone { $zone } · B { $lat }  L { $lon }
go-to-zone-assumed = in the { $width }° zone { $zone } of the present view · B { $lat }  L { $lon }
go-to-local = X { $north }  Y { $east }
go-to-system = { $system } · { $x }, { $y }
go-to-no-place = There is no such place in that system; check coordinates and code
ruler-hint-length = Click point after point; Enter, double click or right click ends, Backspace takes one back, Esc begins anew
ruler-hint-area = Click corner after corner; Enter, double click or right click ends, Backspace takes one back, Esc begins anew
ruler-hint-angle = Click a point of the first leg, the vertex, and a point of the second leg; measured clockwise
ruler-length = Length
ruler-edge = Last edge
ruler-area = Area
ruler-around = Around
ruler-angle = Angle
ruler-plane = on the ground
ruler-zone = Gauss-Krüger plane
ruler-geodesic = geodesic
ruler-units = { $hectare } ha, { $mu } mu
ruler-copy = Copy
map-north = N
about-version = Version
about-rules = Rules
about-rules-value = { $name } { $version }, verified { $date }
about-limits = The program states facts of overlap and what the rules say about them. It does not replace the decision of an authority. Map symbols are the software’s own, not official ones.
about-licence = MIT or Apache-2.0; typeface Noto Sans SC (OFL 1.1)
here-title = What lies here
here-count = { $count } here
here-nothing = No parcel, finding or protected feature here
here-no-area = invalid boundary, no area
here-more = { $count } more are not listed; zoom in to see them
map-label = Map: { $parcels } parcels, { $layers } constraint layers, { $items } entries
draft-measure = edge { $edge } m · around { $perimeter } m · { $m2 } m² ({ $hectare } ha, { $mu } mu)
pick-files = Choose a project or data files
pick-filter = Check plans and spatial data
pick-shift = Choose the file with the datum shift
pick-shift-filter = Datum shifts
pick-layer-file = Choose a file for the layer; its extension names the format
pick-directory = Choose the directory for the reports

table-none = Once data are open, the attributes of each feature are listed here
table-layer = Layer of the attribute table
table-filter = Filter
table-filter-hint = Filter: text, or field = value
table-filter-help = Finds text in the columns shown, or rows that meet a condition such as DLMC = 水田 or area >= 1000. Signs: =, !=, <, <=, >, >=; join conditions with &; “field =” finds rows without a value; put text that holds signs in straight quotes.
table-count = { $shown } of { $all } rows
table-picked = { $count } selected
table-unknown-field = No field “{ $name }” to filter by; looked for as text
table-progress = Arranging… { $percent }%
table-arranging = Arranging the attribute table…
table-stopped = Arranging the attribute table was stopped
table-again = Arrange again
table-columns = Columns
table-all-columns = Show all columns
table-hide = Hide this column
table-sort = Click to sort: ascending, descending, file order; drag the right edge to change the width
table-personal = Personal data: not shown, not searched, not copied
table-verdict = Verdict
table-conflict-area = Conflict area (largest role, m²)
table-identifier = id
table-copy = Copy rows
table-copy-hint = Copies the selected rows with the column names as tab-separated text for a spreadsheet (Ctrl+C)
table-copy-nothing = Select rows first
table-copy-cell = Copy the cell
table-zoom = Zoom to this feature
table-bar = Scroll bar of the attribute table
table-no-rows = No row matches the filter
