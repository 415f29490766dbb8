# Symbols
layer-symbols = Symbols
layer-symbols-file = From a file (TOML, JSON, QML, SLD)…
pick-symbols = Choose a symbol file
pick-symbols-filter = Symbol files
path-title-symbols = Read a symbol file
path-hint-symbols = Path of the symbol file (.toml, .json, .qml, .sld)
symbols-status-official = official
symbols-status-unverified = not checked against the official text
symbols-status-software-default = software default
symbols-status-own = your own
symbols-no-field = The layer has none of the fields { $fields }, so its features cannot be told apart
symbols-by-role = The rest, drawn by the layer’s role
symbols-all = Show all { $count } classes
symbols-fewer = Show only the first of { $count } classes
symbols-more = { $count } more classes are not listed
symbols-out-of-scale = Not shown at this scale
symbols-show-marks = Show the legend of the marks
symbols-hide-marks = Hide the legend of the marks

# Symbol files
job-symbols = Reading a symbol file
message-symbols-read = Symbol file { $file } was read: { $count } symbols
symbols-unreadable = The symbol file { $file } cannot be read: { $message }. Check that it exists and that you may read it
symbols-too-large = The symbol file { $file } is larger than { $limit } MiB and is not read. Make sure it is the right file
symbols-syntax = Symbol file { $file }, line { $line }: { $message }. Correct it and read it again; the layer keeps its symbols
symbols-format = The symbol file { $file } says format “{ $found }” and not “{ $expected }”
symbols-value = Symbol file { $file }, symbol { $symbol }: { $field } cannot be “{ $value }” (0 stands for the head of the file). Correct it and read it again
symbols-xml = Symbol file { $file }, line { $line }: the XML is broken, cut off or unsafe, so it was not read. Export it again; the layer keeps its symbols
symbols-not-recognised = { $file } is neither a QGIS style (QML) nor an SLD; its outermost element is <{ $found }>
symbols-nothing = There are no symbols in { $file }. Make sure it is the right file
symbols-not-understood = Nothing in { $file } can be drawn: “{ $found }” is not supported. Save it from QGIS as “Categorized” or “Single symbol”
symbols-cancelled = Reading the symbol file was stopped
note-symbols-too-many = Symbol file { $file }: only the first { $kept } symbols are used; { $count } are left out and their features drawn as “other”
note-symbols-twice = Symbol file { $file }: the value “{ $value }” stands there twice ({ $count } such); the first counts
note-symbols-label-cut = Symbol file { $file }: { $count } labels longer than { $limit } characters were cut
note-symbols-approximated = Symbol file { $file }: “{ $found }” is drawn as near as can be
note-symbols-condition = Symbol file { $file }: the condition “{ $found }” is not understood; its rule is left out
