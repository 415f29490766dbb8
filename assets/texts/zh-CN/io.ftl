# 读写文件：导入说明（note-*）与未完成的原因（read-*、write-*）。
# 每条说明：发生了什么、在哪里、怎么办。位置（要素、环、顶点、行列）由程序附在句后。

## 读取说明：提示

note-bom = 文件以 UTF-8 字节序标记（BOM）开头，已跳过。无需处理。
note-symlink = 所给路径是符号链接，读取的是它指向的文件。请确认这是您要检查的文件。
note-personal-dropped = 已略去 { $count } 个个人信息字段值（{ $fields }）。检查用不到这些内容；如确需保留，请在导入时选择保留。
note-srs-by-definition = 图层坐标系 { $srs } 的发布机构不是 EPSG，按其定义认定为 { $crs }。
note-wal = 文件旁有预写日志（-wal），可能正被其他程序打开；已连同日志中的改动一并读取。文件指纹只对应主文件。如报告需长期留存，请关闭其他程序后重新读取。
note-field-renamed = 属性表中字段名“{ $name }”重复，后一个在此处改称“{ $to }”。请在源数据中改名。

## 读取说明：已改动或略去

note-crs-null = 文件写明坐标系未知（"crs": null）。请指定该文件的坐标系，例如 文件名@EPSG:4490。
note-points-ignored = 有 { $count } 个点，不参与叠加检查。如果它们应是面，请先在源数据中构面。
note-lines-ignored = 有 { $count } 条线，不参与叠加检查。如果它们应是面，请先在源数据中构面。
note-z-dropped = 有 { $count } 个坐标带高程或量测值，只取了前两个数。平面检查不受影响。
note-duplicate-id = 要素标识与要素 { $first } 重复，两者都已保留。请在源数据中改正标识，以免报告中混淆。
note-duplicate-key = 名称“{ $name }”出现了两次，取了第一个。请在源数据中删去多余的一个。
note-field-beyond-limit = 属性字段超过 10000 个，未保留“{ $name }”。请检查数据的导出方式。
note-application-id = 文件没有 GeoPackage 标识（application id），但其中的表符合 GeoPackage，已按此读取。如其他程序无法打开，请重新导出。
note-blob-dropped = 已略去 { $count } 个二进制字段值（{ $fields }）；几何不受影响。
note-feature-count = 文件写明图层有 { $expected } 个要素，实际读到 { $count } 个。可能由不更新计数的程序改过，也可能已损坏，请核对或重新导出。
note-value-not-utf8 = 字段“{ $name }”的值不是 UTF-8 编码，按空值处理；几何不受影响。请按 UTF-8 重新导出。
note-srs-undefined = 文件写明图层坐标系未定义（srs_id { $srs }）。请指定坐标系，例如 文件名@EPSG:4490。
note-srs-missing = 图层使用坐标系 { $srs }，但文件中没有它的说明。请指定坐标系，例如 文件名@EPSG:4490。
note-srs-unknown = 图层使用坐标系 { $srs }（{ $name }），没有 EPSG 代码。请指定坐标系，例如 文件名@EPSG:4490。
note-srs-contradiction = 图层坐标系 { $srs } 自相矛盾：名为 { $crs }，定义却是 { $other }。请指定正确的坐标系，例如 文件名@EPSG:4490。
note-srs-differs = 有 { $count } 个几何所带的坐标系编号（如 { $found }）与图层的（{ $srs }）不同，已按图层的采用。
note-geometry-null = 要素没有几何（null），已列出，不参与叠加检查。如果它应有范围，请在源数据中补上。
note-geometry-empty = 要素的坐标为空，已列出，不参与叠加检查。如果它应有范围，请在源数据中补上。
note-geometry-member-dropped = 几何中的附加成员“{ $name }”未保留。坐标不受影响。
note-properties-not-object = 属性不是对象（{ $found }），已略去；几何不受影响。请在源数据中改正。
note-ring-closed = 环未闭合，已按首点闭合。请核对源数据中是否缺少界址点。
note-ring-degenerate = 环不足三个不同的点，没有面积，未采用。请在源数据中改正或删去。
note-value-not-finite = 字段“{ $name }”的值不是有限数（NaN 或 Infinity），按空值处理；几何不受影响。
note-characters-lost = 有 { $count } 种字符（{ $characters }）在 { $encoding } 中不存在，已写为“?”。如不能缺少，请按 UTF-8 写出。
note-foreign-dropped = 文件或要素中属性以外的成员在此格式中无法保存，未写出。
note-written-without-geometry = 按要求写出了无几何的要素：无法读取的 { $unreadable } 个，点或线 { $not_polygon } 个。不要用该文件代替原文件做检查。
note-encoding-contradicts = 文件注明属性编码为 { $declared }，实际内容是 { $encoding }，已按后者读取。请查看属性，如有乱码请手动选择编码。
note-value-other-type = 有 { $count } 个值与字段类型不符（{ $fields }），按文本保留。请在源数据中改正。
note-values-not-finite = 有 { $count } 个值不是有限数或有效时间，按空值处理（{ $fields }）；几何不受影响。
note-values-undecodable = 有 { $count } 个值（{ $fields }）不能完整地按 { $encoding } 解码，损坏处显示为“�”。如有乱码，请手动选择其他编码。
note-rings-turned = 有 { $count } 个要素的环方向不对（外环应为顺时针），已按环与环的包含关系判断哪些是内环。如内环关系重大，请核对这些要素。
note-shell-in-shell = 该环位于另一个环内，方向却是外环，可能是独立的一块，也可能是方向有误的内环。已按有地面保留，检查时各种理解都会考虑。如果是内环，请在源数据中改正方向。
note-altered-features = 有 { $count } 个要素的环被闭合或略去（逐条见说明），其余部分照原样保留

## 读取说明：无法读取、已隔离的要素

note-not-an-object = features 中的这一项不是对象（{ $found }），已隔离。请在源数据中改正。
note-not-a-feature = 这一项的 type 不是 "Feature"（{ $found }），已隔离。请在源数据中改正。
note-feature-syntax = 要素的 JSON 语法有误：此处应为{ $expected ->
        [closing-bracket] 对应的右括号
        [colon] 冒号
        [comma-or-brace] 逗号或右花括号
        [comma-or-bracket] 逗号或右方括号
        [key] 带双引号的名称
        [object] 对象
        [string] 字符串的结尾
       *[value] 一个值
    }，实为“{ $found }”。该要素已隔离，请在源数据中改正。
