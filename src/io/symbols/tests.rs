//! Styles of other programs as they write them.

use super::*;
use crate::symbols::{Color, Pattern, When};

const CATEGORIES: &str = r#"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.34.1" styleCategories="Symbology" hasScaleBasedVisibilityFlag="1" minScale="100000" maxScale="500">
  <flags><Identifiable>1</Identifiable></flags>
  <renderer-v2 type="categorizedSymbol" attr="DLBM" symbollevels="0">
    <categories>
      <category type="string" value="0101" label="水田" symbol="0" render="true"/>
      <category type="List" label="旱地等" symbol="1" render="true">
        <val type="string" value="0102"/><val type="string" value="0103"/>
      </category>
      <category type="string" value="1101" label="河流" symbol="2" render="false"/>
      <category type="string" value="" label="其他" symbol="3" render="true"/>
    </categories>
    <symbols>
      <symbol type="fill" name="0" alpha="0.5">
        <data_defined_properties><Option type="Map"><Option name="name" value=""/></Option></data_defined_properties>
        <layer class="SimpleFill" enabled="1" pass="0">
          <Option type="Map">
            <Option type="QString" name="color" value="248,208,114,255,rgb:0.97,0.81,0.44,1"/>
            <Option type="QString" name="outline_color" value="35,35,35,255"/>
            <Option type="QString" name="outline_style" value="dash"/>
            <Option type="QString" name="outline_width" value="2"/>
            <Option type="QString" name="outline_width_unit" value="Pixel"/>
            <Option type="QString" name="style" value="solid"/>
          </Option>
        </layer>
      </symbol>
      <symbol type="fill" name="1" alpha="1">
        <layer class="LinePatternFill" enabled="1">
          <prop k="angle" v="45"/><prop k="distance" v="2.5"/><prop k="distance_unit" v="MM"/>
          <symbol type="line" name="@1@0"><layer class="SimpleLine"><prop k="line_color" v="10,20,30,255"/><prop k="line_width" v="0.3"/></layer></symbol>
        </layer>
        <layer class="SimpleLine"><prop k="line_color" v="255,255,255,255"/><prop k="line_width" v="0.9"/></layer>
        <layer class="SimpleLine"><prop k="line_color" v="168,0,0,255"/><prop k="line_width" v="0.5"/><prop k="use_custom_dash" v="1"/><prop k="customdash" v="4;1;1;1"/></layer>
        <layer class="SimpleLine" enabled="0"><prop k="line_color" v="1,2,3,255"/></layer>
      </symbol>
      <symbol type="fill" name="2"><layer class="SimpleFill"><prop k="color" v="1,2,3,255"/></layer></symbol>
      <symbol type="fill" name="3"><layer class="GradientFill"><prop k="color" v="9,9,9,255"/></layer></symbol>
    </symbols>
  </renderer-v2>
  <labeling type="simple"><settings><text-style fieldName="DLMC"/></settings></labeling>
</qgis>"#;

const SLD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<StyledLayerDescriptor version="1.1.0" xmlns="http://www.opengis.net/sld" xmlns:se="http://www.opengis.net/se" xmlns:ogc="http://www.opengis.net/ogc">
<NamedLayer><se:Name>红线</se:Name><UserStyle><se:FeatureTypeStyle>
  <se:Rule><se:Name>core</se:Name><se:Description><se:Title>核心保护区</se:Title></se:Description>
    <ogc:Filter><ogc:Or>
      <ogc:PropertyIsEqualTo><ogc:PropertyName>ZRBHDFQ</ogc:PropertyName><ogc:Literal>核心保护区</ogc:Literal></ogc:PropertyIsEqualTo>
      <ogc:PropertyIsLike wildCard="%" singleChar="_" escape="\"><ogc:PropertyName>ZRBHDFQ</ogc:PropertyName><ogc:Literal>核心%</ogc:Literal></ogc:PropertyIsLike>
    </ogc:Or></ogc:Filter>
    <se:MinScaleDenominator>1000</se:MinScaleDenominator><se:MaxScaleDenominator>50000</se:MaxScaleDenominator>
    <se:PolygonSymbolizer>
      <se:Fill><se:SvgParameter name="fill">#a80000</se:SvgParameter><se:SvgParameter name="fill-opacity">0.2</se:SvgParameter></se:Fill>
      <se:Stroke><se:SvgParameter name="stroke">#a80000</se:SvgParameter><se:SvgParameter name="stroke-width">2</se:SvgParameter><se:SvgParameter name="stroke-dasharray">5 2 1</se:SvgParameter></se:Stroke>
    </se:PolygonSymbolizer>
    <se:PolygonSymbolizer><se:Fill><se:GraphicFill><se:Graphic><se:Mark><se:WellKnownName>shape://slash</se:WellKnownName>
      <se:Stroke><se:SvgParameter name="stroke">#102030</se:SvgParameter></se:Stroke></se:Mark><se:Size>10</se:Size></se:Graphic></se:GraphicFill></se:Fill></se:PolygonSymbolizer>
  </se:Rule>
  <se:Rule><se:Name>big</se:Name>
    <ogc:Filter><ogc:PropertyIsGreaterThan><ogc:PropertyName>MJ</ogc:PropertyName><ogc:Literal>10</ogc:Literal></ogc:PropertyIsGreaterThan></ogc:Filter>
    <se:PolygonSymbolizer><se:Fill/></se:PolygonSymbolizer></se:Rule>
  <se:Rule><se:Name>rest</se:Name><se:ElseFilter/>
    <se:PolygonSymbolizer><se:Stroke/></se:PolygonSymbolizer><se:TextSymbolizer/></se:Rule>
