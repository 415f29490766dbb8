# Words of the rules: activities, stages, outcomes, documents, authorities, and each rule's title and reason.

# Activities.
activity-a1 = A1 管护巡护、执法、科研、测绘、防灾救灾、国防、防疫
activity-a2 = A2 原住居民等的生产生活（不扩大规模）
activity-a3 = A3 经批准的考古、化石与标本采集、文物保护
activity-a4 = A4 人工商品林抚育更新、竹林经营
activity-a5 = A5 适度参观旅游、科普宣教及配套设施
activity-a6 = A6 必须且无法避让的线性基础设施、通讯、防洪、供水等
activity-a7 = A7 地质调查与规定矿种的勘查开采
activity-a8 = A8 依据规划的生态修复
activity-a9 = A9 国（边）境通视道清理等边界工程
activity-a10 = A10 法律法规允许的其他活动
activity-n1 = N1 国家重大项目
activity-g1 = G1 一般建设
activity-g2 = G2 临时用地
activity-g3 = G3 设施农业
activity-g4 = G4 光伏、风电
activity-g5 = G5 矿业
activity-h1 = H1 村民住宅

# Stages of the procedure.
phase-pre_review = 预审
phase-approval = 报批
phase-temporary = 临时
phase-inspection = 巡查

# Outcomes, mildest first.
outcome-notice = 提示
outcome-conditional = 有条件
outcome-restricted = 严格限制
outcome-prohibited = 禁止

# Ways of using ground.
land_mode-occupy = 申请用地
land_mode-under = 下穿
land_mode-over = 上跨

# How well a rule is known.
confidence-seen = 两份独立文本一致
confidence-single_copy = 见一份文本
confidence-memory = 待核实（未见文本）
confidence-unknown = 待核实（条文未找到）

# What is said about an outcome.
rule-note-basis-expired = 依据可能已到期，请核实
rule-note-unverified = 待核实：判定所依据的规则未经核对，不得作为依据引用
rule-note-activity-unknown = 活动类型未填：按一般建设判定，各类活动的可能结果见表
rule-note-no-rule = 没有规则适用：不表示允许，请人工核对

# Who approves an expropriation, and why.
approval_reason-basic_farmland = 涉及永久基本农田，由国务院批准
approval_reason-cropland = 永久基本农田以外的耕地超过 35 公顷，由国务院批准
approval_reason-other_land = 其他土地超过 70 公顷，由国务院批准
approval_reason-below_limits = 未超过面积限额，由省级人民政府批准

# Authorities.
authority-state_council = 国务院
authority-province = 省级人民政府
authority-city = 设区的市级人民政府或其主管部门
authority-county = 县级人民政府或其主管部门
authority-sector = 行业主管部门或地方人民政府
authority-forestry = 林业和草原主管部门
authority-forestry_national = 国务院林业草原主管部门
authority-park_administration = 国家公园管理机构
authority-management_body = 管理机构
authority-ecology = 生态环境主管部门
authority-water = 水行政主管部门
authority-planning = 自然资源主管部门

# Documents.
document-competent_department_opinion = 主管部门意见
document-conversion_approval = 农用地转用审批
document-cropland_balance = 耕地占补平衡方案
document-cropland_in_out_balance = 耕地转为其他农用地的平衡落实材料
document-crossing_statement = 下穿（上跨）不占地及不影响耕作的说明
document-ecospace_entry_permit = 生态空间准入许可
document-environmental_assessment = 环境影响评价文件
document-exit_plan_province = 省级退出方案
document-facility_record = 设施农业用地备案
document-forest_land_consent = 使用林地审核同意书
document-management_body_opinion = 保护地管理机构意见
document-ministry_pre_review = 自然资源部用地预审
document-necessity_argument = 占用必要性、合理性论证
document-no_discharge_proof = 不排放污染物的证明材料
document-planning_permit = 规划许可
document-preliminary_recognition_city = 设区市人民政府初步认定意见
document-reclamation_plan = 土地复垦方案
document-recognition_opinion_province = 省级人民政府有限人为活动认定意见
document-replacement_plan = 永久基本农田补划方案
document-scenic_review = 风景名胜区管理机构审核意见
document-sector_recognition = 行业主管部门或市、县人民政府认定材料
document-siting_argument = 城镇开发边界外选址论证
document-state_council_approval = 国务院批准文件
document-strategic_mineral_proof = 战略性矿产或不破坏耕作层的证明材料
document-temporary_land_approval_city = 市级以上临时用地批准
document-temporary_land_approval_county = 县级临时用地批准
document-tilth_restorable_proof = 可恢复原种植条件的证明材料
document-topsoil_plan = 耕作层土壤剥离利用方案
document-unavoidable_argument_province = 省级人民政府不可避让论证意见
document-underground_protection_plan = 地下开采及保护性措施方案
document-use_conversion_permit = 用途转用许可
document-water_authority_opinion = 水行政主管部门意见
document-water_source_opinion = 饮用水水源主管部门意见
document-wetland_opinion = 湿地主管部门意见
document-wetland_opinion_national = 国务院林业草原主管部门意见
document-wetland_restoration_plan = 湿地恢复（重建）方案