note-member-twice = 成员“{ $name }”出现了两次，无法判断以哪个为准，要素已隔离。请在源数据中删去多余的一个。
note-geometry-missing = 要素没有 geometry 成员，无法判断其范围，已隔离。如果确无几何，请写明 "geometry": null。
note-geometry-not-object = 几何不是对象（{ $found }），要素已隔离。请在源数据中改正。
note-geometry-type = 几何类型 { $found } 无法识别，要素已隔离。请改为 Polygon 或 MultiPolygon（区分大小写）。
note-coordinates-missing = 几何缺少坐标（coordinates 或 geometries），要素已隔离。请在源数据中补上。
note-coordinates-shape = 坐标的嵌套层数与几何类型不符（{ $found }），要素已隔离。请在源数据中改正。
note-position-short = 坐标只有 { $count } 个数，至少要有两个，要素已隔离。请在源数据中补全。
note-ordinate-not-number = 坐标不是数（{ $found }），要素已隔离。请在源数据中改正，数不要加引号。
note-ordinate-not-finite = 坐标不是有限数（{ $found }），要素已隔离。请在源数据中改正。
note-shell-degenerate = 多边形的外环没有面积，但有内环，无法判断其范围，要素已隔离。请在源数据中改正外环。
note-ground-lost = 要素的各个环都不足三个不同的点，没有可用的范围，已隔离。请在源数据中改正。
note-geometry-not-blob = 几何字段中不是几何，而是 { $found } 类型的值，要素已隔离。请在源数据中改正。
note-gpkg-header = 几何的开头不符合 GeoPackage 标准：{ $what ->
        [envelope] 外包框类型无法识别
        [extended] 采用了扩展编码
        [magic] 缺少标识“GP”
        [short] 长度不足
       *[version] 版本无法识别
    }。要素已隔离，请重新导出数据。
note-curve = 几何是或包含 { $found }，此类几何不能读取，要素已隔离。请在源数据中把曲线、曲面转为多边形。
note-wkb-byte-order = 几何的字节序无法识别（{ $found }），数据已损坏，要素已隔离。请重新导出数据。
note-wkb-member = 几何中含有不应出现的部分（第 { $byte } 字节之前），要素已隔离。请重新导出数据。
note-wkb-too-deep = 几何嵌套超过 { $limit } 层，要素已隔离。请重新导出数据。
note-wkb-trailing = 几何之后还剩 { $count } 字节，可能缺失部分范围，要素已隔离。请重新导出数据。
note-wkb-truncated = 几何在第 { $byte } 字节处中断，要素已隔离。请重新导出数据。
note-wkb-type = 几何类型 { $found } 无法识别，要素已隔离。请在源数据中改为 POLYGON 或 MULTIPOLYGON。
note-srs-conflict = 几何使用坐标系 { $found }，图层使用 { $srs }，无法判断其位置，要素已隔离。请统一坐标系，或另行指定，例如 文件名@EPSG:4490。
note-rings-tangled = 要素有 { $count } 个环，嵌套过于复杂，无法判断包含关系，已隔离。请在源数据中改正。

## Shapefile 的说明

note-companions = 同时读取了 { $files }。无需处理。
note-shp-gaps = .shp 中有 { $count } 字节不属于任何记录，是就地编辑留下的空隙；索引（.shx）与记录一致。无需处理。
note-field-name-cut = 字段名“{ $name }”超出 Shapefile 的长度限制（10 字节）或重名，已写为“{ $to }”。
note-text-cut = 字段“{ $name }”有 { $count } 个值超过 Shapefile 的 { $limit } 字节限制，已截断。如需完整内容，请改用其他格式。
note-fields-left-out = 有 { $count } 个字段（{ $fields }）未写出：Shapefile 最多 255 个字段，每条记录最多 65000 字节。如需这些字段，请改用其他格式。
note-prj-not-written = 坐标系（{ $crs }）未知或没有相应的写法，未写出 .prj。请向接收方说明坐标系。
note-cpg-unknown = .cpg 中的编码名“{ $name }”无法识别，已按其他依据判断编码。请查看属性，如有乱码请手动选择编码。
note-dbf-missing = .shp 旁边没有属性表（.dbf），要素没有属性。如需要属性，请索取完整的一套文件。
note-dbf-unreadable = 属性表（.dbf）已损坏，未采用；要素没有属性，也无法得知是否有已标记删除的要素。请重新复制或导出。
note-dbf-header = 属性表注明记录从第 { $claimed } 字节开始，与实际不符，已按第 { $taken } 字节读取。请与源数据核对几个属性值。
note-dbf-row-length = 属性表注明每条记录 { $claimed } 字节，与字段长度不符，已按 { $taken } 字节读取。请与源数据核对几个属性值。
note-dbf-rows = 属性表注明有 { $claimed } 条记录，实际只有 { $found } 条，可能不完整。请重新复制或导出。
note-dbf-long = 属性表有 { $rows } 条记录，.shp 有 { $features } 个要素；多出的记录未采用。可能 .shp 缺少要素，或两个文件不配套，请与源数据核对。
note-dbf-short = 有 { $count } 个要素在属性表中没有对应记录，没有属性。请重新复制或导出。
note-row-deleted = 该要素在属性表中已标记删除，与其他软件一致，其图形不参与叠加检查。如应参与，请去掉删除标记或重新导出。
note-memo-dropped = 有 { $count } 个备注或二进制字段值（{ $fields }）存于其他文件，未读取；几何不受影响。
note-value-overflow = 有 { $count } 个数值在写文件时超出字段宽度（***），按空值处理（{ $fields }）。请从源数据取值。
note-prj-missing = .shp 旁边没有 .prj，文件未说明坐标系。请指定坐标系，例如 文件名@EPSG:4490。
note-prj-unknown = .prj 中的坐标系“{ $name }”无法识别。请指定坐标系，例如 文件名@EPSG:4490。
note-prj-contradiction = .prj 中的坐标系“{ $name }”自相矛盾：代码为 { $crs }，参数却是 { $other } 的。请指定正确的坐标系，例如 文件名@EPSG:4490。
note-record-numbers = .shp 的记录号不连续，已按存放顺序读取，属性可能与要素错位。请连同索引（.shx）重新导出。
note-records-replaced = .shp 中有 { $count } 条记录是要素编辑前的旧图形（以索引 .shx 为准），未采用。
note-shp-broken = .shp 在第 { $byte } 字节处损坏或中断，有 { $count } 个要素缺少图形，已隔离。请重新复制或导出。
note-shp-length = .shp 注明长 { $claimed } 字节，实际 { $length } 字节。各条记录均已读取；如缺少要素，请重新复制或导出。
note-shp-trailing = .shp 最后一条记录之后还有 { $count } 字节，不是记录。如缺少要素，请重新导出。
note-shx-contradicts = 索引（.shx）列出 { $listed } 条记录，与 .shp 不符；已不用索引，直接读取 .shp 中的 { $found } 条记录。如缺少要素，请重新导出。
note-shx-short = 索引（.shx）只列出 { $listed } 条记录；.shp 中另有 { $count } 条，已加在最后。请核对它们是否本应删除。
note-shx-unreadable = 索引（.shx）已损坏，已不用索引直接读取各条记录，要素不会因此缺失。
note-multipatch = 图形是 MultiPatch（多面体），此类图形不能读取，要素已隔离。请在源数据中转为面。
note-shape-missing = .shp 中断或损坏，缺少该要素的图形，已隔离。请重新复制或导出。
note-shape-parts = 图形的环与坐标数目不符（{ $found }），要素已隔离。请重新导出数据。
note-shape-short = 图形记录只有 { $length } 字节，至少应有 { $needed } 字节，要素已隔离。请重新复制或导出。
note-shape-surplus = 图形之后还剩 { $count } 字节，可能缺失部分范围或后面的要素，该要素已隔离。请重新复制或导出。
note-shape-type = 图形类型 { $found } 无法识别，要素已隔离。请重新导出数据。
note-shp-missing = 只有属性表（.dbf），旁边没有 .shp，无法得知要素的范围，已隔离。请索取完整的一套文件。

