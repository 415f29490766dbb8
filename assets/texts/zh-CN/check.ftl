# Words of the check: roles, kinds, verdicts, reasons and what would settle them.

role-eco_redline = 生态保护红线
role-basic_farmland = 永久基本农田
role-eco_space = 自然生态空间
role-nature_reserve = 自然保护地
role-urban_boundary = 城镇开发边界
role-farmland = 一般耕地
role-land_use = 地类图斑
role-admin_unit = 行政区
role-approval_extent = 已批准范围
role-other = { $name }
role-parcels = 拟用地块

kind-overlap = 压占
kind-outside = 界外
kind-within_error = 误差范围内
kind-touch = 相接
kind-near = 邻近

verdict-clear = 不涉及
verdict-within_error = 误差范围内
verdict-undetermined = 无法判定
verdict-conflict = 涉及
verdict-not_checked = 未检查

reason-unreadable-feature = 管控图层有 { $count } 个要素的图形无法读取，其位置可能在本地块范围内
reason-no-geometry = 地块没有图形
reason-parcel-unreadable = 地块图形无法读取
reason-readings-differ = 图形无效（如自相交），奇偶、非零、外轮廓合并三种读法的结果不一致：共用面积在 { $least_m2 } 与 { $most_m2 } m² 之间
reason-parcel-readings-differ = 地块图形无效（如自相交），三种读法的地块面积相差 { $spread_m2 } m²
reason-parcel-without-ground = 地块或其某一部分的边界环没有围成任何面积
reason-feature-without-ground = 此处有一个管控要素的边界环没有围成任何面积，其本来范围不明
reason-too-tangled = 图形自相交达数万处，未予量算
reason-empty-layer = 管控图层为空，没有可供核查的图形
reason-layers-apart = 图层与地块相距约 { $distance_km } km，疑为坐标系有误
reason-engines-disagree = 面积恒等式不成立，且两种独立算法的结果不一致：{ $first_m2 } 与 { $second_m2 } m²
reason-overlay-failed = 叠加计算未能完成
reason-pair-failed = 比对该地块与此要素时程序内部出错
reason-out-of-range = 坐标超出其坐标系的可用范围
reason-no-layer-checked = 没有给出任何管控图层
reason-crs-guessed = 坐标系未写明，由数值推测

remedy-unreadable-feature = 修复或更正该图层中被隔离的要素后重新核查
remedy-no-geometry = 补充地块的界址点后重新核查
remedy-parcel-unreadable = 更正地块文件中该地块的坐标后重新核查
remedy-readings-differ = 修复无效图形（消除自相交、重复绕行或环外洞）后重新核查
remedy-parcel-without-ground = 补充地块界址点后重新核查
remedy-feature-without-ground = 向图层来源单位索取该要素的正确边界后重新核查
remedy-too-tangled = 补充或重新绘制正确的边界后重新核查
remedy-parcel-readings-differ = 修复地块图形（消除自相交、重复绕行或环外洞）后重新核查
remedy-empty-layer = 提供含有图形的图层，或书面确认本区域内没有该类管控要素
remedy-layers-apart = 核对两者的坐标系、带号与坐标顺序后重新核查
remedy-engines-disagree = 核查该处图形的重复点与微小自相交，必要时人工量算
remedy-overlay-failed = 核查该处图形，必要时人工量算
remedy-pair-failed = 人工量算该处，并连同地块与要素反馈此错误
remedy-out-of-range = 核对坐标系、带号与坐标顺序后重新核查
remedy-no-layer-checked = 提供需要核查的管控图层
remedy-crs-guessed = 指定并确认该文件的坐标系后重新核查