# Problems with a rule file.
rule-file-syntax = 规则文件第 { $line } 行不能读取：{ $message }。文件 { $file }
rule-file-schema = 规则文件的格式标识为“{ $found }”，本程序读取 { $expected }。文件 { $file }
rule-file-value = 第 { $line } 行，{ $rule }：字段 { $field } 不接受“{ $value }”。文件 { $file }
rule-file-unlisted = 第 { $line } 行，{ $rule }：文件中没有 { $list } { $name }。文件 { $file }
rule-file-duplicate = 第 { $line } 行：规则编号 { $rule } 重复。文件 { $file }

# Rules: ecological protection red line.
rule-cn-eco-core = 红线内自然保护地核心保护区
rule-cn-eco-core-why = 核心保护区原则上禁止人为活动；法律列明的例外须逐项核对
rule-cn-eco-core-listed = 核心保护区内法律列明的活动
rule-cn-eco-core-listed-why = 巡护科研、文物保护、生态修复属列明的例外，仍须主管部门同意
rule-cn-eco-out-general = 红线内的开发性、生产性建设
rule-cn-eco-out-general-why = 核心保护区以外也禁止开发性、生产性建设，只允许十类有限人为活动
rule-cn-eco-out-a1 = 红线内有限人为活动 A1
rule-cn-eco-out-a1-why = 不造成生态功能破坏的前提下可行；须直接服务于该活动
rule-cn-eco-out-a2 = 红线内有限人为活动 A2
rule-cn-eco-out-a2-why = 不造成生态功能破坏的前提下可行；不得扩大建设用地、耕地、养殖规模和放牧强度
rule-cn-eco-out-a3 = 红线内有限人为活动 A3
rule-cn-eco-out-a3-why = 不造成生态功能破坏的前提下可行；须有批准文件
rule-cn-eco-out-a4 = 红线内有限人为活动 A4
rule-cn-eco-out-a4-why = 不造成生态功能破坏的前提下可行；须有合法许可
rule-cn-eco-out-a5 = 红线内有限人为活动 A5
rule-cn-eco-out-a5-why = 不造成生态功能破坏的前提下可行；须符合相关规划
rule-cn-eco-out-a6 = 红线内有限人为活动 A6
rule-cn-eco-out-a6-why = 不造成生态功能破坏的前提下可行；须无法避让，且列入县级以上国土空间规划
rule-cn-eco-out-a7 = 红线内有限人为活动 A7
rule-cn-eco-out-a7-why = 不造成生态功能破坏的前提下可行；既有矿权不得扩大范围；矿种清单待核实
rule-cn-eco-out-a8 = 红线内有限人为活动 A8
rule-cn-eco-out-a8-why = 不造成生态功能破坏的前提下可行；须依据县级以上国土空间规划和生态修复规划；表述待核实
rule-cn-eco-out-a9 = 红线内有限人为活动 A9
rule-cn-eco-out-a9-why = 不造成生态功能破坏的前提下可行；江西省无此情形；表述待核实
rule-cn-eco-out-a10 = 红线内有限人为活动 A10
rule-cn-eco-out-a10-why = 不造成生态功能破坏的前提下可行；须写明所依据的法律；表述待核实
rule-cn-eco-recognition = 有限人为活动认定（新增建设用地）
rule-cn-eco-recognition-why = 涉及新增建设用地的，转用、征收报批时附省级人民政府认定意见
rule-cn-eco-pass = 下穿、上跨红线且不申请用地
rule-cn-eco-pass-why = 不新增建设用地的有限人为活动由行业或地方管理，须单独统计
rule-cn-eco-n1 = 国家重大项目占用红线
rule-cn-eco-n1-why = 十类活动以外确需占用的，由省级人民政府论证不可避让，并报国务院批准
rule-cn-eco-temp = 红线内临时用地
rule-cn-eco-temp-why = 参照临时占用永久基本农田办理并严格恢复；条文待核实
rule-cn-eco-legacy = 红线内已有矿业权、风电、光伏
rule-cn-eco-legacy-why = 按省级退出方案处理，不得扩大；条文待核实
rule-cn-eco-zone-unknown = 红线图斑未注明功能分区
rule-cn-eco-zone-unknown-why = 图层没有分区值，按核心保护区以外判定；请用自然保护地数据复核