## 文件地理数据库（.gdb）的说明

note-gdb-alias = 图层的别名是“{ $alias }”。
note-gdb-archive-others = 压缩包中除文件地理数据库外还有其他图层（{ $names }），未读取。如需要，请解压后分别选择。
note-gdb-crs-contradiction = 图层的坐标系“{ $name }”自相矛盾：代码为 { $crs }，参数却是 { $other } 的。请指定正确的坐标系，例如 文件名@EPSG:4490。
note-gdb-crs-missing = 图层的坐标系是“未知”。请指定坐标系，例如 文件名@EPSG:4490。
note-gdb-crs-unknown = 图层的坐标系“{ $name }”无法识别。请指定坐标系，例如 文件名@EPSG:4490。
note-gdb-field-aliases = 字段的别名：{ $names }。
note-gdb-geometry-short = 几何数据不完整或已损坏，要素已隔离。请在 ArcGIS 中检查几何，或重新导出数据。
note-gdb-hidden = 有 { $count } 个表不在数据库目录（GDB_Items）中，是软件内部使用的，未读取：{ $names }。如需要，请指定图层名（文件名#图层）。
note-gdb-missing = 目录中登记了 { $count } 个要素类，数据库中却没有它们的表：{ $names }。如需要这些图层，请重新复制或导出。
note-gdb-numbers = 无法得知各行的 OBJECTID，要素按存放顺序编号，没有标识码。几何和属性不受影响。
note-gdb-row = 要素所在的位置（第 { $byte } 字节）没有完整的一行，要素已隔离。请重新复制或导出。
note-gdb-row-broken = 要素的数据在字段“{ $name }”处中断，读不到几何，已隔离。请重新复制或导出。
note-gdb-row-missing = 表中登记有该要素，但索引（.gdbtablx）中没有它的位置，已隔离。请重新复制或导出。
note-gdb-row-short = 要素的属性在字段“{ $name }”处中断，保留了能读出的部分。几何不受影响。
note-gdb-tables = 有 { $count } 个表没有几何，未读取：{ $names }。
note-gdb-text = 字段“{ $name }”的文本编码有误，按空值处理；几何不受影响。

## 图形（DXF）的说明

note-dxf-arc-too-large = 圆弧半径为 { $radius }，需要一百万段以上的弦才能表示，要素已隔离。请在图中检查凸度。
note-dxf-arcs = { $features } 个要素中的 { $count } 段圆弧已用弦代替，弦与弧的最大偏差为 { $error }（图形单位）。对面积的影响很小，无需处理。
note-dxf-block = 图块“{ $name }”无法插入：{ $what ->
        [cycle] 它包含自身
        [depth] 图块嵌套超过 64 层
        [external] 它是外部参照，内容在另一个文件中
       *[missing] 图中没有它的定义
    }。它表示的可能是用地范围，该插入已隔离。请在 CAD 中绑定或分解后重新导出。
note-dxf-blocks = { $copies } 处图块插入得到 { $count } 个要素。如果它们是符号而不是地块，请只读取界线所在图层（文件名#图层）。
note-dxf-crs = 图形中无法写明坐标系，原图层为 { $crs }。读取该图形时请指定，例如 文件名@{ $crs }。
note-dxf-encoding = 图形写明文字编码为 { $declared }，但按 { $encoding } 才读得通，已按后者读取。请查看图层名和属性；如有乱码，请手工指定编码。
note-dxf-extended-dropped = 扩展数据（XDATA）超过 128 个字段，有 { $count } 个值未保留。几何不受影响。
note-dxf-fields-dropped = 有 { $count } 个属性值未写出：图形的扩展数据每条最多 255 字节、每个实体最多 16 KB。
note-dxf-hatch = 填充的边界无法读取：{ $what ->
        [count] 写明的数量超过实际
        [edge] 含有无法识别的边
        [ellipse] 含有椭圆弧
        [gap] 各边没有首尾相接
        [spline] 含有样条曲线
        [too-many] 边界过多
       *[short] 内容不完整
    }。要素已隔离，请在 CAD 中用多段线重绘边界。