</se:FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>"#;

fn read(text: &str) -> Result<SymbolSet, SymbolsError> {
    read_text(text, "style", &Ticket::new(), PathBuf::from("style.qml"))
}

#[test]
fn categories_of_qgis_keep_values_colours_lines_and_scales() {
    let set = read(CATEGORIES).unwrap();
    assert_eq!(set.fields, ["DLBM"]);
    let of = |value: &str| &set.rules()[usize::from(set.rule_of_value(value).unwrap())];
    let paddy = of("0101");
    assert_eq!(paddy.label.of("en"), "水田");
    assert_eq!(paddy.light.fill, Some(Color::rgb(248, 208, 114).faded(0.5)));
    let outline = paddy.light.line.as_ref().unwrap();
    assert!((outline.width_mm - 0.529).abs() < 0.001 && outline.dash_mm.len() == 2);
    assert!(paddy.scales.holds(500.0) && !paddy.scales.holds(499.0) && !paddy.scales.holds(100_000.0));
    let dry = &of("0103").light;
    assert_eq!((dry.hatches[0].degrees, dry.hatches[0].step_mm), (45.0, 2.5));
    assert_eq!(dry.line.as_ref().unwrap().dash_mm, [4.0, 1.0, 1.0, 1.0]);
    assert_eq!(dry.casing.as_ref().unwrap().color, Color::WHITE);
    assert!(of("1101").light.is_blank());
    assert_eq!(of("9999").light.fill, Some(Color::rgb(9, 9, 9)));
    assert_eq!(set.notes.count("note-symbols-approximated"), 1);
}

#[test]
fn rules_of_qgis_are_categories_where_one_field_decides() {
    let text = r#"<qgis><renderer-v2 type="RuleRenderer"><rules key="r">
        <rule filter="&quot;LX&quot; = '1'" symbol="0" label="一" scalemaxdenom="10000"/>
        <rule label="group"><rule filter="&quot;LX&quot; LIKE '2%'" symbol="0"/></rule>
        <rule filter="$area &gt; 5" symbol="0"/>
        <rule filter="ELSE" symbol="1"/></rules>
        <symbols><symbol name="0"><layer class="SimpleFill"><prop k="color" v="1,2,3,255"/><prop k="style" v="b_diagonal"/><prop k="outline_style" v="no"/></layer></symbol>
        <symbol name="1"><layer class="PointPatternFill"><prop k="distance_x" v="3"/><symbol><layer class="SimpleMarker"><prop k="size" v="0.8"/><prop k="color" v="7,7,7,255"/></layer></symbol></layer></symbol>
        </symbols></renderer-v2></qgis>"#;
    let set = read(text).unwrap();
    assert_eq!(set.fields, ["LX"]);
    let of = |value: &str| &set.rules()[usize::from(set.rule_of_value(value).unwrap())];
    assert_eq!(of("1").light.hatches[0].degrees, 45.0);
    assert!(of("1").light.fill.is_none() && of("1").light.line.is_none());
    assert!(!of("1").scales.holds(20_000.0));
    assert!(matches!(&of("21").when, When::Value { prefixes, .. } if prefixes == &["2"]));
    let rest = of("x").light.hatches[0];
    assert_eq!(
        (rest.pattern, rest.step_mm, rest.width_mm),
        (Pattern::Dots, 3.0, 0.8)
    );
    assert_eq!(set.notes.count("note-symbols-condition"), 1);
}