# Rules: permanent basic farmland and cropland.
rule-cn-pbf-any = 占用永久基本农田
rule-cn-pbf-any-why = 任何单位和个人不得占用或改变用途；疑似划定错误的，按县认定、省审核、部更新的程序处理
rule-cn-pbf-n1 = 国家重大项目占用永久基本农田
rule-cn-pbf-n1-why = 仅限列明的重大项目且确实难以避让，须补划并报国务院批准
rule-cn-pbf-temp = 临时占用永久基本农田
rule-cn-pbf-temp-why = 须可恢复种植条件，由市级以上批准，一般不超过两年
rule-cn-pbf-temp-2020 = 临时占用永久基本农田（2021年11月前）
rule-cn-pbf-temp-2020-why = 由县级批准，一般不超过两年，期满一年内复垦
rule-cn-pbf-facility = 永久基本农田上新建农业设施
rule-cn-pbf-facility-why = 后发文件禁止新增；2019年文件曾允许部分情形补划，两者并列供核对
rule-cn-pbf-facility-2019 = 永久基本农田上的农业设施（2021年11月前）
rule-cn-pbf-facility-2019-why = 种植设施确需破坏耕作层的须补划，养殖设施原则上不得占用
rule-cn-pbf-pv = 光伏用地占用永久基本农田或耕地
rule-cn-pbf-pv-why = 新建、扩建光伏不得占用永久基本农田，光伏方阵不得占用耕地
rule-cn-pbf-house = 村民住宅占用永久基本农田
rule-cn-pbf-house-why = 农村村民建住宅不得占用永久基本农田
rule-cn-pbf-mining = 永久基本农田上设矿业权
rule-cn-pbf-mining-why = 限战略性矿产或不破坏耕作层的矿种，转采矿的须地下开采并采取保护措施
rule-cn-pbf-mining-2020 = 永久基本农田上采矿（2025年10月前）
rule-cn-pbf-mining-2020-why = 不得占用永久基本农田，不得在耕地上采矿、采石、挖砂
rule-cn-pbf-pass = 下穿、上跨永久基本农田且不申请用地
rule-cn-pbf-pass-why = 不占地的穿越、跨越须单独统计并说明不影响耕作；处理方式待核实
rule-cn-gd-occupy = 占用一般耕地
rule-cn-gd-occupy-why = 须办理农用地转用并落实占补平衡
rule-cn-gd-temp = 临时使用耕地
rule-cn-gd-temp-why = 涉及耕地的由市级以上批准；难以恢复的制梁场、拌合站等不得使用
rule-cn-gd-temp-2020 = 临时使用耕地（2021年11月前）
rule-cn-gd-temp-2020-why = 由县级批准，一般不超过两年，期满一年内复垦
rule-cn-gd-facility = 设施农业使用一般耕地
rule-cn-gd-facility-why = 可以使用一般耕地，须备案并落实耕地转出转进平衡
rule-cn-gd-power-2020 = 光伏、风电占用耕地（2023年3月前）
rule-cn-gd-power-2020-why = 须办理农用地转用并落实占补平衡