note-dxf-hidden = 有 { $count } 个要素在已关闭或冻结的图层上（{ $layers }），已一并读取。请核对是否应当计入。
note-dxf-ignored = { $kind ->
        [LINE] 有 { $count } 条直线（LINE）未读取：它们不是面。如果围成地块，请在 CAD 中合并为闭合多段线。
        [ARC] 有 { $count } 段圆弧（ARC）未读取：它们不是面。如果围成地块，请在 CAD 中合并为闭合多段线。
        [INSERT] 有 { $count } 处图块插入（INSERT）不含面，未读取。
       *[other] 有 { $count } 个 { $kind } 未读取：这类实体不是面。
    }
note-dxf-left-out = 有 { $count } 个要素没有多边形，图形中无法表示，未写出。
note-dxf-nearly-closed = 图层“{ $layer }”上的 { $kind }（句柄 { $handle }）没有闭合，首尾只差 { $gap }，可能本应是地块。其范围无法确定，已隔离。请在 CAD 中闭合。
note-dxf-no-end = 文件没有结束标记（EOF）。各段都完整，已读取；请确认文件导出完整。
note-dxf-not-read = { $kind } 类实体可能是地块，但不能读取，要素已隔离。请在 CAD 中转为闭合多段线（例如用“分解”或“边界”命令）。
note-dxf-open = 图层“{ $layer }”上的 { $kind }（句柄 { $handle }）没有闭合，首尾相差 { $gap }，不参与叠加检查。如果它是界线，请在 CAD 中闭合。
note-dxf-other-layers = 按要求略过了其他图层上的 { $count } 个要素。
note-dxf-paper = 图纸空间中的 { $count } 个实体未读取，只读取模型空间。
note-dxf-polyline-cut = 多段线的顶点中断，缺少结束标记（SEQEND），可能缺少界址点，要素已隔离。请重新导出图形。
note-dxf-rings-apart = 有 { $count } 个要素由多个环组成（带洞或多部分）；图形中没有带洞的多边形，每个环写成一条闭合多段线。本程序读回时会合在一起，其他程序会把每个环当作单独的面。
note-dxf-split = 本程序写成多个环的要素中，有 { $count } 个已不完整；其各环（包括洞）都按单独的面读取。请核对。
note-dxf-text-box = 有 { $count } 个填充的文字边框未采用，文字下面的范围计入该面。
note-dxf-text-damaged = 有 { $count } 处文字按 { $encoding } 不能完全解码；几何不受影响。请手工指定编码，或重新保存图形。
note-dxf-tilted = 有 { $count } 条轮廓相对平面倾斜，读取的是其俯视轮廓。
note-dxf-unit = { $unit ->
        [none] 图形没有写明长度单位，坐标按原数采用。如果单位不是米，请先缩放图形。
        [cm] 图形写明单位为厘米，坐标按原数采用。如果确实如此，请先把图形缩放为米；许多模板会给以米为单位的图形写上这个单位。
        [dm] 图形写明单位为分米，坐标按原数采用。如果确实如此，请先把图形缩放为米。
        [ft] 图形写明单位为英尺，坐标按原数采用。如果确实如此，请先把图形缩放为米。
        [in] 图形写明单位为英寸，坐标按原数采用。如果确实如此，请先把图形缩放为米；许多模板会给以米为单位的图形写上这个单位。
        [km] 图形写明单位为千米，坐标按原数采用。如果确实如此，请先把图形缩放为米。
        [mm] 图形写明单位为毫米，坐标按原数采用。如果确实如此，请先把图形缩放为米；许多模板会给以米为单位的图形写上这个单位。
       *[other] 图形写明的单位不是米（$INSUNITS { $number }），坐标按原数采用。如果确实如此，请先把图形缩放为米。
    }
note-dxf-vertex-count = 多段线写明有 { $expected } 个顶点，实有 { $found } 个，可能缺少界址点，要素已隔离。请重新导出图形。

## FlatGeobuf 的说明

note-flatgeobuf-buffer = 要素（第 { $byte } 字节处）已损坏或超过 1 GiB，无法读取，已隔离。请重新导出数据。
note-flatgeobuf-columns = 文件的字段超过 { $limit } 个，有 { $count } 个未保留。几何不受影响。
note-flatgeobuf-geometry = 几何已损坏：{ $what ->
        [ends] 环的结尾与坐标数不符
        [ordinates] 坐标不成对
        [parts] 组成部分缺失或不应出现
       *[type] 类型与文件所述不同
    }。要素已隔离，请重新导出数据。
note-flatgeobuf-no-index = 有要素没有几何，因此写出的文件不带空间索引，各种程序仍可读取。
note-flatgeobuf-order = 要素已按空间索引的顺序排列，在文件中的编号与原来不同。
note-flatgeobuf-properties = 要素的属性已损坏，保留了能读出的部分。几何不受影响。
note-members-dropped = 有 { $count } 处附加成员是该格式没有的，未写出。坐标和属性不受影响。
note-column-renamed = 字段“{ $name }”写作“{ $to }”：数据库不区分字母大小写，也不接受空名称。
note-columns-as-text = 有 { $count } 个字段（{ $fields }）的值类型不一，或位数超出数值类型，按文本写出，数字原样保留。
note-edges-spherical = 文件称边是球面上的最短线，这里按平面直线处理。长边附近的结果可能有偏差，请核对。
note-geometry-position-null = 坐标缺失（空值），要素已隔离。请在源数据中补全。
note-nested-dropped = 有 { $count } 个字段（{ $fields }）含有嵌套的值，或超出字段数上限，未保留。几何不受影响。
note-written-without-crs = 图层的坐标系未知，或没有相应的定义，写出的文件未注明坐标系。请向接收方说明坐标系。

## 未能读取

read-missing = 文件不存在，请检查路径和文件名：{ $path }
read-not-a-file = { $kind ->
        [directory] 这是一个文件夹，也不是文件地理数据库（.gdb），请选择其中的文件：{ $path }
       *[special] 这不是普通文件（设备或管道），无法读取，请先另存为文件：{ $path }
    }
