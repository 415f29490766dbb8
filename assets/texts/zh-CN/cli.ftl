# Texts of the command line.

cli-problem = 错误 [{ $code }]：{ $sentence }
cli-place = {"  "}文件：{ $file }
cli-place-line = {"  "}文件：{ $file }，第 { $line } 行
cli-usage = 参数不对，什么也没有做。“redline --help”和“redline check --help”列出全部用法

cli-no-parcels = 没有指定地块。请写 --parcels 文件，或给出核查方案：redline check 方案.toml
cli-layer-form = --layer 的写法是 角色=文件，不是“{ $value }”。例如：--layer eco_redline=redline.geojson
cli-role = “{ $value }”不是图层角色。可用：eco_redline、basic_farmland、eco_space、nature_reserve、urban_boundary、farmland、land_use、admin_unit、approval_extent、other:名称
cli-activity = “{ $value }”不是活动类型。可用：{ $known }
cli-phase = “{ $value }”不是阶段。可用：{ $known }
cli-date = “{ $value }”不是日期。请写成 2026-11-23
cli-accuracy = --accuracy 的单位是米，取 0 到 10，不能是 { $value }
cli-edge-tolerance = --edge-tolerance 的单位是毫米，取 0.000001 到 1000，不能是 { $value }
cli-report = “{ $value }”不是报告类型。可用：{ $known }
cli-crs = “{ $value }”不是坐标参考系。请写 EPSG:代号，如 EPSG:4527
cli-profile = 该格式没有“{ $value }”这种写法。请去掉 --profile
cli-encoding = 没有名为“{ $value }”的文本编码。请写 GBK、UTF-8 或 GB18030
cli-write-option = { $format } 没有选项 --{ $option }，未写出。{ $option ->
        [zone-prefix] 该格式的带号随坐标参考系而定，请用 --to 选定，如 EPSG:4527（加带号）或 EPSG:4548（不加带号）
        [encoding] 其编码固定，请去掉 --encoding
        [axes] 其坐标轴次序固定，请去掉 --axes
        [ring-start] 其各环照原样保存，请去掉 --ring-start
       *[decimals] 其坐标原样保存、不丢位数，请去掉 --decimals
    }
cli-threads = 线程启动不了：{ $message }。请减小 --threads
cli-stdout = 结果输出不了：{ $message }。请腾出空间，或用 --out 目录 写出
cli-no-display = 没有可显示窗口的屏幕（DISPLAY 与 WAYLAND_DISPLAY 均未设置）。请用命令行：redline check --help
cli-window-failed = 窗口打不开：{ $reason }。请用命令行：redline check --help
cli-no-window = 此版本不含窗口。请用命令行：redline check --help

cli-note = [{ $severity }] { $note }
cli-note-at = [{ $severity }] { $note }（{ $place }）
cli-note-more = … 另有 { $count } 条 { $code }

progress-import = 读取
progress-check = 核查
progress-report = 写出

summary-colon = ：
summary-comma = ，
summary-head = { $count } 宗地块：涉及 { $conflict }，无法判定 { $undetermined }，误差范围内 { $within_error }，不涉及 { $clear }
summary-asked = 规则基准日 { $as_of }；活动类型：{ $activity }
summary-only-within-error = 只有误差范围内的接边压占，见下；请以实测为准。
summary-undetermined = 无法判定（{ $count }）——这些地块不能视为不涉及：
summary-for-reasons-above = 因上述原因：{ $count } 宗
summary-conflicts = 涉及 { $count } 处（地块×图层），由大到小：
summary-within-error = 误差范围内 { $count } 处（地块×图层）：
summary-remedy = （{ $remedy }）
summary-inside = { $parcel } 压占 { $layer } { $amount }
summary-outside = { $parcel } 在 { $layer } 之外 { $amount }
summary-more = … 另有 { $count } 条
summary-not-checked = 未检查（未提供图层）：{ $roles }
summary-set-aside = { $file } 中有 { $count } 个要素已隔离，“redline info”可逐个列出
summary-written = 已写入 { $dir }：{ $files }