# Rules: protected areas.
rule-cn-reserve-core = 自然保护区核心保护区
rule-cn-reserve-core-why = 除列明的活动外禁止人为活动
rule-cn-reserve-core-listed = 自然保护区核心保护区内列明的活动
rule-cn-reserve-core-listed-why = 巡护科研、文物保护、生态修复等列明活动可按程序办理
rule-cn-reserve-core-n1 = 国家重大项目涉及核心保护区
rule-cn-reserve-core-n1-why = 仅限法律允许的情形，条款须核对
rule-cn-reserve-buffer = 自然保护区缓冲区（旧分区）
rule-cn-reserve-buffer-why = 数据仍用旧分区，暂按最严处理；对应的新分区待核实
rule-cn-reserve-general = 自然保护区一般控制区内的开发建设
rule-cn-reserve-general-why = 一般控制区严格限制人为活动，不得开发性、生产性建设
rule-cn-reserve-general-living = 一般控制区内的居民住宅、临时用地和重大项目
rule-cn-reserve-general-living-why = 限必要的生产生活和国家重大项目，须管理机构和主管部门同意
rule-cn-reserve-general-limited = 一般控制区内的有限人为活动
rule-cn-reserve-general-limited-why = 可按程序办理，须管理机构意见
rule-cn-reserve-old-core = 自然保护区核心区、缓冲区（2026年3月前）
rule-cn-reserve-old-core-why = 核心区禁止进入，缓冲区只准科研观测，均不得建设生产设施
rule-cn-reserve-old-core-research = 核心区、缓冲区内的科研与巡护（2026年3月前）
rule-cn-reserve-old-core-research-why = 须经批准
rule-cn-reserve-old-experimental = 自然保护区实验区（2026年3月前）
rule-cn-reserve-old-experimental-why = 不得建设污染设施，用地须林业主管部门同意
rule-cn-reserve-old-limited = 实验区内的有限人为活动（2026年3月前）
rule-cn-reserve-old-limited-why = 须林业主管部门同意
rule-cn-park-core = 国家公园核心保护区
rule-cn-park-core-why = 除列明的活动外禁止人为活动；条款须核对
rule-cn-park-core-patrol = 国家公园核心保护区内的巡护科研
rule-cn-park-core-patrol-why = 属列明的活动，须管理机构同意
rule-cn-park-general = 国家公园一般控制区内的开发建设
rule-cn-park-general-why = 禁止开发性、生产性建设
rule-cn-park-general-major = 国家公园一般控制区内的住宅、临时用地和重大项目
rule-cn-park-general-major-why = 限必要情形，须管理机构和主管部门同意
rule-cn-park-general-limited = 国家公园一般控制区内的有限人为活动
rule-cn-park-general-limited-why = 限列明的活动和规划确定的区域，须管理机构意见
rule-cn-scenic-core = 风景名胜区核心景区
rule-cn-scenic-core-why = 不得建设宾馆、培训中心、疗养院以及与资源保护无关的建筑物
rule-cn-scenic-mining = 风景名胜区内开山采石、开矿
rule-cn-scenic-mining-why = 风景名胜区内禁止开山、采石、开矿
rule-cn-scenic-build = 风景名胜区内的建设活动
rule-cn-scenic-build-why = 规划批准后方可建设，须管理机构审核后再办审批
rule-cn-park-natural = 森林、湿地、地质等自然公园
rule-cn-park-natural-why = 须主管部门意见；各类公园办法待核实
rule-cn-park-natural-limited = 自然公园内的有限人为活动
rule-cn-park-natural-limited-why = 须主管部门意见；各类公园办法待核实

# Rules: natural ecological space.
rule-cn-space-convert = 其他自然生态空间
rule-cn-space-convert-why = 实行区域准入和用途转用许可，面积不减少、功能不降低