read-empty = 文件是空的，没有可读的内容，请重新导出或复制：{ $path }
read-io = 系统无法读取文件（{ $reason }），请检查权限和存储设备：{ $path }
read-not-recognised = 无法识别文件格式，{ $looks_like ->
        [archive] 看起来是压缩包，请先解压
        [binary] 看起来是二进制文件，请换用支持的格式
        [boundary-points] 看起来是界址点坐标文件，但缺少 [地块坐标] 和坐标行，请重新导出
        [dwg] 这是 DWG 图形，其格式不公开，请在 CAD 中另存为 DXF（AutoCAD、CASS：另存为 → R2000 或更高版本的 DXF）
        [dxf] 看起来是 DXF 图形，请把扩展名改为 .dxf
        [flatgeobuf] 看起来是 FlatGeobuf，但开头已损坏，请重新导出
        [gzip] 看起来是 gzip 压缩文件，请先解压
        [html] 看起来是网页，可能下载时出错，请重新下载
        [image] 看起来是图片，请选择矢量数据
        [json] 看起来是 JSON，但不是 GeoJSON，请检查内容
        [office] 看起来是旧版 Office 文档，请换用支持的格式
        [parquet] 看起来是 Parquet，请先转为 GeoJSON
        [pdf] 看起来是 PDF，请向数据提供方索取矢量数据
        [shapefile] 看起来是 Shapefile，请把扩展名改为 .shp
        [sqlite] 看起来是 SQLite 数据库，其中只能读取 GeoPackage
        [utf16] 看起来是 UTF-16 文本，请另存为 UTF-8
        [xml] 看起来是 XML，但不是 KML，请先转为 GeoJSON
        [zip] 看起来是办公文档（XLSX、DOCX）或其他压缩包，请把表格另存为 CSV，或先解压
       *[text] 看起来是一般文本，请换用支持的格式
    }：{ $path }
read-utf16 = 文件编码是 UTF-16，请另存为 UTF-8 后再读：{ $path }
read-not-utf8 = 第 { $line } 行（第 { $byte } 字节）不是 UTF-8 编码，可能是 GBK，请另存为 UTF-8 后再读：{ $path }
read-too-deep = 第 { $line } 行第 { $column } 列：括号嵌套超过 { $limit } 层，文件可能已损坏，请重新导出：{ $path }
read-too-large = 第 { $line } 行第 { $column } 列：单个部分超过 { $limit_mib } MiB，文件可能已损坏，请重新导出或拆分：{ $path }
read-syntax = 第 { $line } 行第 { $column } 列：JSON 结构有误，此处应为{ $expected ->
        [closing-bracket] 对应的右括号
        [colon] 冒号
        [comma-or-brace] 逗号或右花括号
        [comma-or-bracket] 逗号或右方括号
        [end-of-file] 文件结尾
        [key] 带双引号的名称
        [object] 一个对象
        [string] 字符串的结尾
       *[value] 一个值
    }，实为“{ $found }”。无法确定要素总数，没有读入任何内容，请改正或重新导出：{ $path }
read-truncated = 文件在第 { $line } 行第 { $column } 列中断，后面的要素缺失，没有读入任何内容，请重新导出或复制：{ $path }
read-not-geojson = 文件是 JSON，但不是可读的 GeoJSON：{ $what ->
        [array] 最外层是数组，应为对象
        [crs-twice] crs 出现了两次
        [esri-json] 看起来是 Esri JSON，请导出为 GeoJSON
        [features-missing] 要素集合没有 features 数组
        [features-twice] features 出现了两次
        [topojson] 看起来是 TopoJSON，请先转为 GeoJSON
        [type-missing] 缺少 type，或 type 不是字符串
        [type-twice] type 出现了两次
       *[type-unknown] type 的值无法识别（区分大小写）
    }。没有读入任何内容，请改正后再读：{ $path }
read-unknown-crs-name = 无法识别文件中的坐标系名称“{ $name }”。请改为 EPSG 代码（如 urn:ogc:def:crs:EPSG::4490）或删去 crs 后另行指定：{ $path }
read-crs-conflict = 第 { $line } 行的要素使用坐标系“{ $name }”，与整个文件的坐标系不同。请统一坐标系后再读：{ $path }
read-layer-not-found = 文件中没有图层“{ $layer }”，现有图层：{ $known }。请改正图层名：{ $path }
read-database = 无法读取数据库（{ $reason }），可能已损坏，没有读入任何内容，请重新复制或导出：{ $path }
read-not-geopackage = 文件不是可读的 GeoPackage：{ $what ->
        [no-contents] 它是数据库，但没有 gpkg_contents 表
        [no-features] 其中没有要素图层，可能只有影像或普通表
       *[not-a-database] 它不是数据库，或已加密、损坏
    }。没有读入任何内容，请换一个文件或重新导出：{ $path }
read-pending-changes = { $file ->
        [journal] 文件的改动中途中断或仍在进行（旁边有 -journal 文件），内容前后不一致。请用写入它的程序打开一次并关闭
       *[wal] 最新的改动在旁边的 -wal 文件中，但无法读取（{ $reason }）。请关闭其他程序，或把两个文件一起复制到可写的文件夹
    }；没有读入任何内容：{ $path }
read-layer-broken = 无法读取图层“{ $layer }”：{ $what ->
        [no-geometry-column] 缺少几何字段
        [no-table] 已登记，但表不存在
        [several-geometry-columns] 有多个几何字段
        [too-large] 要素过大，超出读取上限
       *[virtual-table] 它是虚拟表
    }。没有读入任何内容，请指定其他图层（文件名#图层）或重新导出：{ $path }
read-archive = 无法读取压缩包：{ $what ->
        [bomb] 解压后超过压缩包大小的 200 倍，疑似恶意构造
        [broken] 已损坏或不完整
        [duplicate-names] 其中有重名文件
        [encrypted] 已加密
        [geodatabase] 其中的文件地理数据库不完整，缺少 a00000001.gdbtable
        [nested] 其中只有另一个压缩包
        [no-layer] 其中没有图层
        [overlapping-members] 其中的文件共用数据，疑似恶意构造
        [too-large] 解压后超过 1 GiB
        [too-many-members] 其中的文件超过 10000 个
       *[unsupported] 压缩方法不受支持
    }。没有读入任何内容，请自行解压后选择数据，或重新打包：{ $path }
read-shapefile = 无法读取 Shapefile（第 { $byte } 字节）：{ $what ->
        [broken-off] 在 { $features } 个要素之后中断或损坏，也没有其他文件说明要素总数
        [dbf] 属性表已损坏
        [mark] 文件开头不是 Shapefile
        [short] 文件过短
        [too-large] 属性表的一行过大，超出读取上限
       *[type] 图形类型无法识别
    }。没有读入任何内容，请连同全部文件（.shp、.shx、.dbf）重新复制或导出：{ $path }
