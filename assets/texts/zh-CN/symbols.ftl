# 符号
layer-symbols = 符号
layer-symbols-file = 从文件读取（TOML、JSON、QML、SLD）…
pick-symbols = 选择符号文件
pick-symbols-filter = 符号文件
path-title-symbols = 读取符号文件
path-hint-symbols = 符号文件的路径（.toml、.json、.qml、.sld）
symbols-status-official = 官方
symbols-status-unverified = 未经官方核对
symbols-status-software-default = 软件默认
symbols-status-own = 自定义
symbols-no-field = 图层没有字段 { $fields }，不能按值区分
symbols-by-role = 其余，按图层角色绘制
symbols-all = 显示全部 { $count } 类
symbols-fewer = 只显示前几类（共 { $count } 类）
symbols-more = 还有 { $count } 类未列出
symbols-out-of-scale = 当前比例尺下不显示
symbols-show-marks = 显示核查标记图例
symbols-hide-marks = 收起核查标记图例

# 符号文件
job-symbols = 读取符号文件
message-symbols-read = 已读取符号文件 { $file }：{ $count } 个符号
symbols-unreadable = 无法读取符号文件 { $file }：{ $message }。请检查文件是否存在、是否有权限
symbols-too-large = 符号文件 { $file } 超过 { $limit } MiB，不读取。请确认选对了文件
symbols-syntax = 符号文件 { $file } 第 { $line } 行有误：{ $message }。请改正后重新读取；图层保持原来的符号
symbols-format = 符号文件 { $file } 的 format 是“{ $found }”，应为“{ $expected }”
symbols-value = 符号文件 { $file } 第 { $symbol } 个符号：{ $field } 不能是“{ $value }”（0 表示文件开头部分）。请改正后重新读取
symbols-xml = 符号文件 { $file } 第 { $line } 行的 XML 有误、不完整或不安全，没有读取。请重新导出；图层保持原来的符号
symbols-not-recognised = { $file } 既不是 QGIS 样式（QML）也不是 SLD，最外层是 <{ $found }>
symbols-nothing = { $file } 中没有可以绘制的符号。请确认选对了文件
symbols-not-understood = { $file } 中没有可以绘制的符号：不支持“{ $found }”。请在 QGIS 中改用“分类”或“单一符号”后另存
symbols-cancelled = 已停止读取符号文件
note-symbols-too-many = 符号文件 { $file }：只用前 { $kept } 个符号，另有 { $count } 个略去，对应要素按“其他”绘制
note-symbols-twice = 符号文件 { $file }：值“{ $value }”等 { $count } 处重复，以先出现的为准
note-symbols-label-cut = 符号文件 { $file }：{ $count } 个图例文字超过 { $limit } 字，已截短
note-symbols-approximated = 符号文件 { $file }：“{ $found }”按相近的样子绘制
note-symbols-condition = 符号文件 { $file }：条件“{ $found }”不能识别，该规则略去