# Rules: wetland, forest, water and others.
rule-cn-wet-national = 国家重要湿地
rule-cn-wet-national-why = 除国家重大项目、防灾减灾、重要水利及保护设施等外禁止占用
rule-cn-wet-national-n1 = 国家重要湿地的例外情形
rule-cn-wet-national-n1-why = 选址时征求国务院林业草原主管部门意见，占用的须恢复或重建
rule-cn-wet-general = 省级重要湿地和一般湿地
rule-cn-wet-general-why = 尽量避让，确需占用的须主管部门意见
rule-cn-wet-temp = 临时占用湿地
rule-cn-wet-temp-why = 不超过两年，不得建永久建筑，一年内恢复
rule-cn-wet-land-use = 地类为湿地的图斑
rule-cn-wet-land-use-why = 由地类推导，以湿地名录和范围为准；待核实
rule-cn-forest-i = Ⅰ级保护林地
rule-cn-forest-i-why = 任何建设项目不得使用
rule-cn-forest-ii = Ⅱ级保护林地
rule-cn-forest-ii-why = 仅限列明的基础设施、公共事业、民生和国防外交项目
rule-cn-forest = 使用林地
rule-cn-forest-why = 不占或少占；报批用地前须县级以上林业主管部门审核同意
rule-cn-forest-land-use = 地类为林地的图斑
rule-cn-forest-land-use-why = 由地类推导，以林地管理范围为准；待核实
rule-cn-water-1 = 饮用水水源一级保护区
rule-cn-water-1-why = 禁止新建、改建、扩建与供水设施和保护水源无关的项目
rule-cn-water-1-supply = 一级保护区内与供水、保护有关的活动
rule-cn-water-1-supply-why = 与供水设施和保护水源有关的方可实施
rule-cn-water-2 = 饮用水水源二级保护区
rule-cn-water-2-why = 禁止新建、改建、扩建排放污染物的项目
rule-cn-water-3 = 饮用水水源准保护区
rule-cn-water-3-why = 禁止新建、扩建严重污染项目，改建不得增加排污量
rule-cn-water-grade-unknown = 饮用水水源保护区（级别未注明）
rule-cn-water-grade-unknown-why = 图层没有级别值，暂按二级处理，请核对保护区划
rule-cn-water-code = 饮用水水源保护区（生态环境法典）
rule-cn-water-code-why = 2026年8月15日起适用法典，分级要求预计延续，条款待核实
rule-cn-shore-protect = 岸线保护区
rule-cn-shore-protect-why = 仅限防洪、供水、生态修复和既有枢纽
rule-cn-shore-reserve = 岸线保留区及其他河湖管理范围
rule-cn-shore-reserve-why = 须水行政主管部门意见
rule-cn-sector = 行业管控范围
rule-cn-sector-why = 历史文化、地质灾害、压覆矿产、管线等按行业规定核对；待核实

# Rules: urban development boundary.
rule-cn-urban-out = 城镇开发边界外的城镇建设
rule-cn-urban-out-why = 边界外不得进行城镇集中建设，不得规划开发区、产业园区和城镇居住用地；一般建设按此判定
rule-cn-urban-out-listed = 城镇开发边界外的列明项目
rule-cn-urban-out-listed-why = 交通、能源、水利、采矿、村庄等有特殊选址要求的可以布局，须论证
rule-cn-urban-out-rural = 城镇开发边界外的非城镇活动
rule-cn-urban-out-rural-why = 不属于城镇建设，按其他规则判定
rule-cn-urban-special = 城镇开发边界内特别用途区
rule-cn-urban-special-why = 按规划许可管理；条文待核实

# Rules: Jiangxi.
rule-cn36-eco-pre = 江西：有限人为活动初步认定（预审）
rule-cn36-eco-pre-why = 涉及新增建设用地的，预审时附设区市人民政府初步认定意见
rule-cn36-eco-pre-recalled = 江西：有限人为活动 A7–A10 初步认定（预审）
rule-cn36-eco-pre-recalled-why = 程序同其他有限人为活动；该类活动的表述待核实
rule-cn36-eco-approval = 江西：有限人为活动认定（报批）
rule-cn36-eco-approval-why = 转用、征收报批时附省人民政府认定意见
rule-cn36-space-convert = 江西：自然生态空间用途管制
rule-cn36-space-convert-why = 按国土空间规划划定的范围实行用途转用许可
rule-cn36-eco2024-limited = 江西2024年办法：有限人为活动（未录入）
rule-cn36-eco2024-limited-why = 条文未录入，不参与判定
rule-cn36-eco2024-temp = 江西2024年办法：临时用地（未录入）
rule-cn36-eco2024-temp-why = 条文未录入，不参与判定
rule-cn36-eco2024-legacy = 江西2024年办法：历史遗留（未录入）
rule-cn36-eco2024-legacy-why = 条文未录入，不参与判定