read-dxf-broken = 图形无法读取（第 { $line } 行“{ $found }”）：{ $what ->
        [block] 此处应为图块的开头
        [block-end] 图块没有结尾
        [group-code] 此处应为组码
        [no-entities] 没有实体段
        [section] 此处应为段的开头
        [section-end] 段没有结尾
        [section-name] 缺少段名
        [too-many-copies] 图块展开后超过五百万个，图形可能已损坏或有意为之
       *[too-many-positions] 圆弧和图块展开后超过四千万个点，图形可能已损坏或有意为之
    }。没有读入任何内容，请在 CAD 中重新另存为 DXF：{ $path }
read-flatgeobuf-broken = 无法读取 FlatGeobuf（第 { $byte } 字节）：{ $what ->
        [header] 文件头已损坏
        [magic] 开头不是 FlatGeobuf
        [version] 不是第 3 版
       *[truncated] 文件中断，缺少要素
    }。没有读入任何内容，请重新导出或复制：{ $path }
read-filegdb = 无法读取文件地理数据库（表“{ $table }”）：{ $what ->
        [catalog] 数据库目录已损坏，无法得知有哪些图层
        [compressed] 已压缩（CDF），请在 ArcGIS 中用“解压缩文件地理数据库数据”解压缩
        [fields] 字段说明已损坏或采用了未知的类型
        [head] 文件头已损坏
        [index] 行位置索引（.gdbtablx）已损坏
        [no-geometry] 该表没有几何字段
        [no-index] 缺少行位置索引（.gdbtablx）
        [no-layer] 其中没有要素类
        [no-table] 缺少该表的文件（.gdbtable）
        [row-count] 行数超出文件所能容纳，已损坏
        [rows-overlap] 各行的位置互相重叠，已损坏或有意为之
        [scale] 坐标的分辨率已损坏
        [too-many-fields] 字段超过 4096 个
       *[version] 版本无法识别，或已加密
    }。没有读入任何内容，请指定其他图层（文件名#图层），或连同全部文件重新复制、导出：{ $path }
read-geoparquet = 无法读取 GeoParquet：{ $what ->
        [bomb] 数据展开后远大于文件本身，疑似恶意文件
        [compression] 采用 { $found } 压缩，仅支持 Snappy 或不压缩；请以 Snappy 压缩重新导出
        [encoding] 采用 { $found } 编码，不支持；请以默认编码重新导出
        [encrypted] 文件已加密；请导出不加密的文件
        [geo] 几何说明（geo）有误：{ $found }
        [geometry-column] 没有名为“{ $found }”的几何列，或其类型不符
        [geometry-encoding] 几何编码“{ $found }”不支持；请以 WKB 重新导出
        [no-geo] 是 Parquet 表格，但没有几何说明（geo）；请用 GIS 软件导出为 GeoParquet
        [several-geometries] 有多个几何列，没有说明以哪个为准
        [truncated] 文件中断，请重新复制
       *[broken] 文件已损坏（{ $found }），请重新导出或复制
    }。没有读入任何内容：{ $path }
read-changed = 文件在读取过程中被改动，没有采用其内容。请等其他程序完成后重新读取：{ $path }
read-cancelled = 读取已取消，没有读入任何内容：{ $path }

## 未能写出

write-unknown-extension = 不能按扩展名“{ $extension }”写出，请改用 .geojson、.shp、.txt（界址点）、.dxf、.fgb、.kml 或 .csv：{ $path }
write-not-writable = { $format } 目前只能读取，尚不能写出，请改用 .geojson：{ $path }
write-not-a-file = { $kind ->
        [directory] 目标是一个文件夹，请给出文件名：{ $path }
       *[special] 目标不是普通文件（设备或管道），请换一个文件名：{ $path }
    }
write-io = 系统无法写入（{ $reason }）。原有文件未改动，请检查权限和剩余空间：{ $path }
write-would-lose = 图层中有 { $unreadable } 个无法读取的要素和 { $not_polygon } 个点线要素，写出后将失去几何，因此没有写出。请先改正源数据，或明确要求写为无几何：{ $path }
write-not-finite = 要素 { $feature } 的坐标不是有限数，没有写出，请先改正该要素：{ $path }
write-too-large = { $part } 将有 { $mib } MiB，超出此格式的上限 { $limit_mib } MiB，没有写出。请拆分图层或改用其他格式，例如 .geojson：{ $path }
write-pending-changes = 原有文件旁边有尚未并入的改动（-wal 或 -journal），可能正被其他程序打开；现在替换会损坏新文件，因此没有写出。请关闭该程序，或换一个文件名：{ $path }
write-cancelled = 写出已取消，原有文件未改动：{ $path }

## 字符编码

note-encoding-found = 文本编码为 { $encoding }，无需处理。
note-encoding-guessed = 文本编码不能确定，按 { $encoding } 读取。请查看名称和属性；如有乱码，请手工指定编码。
note-encoding-undecodable = 按 { $encoding } 有 { $count } 处无法解码，以“�”代替，所给位置为第一处。如有乱码，请改用其他编码，或重新导出文件。

## KML 与 XML

note-kml-crs = 按 KML 标准，坐标为 WGS 84 经纬度。如果数据取自国内电子地图，可能带有 GCJ-02 偏移，请先核实。
note-kml-coordinates-loose = 坐标的写法不合 KML 标准（逗号、空格用法），按唯一可能的分组读取。请核对位置。
note-kml-overlays = 有 { $count } 个叠加影像、屏幕叠加层或漫游，没有可检查的范围，未读取。
note-written-as-wgs84 = { $format } 只能表示 WGS 84；写出的是 CGCS2000 经纬度原值，未做转换，两者相差在分米级。
note-kmz-others = 压缩包中读取的是 { $read }，另有 { $count } 个 KML 文件未读取（{ $names }）。需要时请用 文件名#图层 指明。
note-xml-encoding = 文件声明的编码是 { $declared }，与内容不符，按 { $encoding } 读取。请核对文字是否正常。
note-written-characters = 有 { $count } 个控制字符不能写入 XML，已写为“�”。
note-kml-coordinates = 坐标“{ $found }”无法确定如何分组（经度、纬度、高程），要素已隔离。请写成“经度,纬度,高程”，各点之间用空格。
note-kml-geometry = 几何结构有误：{ $what ->
        [no-outer] 多边形没有外边界（outerBoundaryIs）
        [placemark] 地标中又有地标
        [several-coordinates] 一个环有多组坐标
       *[several-outer] 多边形有多个外边界（outerBoundaryIs）
    }。要素已隔离，请在源数据中改正。
