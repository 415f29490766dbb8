# 导入档案：文件是什么、有什么问题、替用户定了什么

encoding-basis-by-hand = 人工指定
encoding-basis-format = 该格式只用这一种
encoding-basis-noted = 见说明

role-evidence-field = 有字段 { $name }
role-evidence-name = 名称中有“{ $name }”
role-evidence-format = 该格式只存地块
role-evidence-none = 没有依据

system-evidence-zone-prefix = 横坐标以带号 { $zone } 开头
system-evidence-degrees-in-china = 数值是经纬度，落在中国范围内
system-evidence-degrees = 数值是经纬度
system-evidence-axes-swapped = 两轴互换：文件中第一个数是纵坐标（北）或纬度
system-evidence-at-project = 与已打开的图层（或同时打开的文件）落在一处
system-evidence-beside-project = 距已打开的图层（或同时打开的文件）约 { $km } 千米
system-evidence-datum-in-force = 数值看不出坐标系，2000国家大地坐标系是现行的
system-evidence-older-datum = 老资料可能用此坐标系，需要转换参数

area-unit-m2 = 平方米
area-unit-mu = 亩
area-unit-hectare = 公顷
area-unit-km2 = 平方千米

note-area-unit = 字段 { $field } 的面积单位按与图形面积之比判定为{ $unit ->
    [mu] 亩
    [hectare] 公顷
    [km2] 平方千米
   *[other] 平方米
}
note-area-unit-unclear = 字段 { $field } 的数值与图形面积的比不像任何一种面积单位，没有比较
note-parcels-overlap = 文件内发现 { $count } 对地块相互压盖，共 { $area } 平方米；首对为此地块与 { $other }。重复部分会在合计中计两次，请核对界址
note-area-differs = 注明面积 { $declared } 平方米，计算面积 { $computed } 平方米，相差 { $percent }%
note-web-map-suspected = 像是网络地图的数据（{ $sign }），坐标可能有几百米的偏移（GCJ-02 或 BD-09）。请换用测绘成果，否则不要据此下结论。
