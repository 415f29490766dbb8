# Texts of backgrounds.

action-add-background = Add background…
layers-backgrounds = Background
layers-no-backgrounds = No background
background-opening = Opening…
background-too-far = zoom in to see it
background-opacity = Opacity of { $name }
background-raise = Move up
background-lower = Move down
background-remove = Remove the background
background-remove-named = Remove { $name }
background-use-system = Place it in the project’s system ({ $system })
job-background = Opening a background
pick-background = Choose files for the background
pick-background-filter = Backgrounds (MBTiles, PMTiles, GeoTIFF, pictures with a world file)
path-title-background = Add a background
path-hint-background = Path; several parted by semicolons: .mbtiles .pmtiles .tif .png .jpg
background-missing = There is no background file { $file }. Check the path, or remove it and add it again
background-not-a-file = The background is not a plain file: { $file }
background-io = The background { $file } cannot be read: { $reason }
background-not-recognised = The background { $file } is of no known kind. MBTiles, PMTiles (version 3), GeoTIFF, and PNG or JPEG with a world file can be used
background-damaged = The background is damaged: { $file } ({ $reason }). Download or export it again
background-vector-tiles = { $file } holds vector tiles, which cannot be a background. Export it as picture tiles (PNG, JPEG or WebP)
background-unsupported = The background { $file } uses something that is not supported: { $what }. Save it in a common form, such as a tiled GeoTIFF with deflate
background-too-large = The background { $file } needs { $pixels } pixels read at once; the limit is { $limit }. Convert it to a tiled GeoTIFF (COG)
background-no-place = Nothing says where the background { $file } lies. Put a world file (.pgw, .jgw, .tfw or .wld) beside it, or use a GeoTIFF
background-bad-place = What says where the background { $file } lies makes no sense: { $reason }
background-no-system = The background { $file } has no coordinate reference system that is known ({ $name }). Put a .prj file beside it, or place it in the project’s system in the layer panel
background-hole-missing = The background { $file } lacks the tile { $block }: a hole is left there. Further missing tiles are not told
background-hole-damaged = The tile { $block } of the background { $file } is damaged ({ $reason }): a hole is left there. Further damaged tiles are not told
background-description = The description of the service in { $file } has a slip: { $reason }
background-no-key = { $file } needs the key “{ $name }”: write a line { $name } = "your key" into { $place } and add it again
background-no-network = { $file } describes an online map, and this build never touches the network. Use a build with the feature online, or a local background