note-kml-network-link = 这是网络链接（{ $href }），其中的要素在另一个文件里，没有读取；该处有无地块不得而知，已隔离。请把链接的内容另存到本文件，或删去链接。

read-xml = 第 { $line } 行：{ $what ->
        [depth] 元素“{ $found }”嵌套过深
        [doctype] 文件带有文档类型声明（DOCTYPE），其中可能含有外部引用，为安全起见不予读取，请删去该声明
        [end-tag] 结束标签“{ $found }”与开始标签不对应
        [tag] 标签“{ $found }”过长
       *[syntax] XML 语法有误
    }。没有读入任何内容，请改正或重新导出：{ $path }
read-not-kml = { $what ->
        [archive] 压缩包中没有 KML 文件（其中有“{ $found }”）
        [empty] 文件中没有 XML 元素
       *[root] 这是 XML，但最外层元素是“{ $found }”，不是 kml
    }。没有读入任何内容，请换一个文件：{ $path }
write-needs-degrees = { $format } 只能存放经纬度，而图层{ $crs ->
        [none] 没有注明坐标系，请先指定
       *[other] 使用 { $crs }，请先转换到 EPSG:4490
    }。没有写出：{ $path }

## 坐标表与 WKT

note-table-columns = 以“{ $east }”为东坐标（经度），“{ $north }”为北坐标（纬度）；{ $unit ->
        [degrees] 单位为十进制度
        [marked] 角度为度分秒，已换算为度
        [packed] 角度为度.分秒（d.mmss），已换算为度
       *[metres] 单位为米
    }。依据：{ $why ->
        [cass] 南方 CASS 的固定列序（点号,编码,东,北,高程）
        [given] 人工指定
        [numbers] 数值大小
       *[names] 列名
    }。
note-table-grouped = 共 { $count } 个地块，{ $how ->
        [blocks] 按空行或标题行分开
        [closing] 按回到首点的闭合环分开，每个环为一个地块
        [lone] 没有分组信息，因按顺序连接后不自交，作为一个环。请核对
        [rings] 只有圈号，全部作为一个地块
       *[column] 按地块列归并
    }。
note-table-lines = 有 { $count } 行是文字，不是坐标，未采用。请核对其中没有界址点。
note-table-maybe-packed = 经纬度按十进制度读取，但所有数值也都可能是度.分秒（d.mmss）。请核对位置；如是度分秒，请把列名写为“经度(度分秒)”。
note-table-point-fields = 以下列逐点不同，属于界址点，未作为地块属性：{ $fields }。
note-table-packed = “{ $found }”不是度.分秒（d.mmss）：分或秒达到 60，要素已隔离。请改正，或把列名写为“经度(度)”。
note-table-row = 该行只有 { $cells } 列，缺少坐标，无法判断少了哪一点，要素已隔离。请补全该行。
note-wkt-syntax = WKT 第 { $column } 个字符处应为{ $expected ->
        [comma-or-bracket] 逗号或右括号
        [end] 结尾
        [name] 几何类型名称
        [number] 数
       *[opening-bracket] 左括号
    }，实为“{ $found }”。要素已隔离，请在源数据中改正。
note-written-formulas = 有 { $count } 个单元格以 = + - @ 等开头，已原样写出并加引号。不要双击用电子表格打开，请用“导入文本”并把列设为文本，否则会被当作公式。
note-written-encoding = 有 { $count } 个字符（{ $characters }）不在 { $encoding } 中，已写为“?”。如需保留，请改用 UTF-8。

read-table = 第 { $line } 行：{ $what ->
        [angle] 无法判断角度是十进制度还是度.分秒（d.mmss）（数值范围 { $found }）。请写 文件@decimal 或 文件@packed，或把列名写为“经度(度)、纬度(度)”或“经度(度分秒)、纬度(度分秒)”
        [axes] 无法判断哪一列是东坐标、哪一列是北坐标（数值范围 { $found }）。请写 文件@en（先东后北）或 文件@ne（先北后东），或加上列名“东坐标、北坐标”或“经度、纬度”
        [columns] 列数过多
        [no-rows] 没有找到坐标或几何
        [quote] 引号没有结束
       *[rings] 有 { $found } 个点，没有说明如何连成地块。请加上“地块编号”列或“圈号”列，或让每个环回到首点
    }。没有读入任何内容：{ $path }

## GeoJSON 序列

note-written-members = 文件顶层的附加内容不能写入 GeoJSON 序列，已略去。各要素不受影响。

## 界址点坐标文件