#[test]
fn descriptors_keep_rules_that_compare_one_property() {
    let set = read(SLD).unwrap();
    assert_eq!(set.fields, ["ZRBHDFQ"]);
    let core = &set.rules()[usize::from(set.rule_of_value("核心区").unwrap())];
    assert_eq!(core.label.of("zh-CN"), "核心保护区");
    assert_eq!(core.light.fill, Some(Color::rgb(0xA8, 0, 0).faded(0.2)));
    let line = core.light.line.as_ref().unwrap();
    assert!((line.width_mm - 0.56).abs() < 1e-6);
    assert_eq!(line.dash_mm.len(), 6);
    assert_eq!(core.light.hatches[0].color, Color::rgb(0x10, 0x20, 0x30));
    assert!(core.scales.holds(1000.0) && !core.scales.holds(50_000.0));
    assert_eq!(set.rule_of_value("一般"), set.otherwise());
    assert_eq!(set.notes.count("note-symbols-condition"), 1);
    assert_eq!(set.notes.count("note-symbols-approximated"), 1);
}

#[test]
fn what_is_no_style_says_so() {
    let code = |text: &str| read(text).unwrap_err().code();
    assert_eq!(code("<kml><Document/></kml>"), "symbols-not-recognised");
    assert_eq!(code("<qgis></qgis>"), "symbols-nothing");
    let graduated = "<qgis><renderer-v2 type='graduatedSymbol' attr='MJ'/></qgis>";
    assert_eq!(code(graduated), "symbols-not-understood");
    let computed = "<qgis><renderer-v2 type='categorizedSymbol' attr='left(DLBM,2)'/></qgis>";
    assert_eq!(code(computed), "symbols-not-understood");
    assert_eq!(code("<qgis><renderer-v2"), "symbols-xml");
    assert_eq!(
        code("<!DOCTYPE qgis [<!ENTITY a 'b'>]><qgis>&a;</qgis>"),
        "symbols-xml"
    );
    assert_eq!(code(&"<a>".repeat(100_000)), "symbols-not-recognised");
    assert_eq!(code(&format!("<qgis>{}", "<a>".repeat(100_000))), "symbols-xml");
    assert_eq!(code("<StyledLayerDescriptor/>"), "symbols-nothing");
    assert_eq!(code("format = 3"), "symbols-syntax");
    assert_eq!(code(""), "symbols-format");
    assert_eq!(code("{\"format\": \"x\"}"), "symbols-format");
}

#[test]
fn a_hundred_thousand_categories_are_cut_with_a_note() {
    let category = |number: u32| format!("<category value='{number}' label='{number}' symbol='{number}'/>");
    let symbol = |number: u32| {
        format!(
            "<symbol name='{number}'><layer class='SimpleFill'><prop k='color' v='1,2,3,255'/></layer></symbol>"
        )
    };
    let all = |of: &dyn Fn(u32) -> String| (0..100_000).map(of).collect::<Vec<_>>().concat();
    let text = format!(
        "<qgis><renderer-v2 type='categorizedSymbol' attr='BSM'><categories>{}</categories><symbols>{}</symbols>\
         </renderer-v2></qgis>",
        all(&category),
        all(&symbol)
    );
    let set = read(&text).unwrap();
    assert_eq!(set.rules().len(), crate::symbols::MOST_RULES);
    assert_eq!(set.notes.count("note-symbols-too-many"), 1);
}

#[test]
fn the_style_of_an_exported_layer_is_read_back() {
    for role in crate::layer::NAMED_ROLES {
        let (_, qml) = super::super::geopackage::style_of_role(Some(&role)).unwrap();
        let set = read(&qml).unwrap();
        let shipped = &crate::symbols::builtin::rule_of_role(&role).unwrap().light;
        let read = &set.rules()[0].light;
        assert_eq!(read.line, shipped.line, "{role}");
        assert_eq!(read.fill, shipped.fill, "{role}");
        assert_eq!(read.hatches.len(), shipped.hatches.len(), "{role}");
    }
}

#[test]
fn files_that_cannot_be_read_say_why() {
    let dir = tempfile::tempdir().unwrap();
    let missing = read_symbols(&dir.path().join("none.qml"), &Ticket::new()).unwrap_err();
    assert_eq!(missing.code(), "symbols-unreadable");
    let path = dir.path().join("红线.qml");
    std::fs::write(&path, CATEGORIES).unwrap();
    let set = read_symbols(&path, &Ticket::new()).unwrap();
    assert_eq!((set.id.as_str(), set.title.of("en")), ("红线", "红线"));
    let ticket = Ticket::new();
    ticket.cancel();
    let long = format!("<qgis>{}</qgis>", "<a/>".repeat(2000));
    std::fs::write(&path, long).unwrap();
    assert_eq!(
        read_symbols(&path, &ticket).unwrap_err().code(),
        "symbols-cancelled"
    );
}