info-format = 格式：{ $format }，{ $bytes } 字节
info-sha256 = SHA-256：{ $sha256 }
info-encoding = 编码：{ $encoding } —— { $why }
info-layer = 图层：{ $layer }
info-role = 像是：{ $role }
info-role-known = { $role } —— { $why }
info-crs = 坐标参考系：{ $crs }
info-crs-known = { $crs } { $name } —— { $why }
info-crs-likely = 文件未注明，请从下面选一个，写在文件名之后：
info-crs-candidate = {"  "}{ $crs } { $name } —— { $why }
info-crs-refused = 不能确定 —— { $why }
info-counts = 要素：{ $features } = 面（原样）{ $kept } + 面（环有改动）{ $altered } + 无几何 { $no_geometry } + 点或线 { $not_polygon } + 已隔离 { $unreadable }
info-areas = 面积：字段 { $field }（{ $unit }）合计 { $declared } 平方米；计算：椭球面 { $plane }、国土调查公式 { $official }、平面 { $planar } 平方米；比较 { $compared } 个，相差超过 0.1% 且 1 平方米的 { $differing } 个
info-areas-unclear = 面积：字段 { $field } 的单位不明，未比较
info-crossing = 边界自相交或重叠：{ $place }，沿边界直接算 { $before } 平方米；{ $repairs }
info-bounds = 文件中的坐标范围：{ $bounds }

convert-written = 已将 { $features } 个要素写入 { $file }
convert-vertices-only = 逐个顶点转换，边未加密，长边在新坐标系中略有弯曲
convert-onto-itself = 输入与输出是同一文件，未写出。请换一个名字
convert-not-transformable = 要素 { $feature } 有顶点无法转换，未写出。请用“redline info”检查其坐标

help = 拟用地块与管控边界套合核查：生态保护红线、永久基本农田、自然生态空间及自备图层
help-arg-lang = 消息与报告的语言 [默认：随系统]
help-examples = 示例：
    {"  "}redline                                            打开窗口
    {"  "}redline check sample_data/plan.toml                按方案核查
    {"  "}redline check --parcels p.geojson --layer eco_redline=e.geojson --out report
    {"  "}redline info p.geojson                             说明一个文件

    退出码：0 完成、全部不涉及 · 1 有涉及 · 2 有无法判定 · 3 未完成
help-check = 核查地块与图层的压占：是否涉及、面积多少、依据哪条规则
help-check-arg-plan = 核查方案（TOML）；选项优先于方案
help-check-arg-parcels = 地块：文件、文件#图层、文件@EPSG:代号 或 文件@local
help-check-arg-layers = 管控图层及其角色，可写多次。角色：eco_redline、basic_farmland、eco_space、nature_reserve、urban_boundary、farmland、land_use、admin_unit、approval_extent、other:名称。取代方案中同一角色的图层
help-check-arg-rules = 与内置规则一并使用的规则文件
help-check-arg-activity = 地块上的活动类型，如 G1（一般建设）、A6（线性基础设施）、N1（国家重大项目）
help-check-arg-phase = 阶段：pre_review、approval、temporary、inspection
help-check-arg-jurisdiction = 所在地，如 CN,CN-36 [默认：CN]
help-check-arg-as-of = 规则基准日，如 2026-11-23 [默认：北京时间今天]
help-check-arg-accuracy = 地块与图层边界的中误差，单位米 [默认：0.05]
help-check-arg-edge-tolerance = 边与其真实走向的最大偏差，单位毫米 [默认：0.02]
help-check-arg-out = 报告目录；旧报告只会被完整的新报告取代
help-check-arg-report = 写哪些报告，如 json,csv [默认：全部]
help-check-arg-json = 在标准输出给出 findings.json，不给摘要
help-check-arg-threads = 线程数；结果与其无关 [默认：全部核心]
help-check-arg-cache = 备妥图层的目录：文件未变时不再重新读取 [默认：用户缓存目录]
help-check-arg-no-cache = 每次都读取原文件，不使用也不保留备妥图层
help-check-arg-quiet = 不给摘要和进度
help-check-examples = 示例：
    {"  "}redline check plan.toml --out report
    {"  "}redline check --parcels parcels.geojson --layer eco_redline=redline.geojson \
    {"     "}--layer basic_farmland=farmland.geojson@EPSG:4527 --activity G1 --as-of 2026-11-23
    {"  "}redline check --parcels p.geojson@local --layer other:corridor=c.geojson@local --json

    退出码：0 全部不涉及，或只在误差范围内 · 1 有涉及 · 2 至少一宗无法判定 · 3 未完成
help-info = 说明文件：格式、图层、坐标参考系及其来由、编码、数量、导入说明
help-info-arg-files = 文件，写法同 check
help-info-arg-json = 输出 JSON
help-info-examples = 示例：
    {"  "}redline info parcels.geojson
    {"  "}redline info --json parcels.geojson redline.geojson@EPSG:4490