note-txt-axes-swapped = 纵、横坐标与格式相反：第三列是横坐标（Y 东），第四列是纵坐标（X 北），已按数值大小判明并对调。请在地图上核对位置。
note-txt-closing-doubled = 闭合点写成了“X,X”，按该环首点闭合。请核对源数据。
note-txt-comments = 坐标部分有 { $count } 行注释，未读取，无需处理。
note-txt-count = 地块首行写明 { $declared } 个界址点，实际为 { $found } 行。请核对是否缺点或多点。
note-txt-datum-missing = 文件头没有写明坐标系，因此不采用任何坐标系。请手工指定坐标系。
note-txt-datum-unknown = 文件头的坐标系“{ $value }”无法识别，因此不采用任何坐标系。请手工指定坐标系。
note-txt-frame-unclear = 从数值看不出是大地坐标还是高斯平面坐标，按“X 北、Y 东”的次序读取，不采用任何坐标系。请核对坐标并手工指定坐标系。
note-txt-head-mark = 地块首行缺少结尾的“@”，仍按地块首行读取。请在源数据中补上。
note-txt-headless = 文件没有地块首行，全部点按文件次序连成一宗地的界线。请确认这些点确是界址点。
note-txt-id-repeated = 地块编号“{ $id }”与第 { $first } 个要素重复，两宗都已保留。请改正编号，否则报告中不易区分。
note-txt-line-unread = 该行无法识别，未读取：“{ $found }”。请核对是否为有用内容。
note-txt-marks = 文件头有 { $count } 处用全角“＝”或冒号代替“=”，已照常读取。
note-txt-no-name = 地块没有编号，也没有名称。有的系统要求填写，请补上。
note-txt-no-section = 缺少 [地块坐标] 一行，从该行起按地块坐标读取。请在源数据中补上。
note-txt-outside-zone = 有 { $count } 个点远离所在投影带的中央子午线。省界附近可以如此，否则请核对带号。
note-txt-packed = 经纬度的写法符合“度.分秒”（如 115.5159 即 115°51′59″），已按此换算。请在地图上核对；如实为十进制度，请在文件头写明“计量单位=度”。
note-txt-point-repeated = 该点与前一点重复。已保留；如非有意，请在源数据中删去。
note-txt-precision = 坐标小数不足两位，面积和压占结果的精度有限。请取得更精确的坐标。
note-txt-projection = 投影类型为“{ $value }”，不是高斯-克吕格，因此不采用任何坐标系。请手工指定坐标系。
note-txt-remarks-dropped = 有 { $count } 个点带有备注或高程，未保留；不影响平面位置。
note-txt-ring-flat = 环没有面积（在 { $at } 附近）。请在源数据中核对该环的点。
note-txt-ring-shares-number = 圈号未变，但上一环已闭合，从该点起按新的一环读取，内外关系由位置判定。请核对。
note-txt-rings-cross = 环与环相交或部分重叠（在 { $at } 附近）。几何按原样保留，检查时按几种读法分别判断；请在源数据中改正。
note-txt-self-crossing = 环自相交（在 { $at } 附近）。几何按原样保留，检查时按几种读法分别判断；请在源数据中改正。
note-txt-spike = 该点处夹角小于 1°，形成尖锐角或往返线。请核对该点。
note-txt-unit = 计量单位为“{ $value }”，不是米，因此不采用任何坐标系。请核对单位，换算后再读取。
note-txt-unit-degrees = 文件头的计量单位为“{ $value }”，坐标却是经纬度，已按经纬度读取。请核对。
note-txt-zone-conflict = 文件头写的是 { $header }，坐标中的带号却是 { $coordinates }，两处相互矛盾，因此不采用任何坐标系。请核对后手工指定坐标系。
note-txt-zone-is-width = 带号填成了几度分带（{ $value }），未采用。请在源数据中改为带号。
note-txt-zone-missing = 坐标不带带号，文件头也没有确定的带号，因此不采用任何坐标系。请手工指定坐标系。
note-txt-fields-dropped = 格式中没有 { $count } 个字段的位置，未写出：{ $fields }。
note-txt-outside-encoding = 有 { $count } 个字符不在 GBK 内（{ $characters }），按 GB18030 写出。只认 GBK 的软件会显示乱码，可改用 UTF-8。
note-txt-value-altered = 有 { $count } 个字段值含逗号、“@”或换行，写出时已换成相近字符，以免打乱列。
note-txt-written-without-system = 写出的文件没有写明坐标系。请另行告知接收方。
note-written-without-points = 有 { $count } 个要素没有可写的坐标，只写了地块首行；读回时为无法读取的要素。
note-txt-columns = 该行的列数不对（{ $count } 列），地块已隔离。界址点行应为“点号,圈号,X,Y”，请在源数据中改正。
note-txt-coordinate-odd = 该点坐标（{ $found }）与文件其余坐标（{ $frame }）不相称，地块已隔离。请核对是否多位、少位或小数点错位。
note-txt-degrees-ambiguous = 点数太少，分不清是十进制度还是“度.分秒”，地块已隔离。请在文件头写明“计量单位=度”或“计量单位=度分秒”。
note-txt-frame-differs = 该点（{ $found }）与文件其余坐标不属同一坐标类型或投影带（其余为 { $frame }），地块已隔离。请按投影带分成几个文件。
note-txt-header-differs = 该地块前的文件头与第一个文件头的坐标说明不同，地块已隔离。请分成几个文件分别读取。
note-txt-no-points = 地块没有界址点，范围不明，已隔离。请在源数据中补上坐标。
note-txt-number = 该行的坐标不是数字（“{ $found }”），地块已隔离。请在源数据中改正。
note-txt-order-differs = 该点（{ $found }）的纵、横坐标次序与同一地块的其他点相反（文件坐标为 { $frame }），地块已隔离。请在源数据中改正。
note-txt-packed-invalid = 该点不能按“度.分秒”换算（分或秒不小于 60），地块已隔离。请核对坐标的写法。
note-txt-point-commented = 该行以注释符开头，却像一个界址点，分不清是否属于边界，地块已隔离。请删去该行或去掉注释符。
note-txt-points-missing = 地块首行写明 { $declared } 个界址点，只有 { $found } 个，且末环未闭合，后面的点可能丢失，地块已隔离。请重新导出。
note-txt-ring-interrupted = 圈号 { $ring } 的点被其他环隔断，分不清环的走向，地块已隔离。请把同一环的点排在一起。
note-txt-rings-too-many = 地块的环过多，无法理清内外关系，地块已隔离。请拆分该地块。
read-not-boundary-txt = 文件不是可读的界址点坐标文件：{ $what ->
        [no-parcels] [地块坐标] 之后没有任何地块
       *[no-coordinates] 没有 [地块坐标]，也没有任何坐标行
    }。没有读入任何内容，请换一个文件或重新导出：{ $path }
write-not-expressible = { $format } 无法写出该图层：{ $what ->
        [crs] 坐标系 { $value } 不是高斯-克吕格投影带，也不是常用的大地坐标系；请先用 --to 转换
        [decimals] 第 { $value } 个要素按所选小数位数会缩成一点或一线；请增加小数位数
        [degrees] 坐标系 { $value } 是经纬度；请先用 --to 转换到投影带，或改用“经纬度”格式
        [encoding] 不以 { $value } 编码写出；请选 GBK、GB18030 或 UTF-8
        [fields] 字段多达 { $value } 个，超出上限
        [metres] 坐标系 { $value } 不是经纬度；请先用 --to EPSG:4490 转换
        [no-zone] 坐标没有投影带，无法加减带号
        [several] 该格式只能写一宗地，图层有 { $value } 个要素
       *[rings] 第 { $value } 个要素的环互相重叠或嵌套，读回时会变成别的形状；请先改正几何
    }。没有写出任何内容：{ $path }
write-unknown-profile = 没有名为“{ $profile }”的格式。可选：{ $known }。没有写出任何内容：{ $path }
