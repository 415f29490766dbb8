# Texts of the reports.

report-unknown-form = There is no report form named “{ $name }”
report-onto-input = The report would replace a file that was checked. Choose another folder. File: { $path }
report-directory = Cannot write into the report directory: { $message }. Directory: { $path }
report-file = Cannot write the report; the file that was there is whole: { $message }. File: { $path }
report-stream = Cannot write the report: { $message }
report-workbook = Cannot build the workbook: { $message }

report-page-title = Overlay analysis of proposed parcels

report-sheet-summary = Summary
report-sheet-findings = Findings
report-sheet-parcels = Parcels
report-sheet-layers = Layers
report-sheet-notes = Notes

report-section-conclusion = Conclusion
report-section-facts = Facts
report-section-basis = Rules and legal basis
report-section-rule-sets = Rule sets
report-section-data = Data
report-section-methods = Methods
report-section-results = Results by kind of control
report-section-contacts = Touching and near
report-section-within-error = Within boundary error
report-section-sensitivity = Sensitivity to the tolerance
report-section-unsettled = Undetermined: full list
report-text-unsettled-more = { $count } more; see “Undetermined: full list”.
report-section-materials = Documents needed
report-section-possible = Possible outcomes by activity
report-section-not-checked = Not checked
report-section-quality = Data quality
report-section-parcels = Annex: all parcels
report-section-figures = Annex: maps of conflicts

report-sign-prepared = Prepared
report-sign-checked = Checked
report-sign-reviewed = Reviewed
report-sign-approved = Approved
report-sign-unit = Unit (seal)
report-sign-date = Date

report-col-number = No.
report-col-figure = Fig.
report-col-parcel = Parcel
report-col-parcel-index = Parcel index (from 0)
report-col-parcel-id = Parcel id
report-col-parcel-name = Parcel name
report-col-land-mode = Land mode
report-col-role = Kind of control
report-col-status = Status
report-col-layer-file = File
report-col-layer-name = Layer
report-col-feature = Feature
report-col-feature-index = Feature index (from 0)
report-col-feature-id = Feature id
report-col-feature-name = Feature name
report-col-category = Zone or class
report-col-kind = Kind
report-col-certain = Certain
report-col-outcome = Outcome
report-col-verdict = Verdict
report-col-parcels = Parcels
report-col-places = Places
report-col-m2 = Area m²
report-col-ground-m2 = Area m²
report-col-hectare = ha
report-col-mu = mu
report-col-dissolved-m2 = Net area m²
report-col-pair-sum-m2 = Sum over pairs m²
report-col-outside-m2 = Outside m²
report-col-official-m2 = Survey formula m²
report-col-planar-m2 = Gauss plane m²
report-col-share-parcel = % of parcel
report-col-share-feature = % of feature
report-col-mean-width = Mean width m
report-col-max-width = Max width m
report-col-distance = Distance m
report-col-rule = Rule
report-col-rule-title = Rule title
report-col-rule-set = Rule set
report-col-version = Version
report-col-last-verified = Last verified
report-col-basis = Basis
report-col-verification = Verification
report-col-document = Document
report-col-documents = Documents needed
report-col-authority = Authority
report-col-for-parcels = For parcels
report-col-approved-inside = Inside approved extent m²
report-col-approved-outside = Outside approved extent m²
report-col-from-invalid = Invalid polygon
report-col-lon = Centre longitude °
report-col-lat = Centre latitude °
report-col-finding-id = Finding
report-col-about-roles = By kind of control
report-col-reason = Reason
report-col-reasons = Why undetermined
report-col-remedy = What would settle it
report-col-noise-count = Tiny overlaps
report-col-noise-m2 = Tiny overlaps m²
report-col-format = Format
report-col-crs = CRS
report-col-crs-name = CRS name
report-col-features = Features
report-col-read = Taking part
report-col-quarantined = Set aside
report-col-notes = Notes
report-col-bytes = Bytes
report-col-sha256 = SHA-256
report-col-severity = Severity
report-col-place = Place
report-col-first-places = First places
report-col-note = Note
report-col-note-count = Of this kind
report-col-code = Code

