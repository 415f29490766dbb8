# Texts of reading inputs and bringing them onto one plane.

note-parcel-repaired = 地块 { $name } 的边界经手工修复：{ $how ->
        [even-odd] 交叠处扣除
       *[union] 交叠处合并
    }。面积由 { $before } m²（沿边界直接计算）变为 { $after } m²；原文件未改。
input-empty = 没有写文件。请写 文件、文件#图层、文件@EPSG:代号 或 文件@local
input-crs = “{ $crs }”不是坐标参考系。@ 之后请写 EPSG:代号（如 EPSG:4527）、local、yx（两轴互换）、text=GBK（文本编码）、en 或 ne（点位表两列的先后：东北、北东）、packed（度.分秒）或 decimal（十进制度），用逗号隔开：{ $file }
input-encoding = 没有名为“{ $encoding }”的文本编码。请写 text=GBK、text=UTF-8、text=GB18030 等：{ $file }

plan-unreadable = 核查方案读不出：{ $message }
plan-syntax = 核查方案的写法不对：{ $message }。请改正该行
plan-format = 这不是核查方案：文件写的格式是“{ $found }”，应为“{ $expected }”
plan-value = 核查方案中字段 { $field } 不能取值“{ $value }”。请改正该行

rule-file-unreadable = 规则文件读不出：{ $message }

import-several-layers = 文件含多个图层：{ $layers }。请用 文件#图层 指明
import-axes-swapped = 坐标轴颠倒（纬度在经度前，或北坐标在东坐标前），未做核查。请按 x（经度、东坐标）在前重新导出
import-missing-crs = 文件未注明坐标参考系，其数值{ $look ->
    [degrees] 像是某一坐标系的经纬度
    [metres-with-prefix] 像是带带号的米制坐标
    [metres-without-prefix] 像是不知带号的米制坐标
   *[other] 不是通常的经纬度
}，未做核查。请用 文件@EPSG:代号 指明；工程坐标用 文件@local
import-crs-contradiction = 注明的坐标参考系是 { $crs }（{ $name }），但数值{ $look ->
    [degrees] 像是经纬度
    [metres-with-prefix] 像是另一带的、带带号的米制坐标
    [metres-without-prefix] 像是不带带号的米制坐标
   *[other] 与之不符
}，未做核查。请改正文件，或用 文件@EPSG:代号 指明正确的坐标系
import-local-mix = 该文件是工程坐标，而 { $other } 有大地坐标，两者不能套合。请全部使用 @local，或全部不用；也可用 --shift 图层=文件（转换参数或不少于 3 个公共控制点）把地方坐标系联到 CGCS2000
import-no-parcels = 地块文件中没有面：共 { $features } 个要素，其中 { $unreadable } 个读不出。请确认文件无误；“redline info 文件”可列出其内容
import-cancelled = 已中止，未作任何改动

crs-basis-by-hand = 人工指定
crs-basis-declared = 文件注明
crs-basis-standard = 文件未注明、数值为经纬度，按 GeoJSON 标准（RFC 7946）

note-axes-by-user = 按人工指定，两轴互换：文件中第一个数作纵坐标（北），第二个数作横坐标（东）
note-crs-by-user = 坐标参考系 { $crs } 由人工指定
note-crs-overridden = 文件注明 { $declared }，按人工指定改用 { $crs }
note-crs-by-standard = 文件未注明坐标参考系，按 GeoJSON 标准（RFC 7946）采用 { $crs }
note-place-not-finite = 坐标为无穷大或不是数（{ $x }，{ $y }），该要素已隔离
note-place-out-of-range = 坐标超出其坐标系的意义范围（{ $x }，{ $y }），该要素已隔离
note-place-antimeridian = 一条边跨过 180° 以上的经度或越过平面边缘（{ $x }，{ $y } 处），该要素已隔离
note-place-not-transformable = 基准转换不覆盖该处（{ $x }，{ $y }），该要素已隔离
note-land-mode-unknown = “{ $word }”不是已知的用地方式，该地块按申请用地处理
