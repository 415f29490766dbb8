# Words that every part of the program uses.

app-name = 红线核查
app-tagline = 拟用地块与管控边界套合核查

language-zh-CN = 简体中文
language-en = English

# Units, as they stand in table headers and after numbers.
unit-m2 = m²
unit-hectare = 公顷
unit-mu = 亩
unit-metre = m
unit-percent = %
amount-m2 = { $m2 } m²
amount-three-units = { $m2 } m²（{ $hectare } 公顷，{ $mu } 亩）

count-parcels = { $count } 宗地块
count-features = { $count } 个要素
count-findings = { $count } 处
count-layers = { $count } 个图层

word-yes = 是
word-no = 否
word-list-separator = ；
word-none = 无
word-unknown = 未知
word-dash = —
list-separator = 、
clause-separator = ；

severity-info = 提示
severity-warning = 警告
severity-quarantined = 已隔离

# Places in a file; numbers of features, rings and vertices count from 0.
place-feature = 要素 { $value }
place-id = 编号 { $value }
place-ring = 环 { $value }
place-vertex = 点 { $value }
place-line = 行 { $value }
place-column = 列 { $value }
place-byte = 字节 { $value }