report-fact-conclusion = Conclusion
report-fact-software = Software
report-fact-as-of = Rules as of
report-fact-activity = Activity
report-fact-plane = Computing plane
report-fact-tolerances = Tolerances
report-fact-areas = Areas
report-fact-edges = Edges
report-fact-kinds = Classes
report-fact-undetermined = Undetermined
report-fact-rounding = Rounding
report-fact-noise = Tiny overlaps
report-fact-cut = Rows
report-fact-parcels-file = Parcel file
report-fact-parcels-count = Parcels
report-fact-parcels-area = Area of all parcels

report-text-verdict-line = { $total ->
    [one] By overlay analysis, of { $total } parcel: { $conflict } involved, { $undetermined } undetermined, { $within_error } within error, { $clear } not involved.
   *[other] By overlay analysis, of { $total } parcels: { $conflict } involved, { $undetermined } undetermined, { $within_error } within error, { $clear } not involved.
}
report-text-cover-line = { $total ->
    [one] { $total } parcel · { $area } · rules as of { $as_of }
   *[other] { $total } parcels · { $area } · rules as of { $as_of }
}
report-text-role-shared = { $role }: { $count ->
    [one] { $count } parcel involved, overlap { $area }{ $extra }.
   *[other] { $count } parcels involved, overlap { $area }{ $extra }.
}
report-text-of-which = { ", of which " }{ $parts }
report-text-role-outside = { $role }: { $count ->
    [one] { $count } parcel reaches outside, { $area } outside{ $extra }.
   *[other] { $count } parcels reach outside, { $area } outside{ $extra }.
}
report-text-role-outside-name = { $role } (ground outside)
report-text-outcome-count = { $outcome } { $count }
report-text-worst-outcomes = Parcels involved, by worst outcome: { $outcomes }.
report-text-no-conflict = No overlap and no ground outside was found.
report-text-unsettled-line = { $count ->
    [one] { $count } parcel undetermined.
   *[other] { $count } parcels undetermined.
}
report-text-unsettled-beside-conflict = The table also lists parcels that are involved for certain and about which something else is open.
report-text-whole-run = All parcels
report-text-matrix-caption = Parcels and shared ground by kind of control (ground covered twice by one kind counted once, boundary error and undetermined ground included; overlap among parcels not deducted)
report-text-scope = “Not involved” speaks only of the layers that were checked: { $layers }. Not checked: { $roles }.
report-text-drawn = (drawn, no file)
report-text-checked = checked
report-text-activity-unknown = not given; judged as ordinary construction
report-text-plane = Lambert cylindrical equal-area projection (PROJ cea) of the { $ellipsoid } ellipsoid (a = { $a } m, 1/f = { $f }), central meridian { $lon }°, true scale at { $lat }°; area in the plane is area on the ellipsoid
report-text-plane-local = Engineering coordinates (local), no ellipsoid; areas are planar
report-text-tolerances = Standard error of boundaries: parcels { $parcel } m, layers { $layer } m; combined boundary error τ = { $combined } m (twice the combined standard error); below { $noise_area } m² or { $noise_width } mm of width an overlap is tiny; chords within { $edge } mm of their edges
report-text-noise = { $count ->
    [one] { $count } place, { $m2 } m² in all; without influence on the verdict
   *[other] { $count } places, { $m2 } m² in all; without influence on the verdict
}
report-text-areas = Overlaps are areas on the ellipsoid. Beside them: the land survey’s published series (国土调查办发〔2008〕32号, edges beyond 70 m divided), and the planar area in the 3° Gauss-Krüger zone of the place, for comparison with boundary-point files
report-text-areas-local = Planar; engineering coordinates have no area on an ellipsoid
report-text-edges = Each edge is straight in the reference system of its file. On its way into the plane it is divided independently of its direction, so that neighbours still share their edges exactly
report-text-kinds = Shared ground wider than τ is an overlap; narrower ground is listed apart as within error, neither counted as overlap nor taken for none; a shared boundary alone is a touch
report-text-undetermined = Where a feature cannot be read, the reference system is in doubt, layers are too far apart or empty, the three readings of an invalid polygon differ, or the area identity fails, the verdict is “undetermined” and never “not involved”
report-text-rounding = Areas are rounded once, half up, from the exact square metres: m² and mu to 2 decimals, hectares to 4; 1 mu = 2000/3 m². The last digit of rows is adjusted by largest remainder (by at most one) so that rows add up to their total
report-text-basis-disclaimer = Rules are short paraphrases; the official text decides. A rule marked “to be verified” must not be cited as authority.
report-text-unverified = to be verified
report-text-basis-expired = the basis may have expired, please verify
report-text-expired-mark = { " (may have expired)" }
report-text-no-rule = no rule applies; check by hand
report-text-no-rule-spoke = No rule applies to what was found.
report-text-numbering = Features, rings and vertices are numbered from 0 in file order.
report-text-file-trace = { $format } · { $bytes } bytes · SHA-256 { $sha256 }
report-text-no-documents = No rule asks for documents.
report-text-prohibited-parcels = Parcels with the outcome “prohibited”, to be moved out of the way: { $count } ({ $parcels }).
report-text-and-more = { $names } and { $count } more
report-text-possible = No activity was given, and the verdict is that of ordinary construction. With an activity, the outcome may be (codes as in the rules):
report-text-role-line = { $conflict } involved, { $undetermined } undetermined, { $within_error } within error, { $clear } not involved.
report-text-role-zero = Overlap { $m2 } m² ({ $hectare } ha, { $mu } mu).
report-text-pair-sum = Sum over pairs
report-text-total = Total
report-text-all-modes = All land modes together: { $area }.
report-text-rows-left-out = { $count } more rows (see findings.json)
report-text-rows-cut = { $count } rows, of which the first { $shown } are listed; all are in findings.json
report-text-reconciliation = Overlaps over pairs { $pairs } m², plus within error { $within } m², plus undetermined { $doubtful } m², less ground covered twice { $twice } m²: net { $net }.
report-text-doubtful = Shared ground that could not be settled (at its greatest reading; not counted as involved)
report-text-descriptive = Description of the ground (not a conflict)
report-text-contacts = { $touch } touching, { $near } near; none shares ground.
report-text-within-error = The following shared ground is narrower than the combined boundary error τ = { $error } m. It may come from the joining of boundaries and must be confirmed from the original lines.
report-text-all-checked = All kinds of control were checked.
report-text-not-checked = No layer was given for the following kinds of control; this report says nothing about them:
report-text-no-layer-given = no layer was given
report-text-no-notes = Nothing was altered, set aside or doubtful in reading the files.
report-text-figure = Figure { $number }
report-text-figures-cut = The { $shown } most serious conflicts are drawn, by outcome and area; { $left_out } more have no map and stand in conflicts.geojson.
report-text-parcel-number = Parcel { $number }
report-text-feature-number = feature { $number }
report-text-file-feature = { $path }, feature { $feature }
report-text-sentence-place = { $sentence } ({ $place })
report-text-shares = { $parcel } % of the parcel, { $feature } % of the feature
report-text-share-parcel = { $parcel } % of the parcel
report-text-widths = mean { $mean } m, greatest { $max } m (boundary error { $error } m)
report-text-sensitivity = What would be in conflict if everything narrower than the tolerance were boundary error. Parcels and features that lie in the other as a whole count at every width.
report-text-own-tolerance = { $tolerance } (this check)
report-text-chord = no wider than { $bow } m, the bow of a long edge that is straight in one reference system and not in the other; to be settled by boundaries with more points, and not waived
report-card-chord = Chord sliver
report-col-tolerance = Tolerance (m)
report-col-pairs = Conflicts
report-col-parcels-in-conflict = Parcels in conflict
report-text-approved = inside { $inside }, outside { $outside }
report-text-other-areas = survey formula { $official }, Gauss plane { $planar }
report-text-from-invalid = Invalid polygon; its three readings agree

report-card-shared = Overlap
report-card-doubtful = Shared ground (greatest reading)
report-card-outside = Outside
report-card-shares = Shares
report-card-widths = Widths
report-card-feature = Feature
report-card-rule = Rule
report-card-basis = Basis
report-card-verification = Verification
report-card-documents = Documents needed
report-card-approved = Approved extent
report-card-doubt = Why, and what would settle it
report-card-other-areas = Other areas
report-card-from-invalid = Geometry
report-card-center = Centre

report-map-label = Map of the conflict
report-map-locator = Location; the frame is the map at the left
report-map-scale = 1 : { $scale }
