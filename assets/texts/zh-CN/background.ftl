# Texts of backgrounds.

action-add-background = 添加底图…
layers-backgrounds = 底图
layers-no-backgrounds = 没有底图
background-opening = 正在打开…
background-too-far = 放大后显示
background-opacity = { $name } 的不透明度
background-raise = 上移一层
background-lower = 下移一层
background-remove = 移除底图
background-remove-named = 移除 { $name }
background-use-system = 按工程坐标系放置（{ $system }）
job-background = 打开底图
pick-background = 选择底图文件
pick-background-filter = 底图（MBTiles、PMTiles、GeoTIFF、带坐标文件的图片）
path-title-background = 添加底图
path-hint-background = 文件路径，多个文件用分号隔开：.mbtiles .pmtiles .tif .png .jpg
background-missing = 底图文件不存在：{ $file }。请检查路径，或移除后重新添加
background-not-a-file = 底图不是普通文件：{ $file }
background-io = 无法读取底图 { $file }：{ $reason }
background-not-recognised = 无法识别底图 { $file }。可用 MBTiles、PMTiles（第 3 版）、GeoTIFF，以及带坐标文件的 PNG、JPEG
background-damaged = 底图已损坏：{ $file }（{ $reason }）。请重新下载或重新导出
background-vector-tiles = { $file } 是矢量瓦片，不能作为底图。请导出为图片瓦片（PNG、JPEG 或 WebP）
background-unsupported = 底图 { $file } 使用了不支持的格式：{ $what }。请另存为常用格式（如分块、deflate 压缩的 GeoTIFF）
background-too-large = 底图 { $file } 需要一次读入 { $pixels } 个像素，上限为 { $limit }。请转换为分块的 GeoTIFF（COG）
background-no-place = 不知道底图 { $file } 的位置。请在同一目录放置坐标文件（.pgw、.jgw、.tfw 或 .wld），或使用 GeoTIFF
background-bad-place = 底图 { $file } 的位置信息有误：{ $reason }
background-no-system = 底图 { $file } 没有可识别的坐标系（{ $name }）。请在同一目录放置 .prj 文件，或在图层面板中选择按工程坐标系放置
background-hole-missing = 底图 { $file } 缺少瓦片 { $block }，该处留空；其余缺少的瓦片不再提示
background-hole-damaged = 底图 { $file } 的瓦片 { $block } 已损坏，该处留空（{ $reason }）；其余损坏的瓦片不再提示
background-description = { $file } 的服务描述有误：{ $reason }
background-no-key = { $file } 需要密钥“{ $name }”：请在 { $place } 中写一行 { $name } = "您的密钥"，再重新添加
background-no-network = { $file } 描述的是在线底图，本版本不联网。请使用启用 online 的版本，或改用本地底图
