# Problems with coordinate reference systems.

crs-unknown = 未知的坐标系 { $crs }。请核对 EPSG 代码，或用 文件@EPSG:代码 指定
crs-unsupported = 不支持坐标系 { $crs }（{ $name }，类型 { $kind }）。请使用平面投影坐标系或二维地理坐标系
crs-local-mix = 工程坐标与有坐标系的数据不能混用：{ $crs }。所有输入须同为 local，或都有坐标系
crs-no-transformation = 没有从 { $from } 到 { $to } 的可靠转换参数，不按近似转换处理。请用 --shift 图层=文件（或核查方案中的 shift）给出四参数、七参数或不少于 3 个公共控制点，或先转换数据
crs-library = 坐标转换库无法读取其数据库，请重新安装程序
