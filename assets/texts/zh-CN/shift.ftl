# Texts of datum shifts.

shift-unreadable = 坐标转换文件读不出：{ $message }
shift-too-large = 文件超过 { $limit } 字节，不是坐标转换文件
shift-syntax = 坐标转换文件的写法不对：{ $message }。请改正该行
shift-format = 这不是坐标转换文件：文件写的格式是“{ $found }”，应为“{ $expected }”
shift-value = 坐标转换文件中字段 { $field } 不能取值“{ $value }”。请改正该行
shift-missing = 坐标转换文件没有给出 { $field }，缺少它转换没有意义。请补上
shift-clash = 坐标转换文件给出了 { $field }，它不能与 { $other } 同时使用。请去掉其中之一
shift-source = 不能从 { $crs } 作这种转换：四参数要求平面坐标，七参数要求已知椭球；CGCS2000 和 WGS 84 无需转换
shift-target = 转换的目标应为 CGCS2000：四参数为某一投影带，如 EPSG:4527；七参数为 EPSG:4490 或某一投影带。{ $crs } 不是
shift-point-line = “{ $text }”不是控制点。第一行应为 name,x1,y1,x2,y2，以下每行一个点名和四个数
shift-points-too-few = 公共控制点只有 { $count } 个，不够。至少 3 个，最好 4 个以上，并分布在测区四周
shift-point-out-of-range = 控制点“{ $point }”的坐标超出其坐标系的意义范围。请检查 point_order（x、y 何者为东坐标）、带号和坐标系
shift-points-coincide = 控制点“{ $point }”与“{ $other }”是同一位置。请去掉一个
shift-points-too-near = 控制点分布范围只有 { $spread_m } m，定不出旋转角。请选用相距更远的点
shift-points-collinear = 控制点在一条直线上。请补充不在该直线上的点
shift-points-mirrored = 控制点两套坐标互为镜像：其中一套的南北、东西坐标颠倒。请改正点表
shift-no-accuracy = 没有说明转换参数的精度。请给出公共控制点，或在 [provenance] 中按参数提供单位的说明填写 rms_m
shift-too-inaccurate = 转换的中误差为 { $sigma_m } m，超过 { $limit_m } m。请检查控制点、坐标次序和坐标系
shift-other-source = 图层的坐标系是 { $crs }（{ $name }），而转换是从 { $source } 出发的。请给出该坐标系的转换，或用 文件@EPSG:代号、文件@local 指明图层正确的坐标系
shift-implausible = 转换使图层移动 { $distance_m } m，超出两个基准之间的差异。请检查参数的符号、单位和旋转约定

note-shift-applied = 按人工给出的坐标转换由 { $source } 转至 { $target }（{ $method ->
    [plane-4] 平面四参数
   *[geocentric-7] 布尔莎七参数，大地高取 0
}，公共控制点 { $points } 个，点位中误差 RMS { $rms_m } m）
note-shift-outside = 图层超出坐标转换控制点范围 { $distance_m } m，超出部分为外推，精度低于所列值
note-shift-suspect = 控制点“{ $point }”残差 { $residual_m } m，大于其余各点的三倍（全部点 RMS { $rms_m } m），可能有误
note-shift-coarse = 坐标转换中误差 { $sigma_m } m，对 1:2000 及更大比例尺偏低（图上 0.1 mm）

shift-method-plane-4 = 平面四参数（E₂ = ΔE + k (E₁ cos θ − N₁ sin θ)，N₂ = ΔN + k (E₁ sin θ + N₁ cos θ)，E 东、N 北，θ 逆时针为正）
shift-method-geocentric-7 = 布尔莎七参数（{ $convention }），源椭球 { $ellipsoid }；大地高取 0
shift-convention-position_vector = 位置矢量旋转（EPSG 9606）
shift-convention-coordinate_frame = 坐标轴旋转（EPSG 9607）
shift-fact-method = 坐标转换
shift-fact-systems = 转换方向
shift-fact-parameters = 转换参数
shift-fact-given = 参数来源
shift-fact-file = 转换文件
shift-fact-accuracy = 转换精度
shift-fact-reach = 控制点范围
shift-fact-tau = 边界误差
shift-text-systems = { $source } → { $target }
shift-text-parameters-given = 参数由{ $by }提供，{ $on }；文号：{ $document }
shift-text-points-given = 公共控制点由{ $by }提供，{ $on }；文号：{ $document }；参数由本软件按最小二乘法求得
shift-text-file = { $file }（SHA-256 { $sha256 }）
shift-text-accuracy-stated = RMS { $rms } m（提供单位说明，无控制点），中误差 σ = { $sigma } m
shift-text-accuracy-points = 公共控制点 { $count } 个，RMS { $rms } m，最大残差 { $greatest } m（{ $point }），中误差 σ = { $sigma } m
shift-text-reach-unknown = 没有给出控制点，无法判断图层是否在其范围内
shift-text-reach-inside = 图层在控制点范围之内
shift-text-reach-outside = 外推：图层超出控制点范围 { $distance } m
shift-text-tau = 计入转换误差的合成边界误差 τ = { $tau } m（2 倍）
shift-text-suspect = 可疑：大于其余点的三倍
shift-col-point = 控制点
shift-col-x1 = 源 x
shift-col-y1 = 源 y
shift-col-x2 = 目标 x
shift-col-y2 = 目标 y
shift-col-east = 残差 东 m
shift-col-north = 残差 北 m
shift-col-length = 残差 m
shift-col-remark = 备注
report-section-shifts = 坐标转换
report-sheet-shifts = 坐标转换
info-fact = { $heading }：{ $value }
info-residual = 残差 { $point }：东 { $east } m，北 { $north } m，合计 { $length } m

cli-shift-form = --shift 的写法是 图层=文件，不是“{ $value }”。例如：--shift eco_redline=xian80.shift.toml
cli-shift-layer = 没有名为“{ $value }”的输入，该坐标转换不会被使用。可用：{ $known }，或文件名
help-check-arg-shifts = 坐标转换文件（TOML：四参数、七参数或公共控制点），把 1980 西安、1954 年北京或地方独立坐标系的输入转至 CGCS2000。图层：parcels、角色或文件名；可写多次
help-overlap-arg-shifts = 某一输入的坐标转换文件（TOML）：a、b、units 或文件名；可写多次
help-info-arg-shift = 文件的坐标转换文件（TOML），列出各控制点残差
help-convert-arg-shift = 从文件的坐标系转至 CGCS2000 的坐标转换文件（TOML）
summary-shift = { $file } 按人工给出的坐标转换：RMS { $rms } m，边界误差 τ = { $tau } m{ $outside ->
    [0] {""}
   *[other] ；外推：超出控制点范围 { $outside } m
}