help-convert = 将文件写成另一种格式或另一坐标参考系
help-convert-arg-input = 读取的文件：文件、文件#图层、文件@EPSG:代号；@ 之后还可写 yx（两轴互换）、text=GBK（文本编码），点位表可写 en 或 ne（两列的先后：东北、北东）、packed（度.分秒）或 decimal（十进制度），用逗号隔开
help-convert-arg-output = 写出的文件，格式由扩展名决定
help-convert-arg-to = 写出所用的坐标参考系；逐个顶点转换，边不加密，不使用近似的基准转换
help-convert-arg-profile = 格式有多种写法时的写法名；界址点 TXT：标准9列、备案(项目信息)、13列提质改造、无属性、经纬度
help-convert-examples = 示例：
    {"  "}redline convert parcels.geojson parcels-gk39.geojson --to EPSG:4527
    {"  "}redline convert old.geojson@EPSG:4527 new.geojson
    {"  "}redline convert parcels.shp parcels.txt --profile 标准9列 --zone-prefix yes --decimals 3
    {"  "}redline convert points.csv@EPSG:4490,ne,packed parcels.shp --encoding GBK
help-convert-arg-encoding = TXT、SHP、CSV 的文本编码：GBK、UTF-8 等 [默认：TXT 用 GBK，其余用 UTF-8]
help-convert-arg-decimals = 文本格式坐标的小数位数，0 到 12 [默认：TXT 为 3，其经纬度格式为 9；其余保留全部位数]
help-convert-arg-zone-prefix = TXT 的横坐标是否加带号（加大数/去大数）[默认：随坐标参考系]
help-convert-arg-axes = TXT 中先写哪个坐标：north-first（先纵后横）或 east-first（先横后纵）[默认：north-first]
help-convert-arg-ring-start = TXT 中各环从哪一点编起：as-stored（照原样）或 north-west（从西北角起，外环顺时针、内环逆时针）[默认：as-stored]
help-convert-arg-without-unknown-geometry = 读不出的要素以及点、线照写属性、不写几何，并计数说明；不加则拒绝写出
help-open = 打开窗口
help-open-arg-files = 项目、核查方案或数据文件
help-open-arg-renderer = 窗口从此以何种方式绘制：自动、显卡、软件图形库、OpenGL、程序自身
help-open-examples = 示例：
    {"  "}redline open
    {"  "}redline open sample_data/plan.toml
    {"  "}redline open --renderer cpu

overlap-head = { $a }（{ $na } 个要素）与 { $b }（{ $nb } 个要素）
overlap-head-self = { $a }（{ $na } 个要素）自身
overlap-shared = 重叠：{ $count } 对，{ $area }
overlap-within-error = 误差范围内：{ $count } 对，{ $area }
overlap-duplicates = 重复要素：{ $count } 对
overlap-rest = 相接无面积：{ $touching } 对 · 可忽略的舍入噪声：{ $noise } 对，{ $area }
overlap-gaps = 缝隙：{ $count } 处，{ $area }
overlap-gaps-unexamined = 过大而未查缝隙的要素组：{ $count } 组
overlap-by-class = 按类别：
overlap-by-unit = 按行政区：
overlap-no-unit = （不在任何行政区内）
overlap-doubts = 无法判定：{ $count } 对
overlap-written = 已写入：{ $file }
cli-gap-width = --gaps 的宽度应大于 0 且不超过 1000 米，收到 { $value }
help-overlap = 图层套合：两个图层之间或单个图层自身的重叠，按对、按类别、按行政区汇总，并查重复要素和缝隙
help-overlap-arg-a = 第一个图层：FILE、FILE#LAYER、FILE@EPSG:CODE 或 FILE@local
help-overlap-arg-b = 第二个图层；省略时第一个图层与自身比较
help-overlap-arg-units = 用于汇总的行政区图层
help-overlap-arg-class-a = 第一个图层的类别字段 [默认：标准字段]
help-overlap-arg-class-b = 第二个图层的类别字段
help-overlap-arg-gaps = 在第一个图层中查找窄于该宽度（米）的缝隙
help-overlap-arg-accuracy = 边界中误差（米）[默认：0.05]
help-overlap-arg-edge-tolerance = 边线与真实位置的最大偏差（毫米）[默认：0.02]
help-overlap-arg-out = overlap.json、pairs.csv、pieces.geojson 的输出目录
help-overlap-arg-json = 在标准输出打印 overlap.json，不打印摘要
help-overlap-arg-threads = 线程数，不影响结果 [默认：全部核心]
help-overlap-arg-cache = 备妥图层的目录 [默认：用户缓存目录]
help-overlap-arg-no-cache = 每次都读取原文件，不使用也不保留备妥图层
help-overlap-arg-quiet = 不打印摘要和进度
help-overlap-examples = 示例：
    {"  "}redline overlap redline.geojson farmland.geojson --units counties.geojson --out overlap
    {"  "}redline overlap parcels.geojson --gaps 1

    退出码：0 无重叠 · 1 有重叠 · 2 有无法判定的要素对 · 3 未完成
