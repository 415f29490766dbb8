//! The fields of a parcel's head line.
//!
//! Meaning: the standard order is 界址点数, 地块面积, 地块编号, 地块名称, 记录图形属性, 图幅号, 地块用途, 地类编码. Lines with
//! a field too few or several too many occur; the shape of the parcel (面) is what holds the others in place.
//!
//! Input: the fields. Output: the same fields under their standard names; nothing is left out.

use super::number::half_width;
use super::parse::is_shape;

/// The standard names, in their order.
pub(super) const STANDARD: [&str; 8] = [
    "界址点数",
    "地块面积",
    "地块编号",
    "地块名称",
    "记录图形属性",
    "图幅号",
    "地块用途",
    "地类编码",
];

/// Names of the fields behind them in projects that improve farmland (提质改造).
pub(super) const UPGRADE: [&str; 5] = ["图斑类型", "地类", "改造前等别", "改造后等别", "备注"];

/// Where the shape stands among the standard fields.
const SHAPE: usize = 4;

/// What kind of geometry a parcel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// 面.
    Polygon,
    /// 线.
    Line,
    /// 点.
    Points,
}

/// A head line with names.
#[derive(Debug, Default)]
pub(super) struct Head<'a> {
    /// Names and values that are not empty, in the order of the file.
    pub fields: Vec<(String, &'a str)>,
}

impl<'a> Head<'a> {
    /// Names the fields of a line; `n_points` is the number of point lines that follow.
    pub fn of(fields: &[&'a str], n_points: usize) -> Self {
        let shape = fields.iter().position(|field| is_shape(field));
        let front = shape.unwrap_or(fields.len().min(SHAPE));
        let names = front_names(&fields[..front], n_points);
        let mut named: Vec<(String, &str)> = names.into_iter().zip(fields[..front].iter().copied()).collect();
        let behind = &fields[front..];
        let n_more = behind.len().saturating_sub(STANDARD.len() - SHAPE);
        for (index, value) in behind.iter().enumerate() {
            named.push((name_behind(index, n_more), value));
        }
        named.retain(|(_, value)| !value.is_empty());
        Self { fields: named }
    }

    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        let found = self.fields.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| *value)
    }

    /// What kind of geometry the line announces; polygons where it says nothing.
    pub fn shape(&self) -> Shape {
        match self.get(STANDARD[SHAPE]) {
            Some("线" | "线状") => Shape::Line,
            Some("点" | "点状") => Shape::Points,
            _ => Shape::Polygon,
        }
    }

    /// The number of points that the line announces.
    pub fn declared_points(&self) -> Option<usize> {
        half_width(self.get(STANDARD[0])?).trim().parse().ok()
    }
}

/// Names of the fields before the shape. One is missing now and then: then it is the first one, unless that is the
/// number of points, or a whole number before an area.
fn front_names(front: &[&str], n_points: usize) -> Vec<String> {
    let mut names: Vec<String> = STANDARD[..SHAPE].iter().map(|name| (*name).to_owned()).collect();
    match front.len() {
        3 => {
            let count = half_width(front[0]).trim().parse::<usize>().ok();
            let has_area = half_width(front[1]).trim().parse::<f64>().is_ok();
            if count.is_some_and(|count| has_area || count == n_points) {
                names.remove(2);
            } else {
                names.remove(0);
            }
        }
        0..SHAPE => names.truncate(front.len()),
        count => {
            // Fields too many stand before the name.
            let more = (1..=count - SHAPE).map(|number| format!("附加{number}"));
            names.splice(2..2, more);
        }
    }
    names
}

/// The name of a field from the shape on; `n_more` is how many there are behind the standard ones.
fn name_behind(index: usize, n_more: usize) -> String {
    let n_standard = STANDARD.len() - SHAPE;
    if index < n_standard {
        return STANDARD[SHAPE + index].to_owned();
    }
    let more = index - n_standard;
    match n_more {
        1 => "描述".to_owned(),
        5 => UPGRADE[more].to_owned(),
        _ => format!("附加{}", more + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(line: &str, n_points: usize) -> String {
        let fields: Vec<&str> = line.split(',').collect();
        let head = Head::of(&fields, n_points);
        let fields = head.fields.iter().map(|(name, value)| format!("{name}={value}"));
        fields.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn fields_keep_their_places_around_the_shape() {
        let standard = "界址点数=30 地块面积=109.43 地块编号=B1 地块名称=甲 记录图形属性=面 图幅号=H50 地块用途=住 地类编码=0701";
        assert_eq!(named("30,109.43,B1,甲,面,H50,住,0701", 30), standard);
        assert_eq!(
            named("5,1.5,B1,甲,面,,", 5),
            "界址点数=5 地块面积=1.5 地块编号=B1 地块名称=甲 记录图形属性=面"
        );
        assert_eq!(
            named("0.7655公顷,,地块1,面,,,", 5),
            "地块面积=0.7655公顷 地块名称=地块1 记录图形属性=面"
        );
        assert_eq!(
            named("5,0.7655,地块1,面,,,", 9),
            "界址点数=5 地块面积=0.7655 地块名称=地块1 记录图形属性=面"
        );
        assert_eq!(
            named("5,1,B1,甲,面,,,0101,说明", 5).split(' ').next_back(),
            Some("描述=说明")
        );
        assert_eq!(
            named("5,1,B1,甲,面,,,0101,水田,0101,7,6,无", 5),
            "界址点数=5 地块面积=1 地块编号=B1 地块名称=甲 记录图形属性=面 地类编码=0101 图斑类型=水田 地类=0101 改造前等别=7 改造后等别=6 备注=无"
        );
        assert_eq!(
            named("5,1,B1,甲,面,,,0101,a,b,c", 5).split(' ').next_back(),
            Some("附加3=c")
        );
        assert_eq!(
            named("5,1,x,B1,甲,面", 5),
            "界址点数=5 地块面积=1 附加1=x 地块编号=B1 地块名称=甲 记录图形属性=面"
        );
        assert_eq!(named("", 0), "");
    }
}
