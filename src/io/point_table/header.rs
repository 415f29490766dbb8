//! What the columns of a table are, by their names.
//!
//! Meaning: names in Chinese and English, with units and explanations in brackets, become a [`Role`]. `X` and `Y`
//! are not the east and the north of anything: surveyors count X to the north, programs to the east. They stay
//! open here, and the numbers decide.

use crate::characters::half_width;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Longitude or latitude in degrees.
    Lon,
    /// Latitude.
    Lat,
    /// Geodetic longitude `L`, in any notation.
    GeodeticLon,
    /// Geodetic latitude `B`, in any notation.
    GeodeticLat,
    /// Easting (横坐标) in metres.
    East,
    /// Northing (纵坐标) in metres.
    North,
    /// `X`, of which only the numbers tell what it is.
    X,
    /// `Y`.
    Y,
    /// Height, left out.
    Height,
    /// Name of a parcel: rows of one name belong together.
    Group,
    /// A name that is a parcel's when it repeats.
    MaybeGroup,
    /// Number of the ring within a parcel.
    Ring,
    /// Name of a boundary point.
    PointName,
    /// Well-known text, or binary as hexadecimal digits.
    Geometry,
    /// An attribute.
    Other,
}

/// How the angles of a column are written, when its name says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    /// Decimal degrees.
    Decimal,
    /// Degrees, minutes and seconds in one number (d.mmss).
    Packed,
}

/// Names that are a role as they are, in lower case without blanks and without the word for coordinate.
const NAMES: [(Role, &[&str]); 10] = [
    (Role::X, &["x", "coordx", "xcoord", "pointx", "xcentroid"]),
    (Role::Y, &["y", "coordy", "ycoord", "pointy", "ycentroid"]),
    (Role::East, &["e", "east", "easting", "东", "横", "东向"]),
    (Role::North, &["n", "north", "northing", "北", "纵", "北向"]),
    (
        Role::Height,
        &[
            "h",
            "z",
            "高程",
            "高",
            "大地高",
            "正常高",
            "elev",
            "elevation",
            "height",
            "alt",
            "altitude",
        ],
    ),
    (
        Role::Group,
        &[
            "地块编号",
            "地块号",
            "地块id",
            "地块代码",
            "地块序号",
            "宗地号",
            "宗地代码",
            "宗地编号",
            "宗地id",
            "图斑编号",
            "图斑号",
            "面号",
            "面id",
            "块号",
            "多边形",
            "多边形号",
            "parcel",
            "parcelid",
            "parcelno",
            "polygon",
            "polygonid",
            "poly",
            "polyid",
            "plot",
            "plotid",
            "feature",
            "featureid",
            "fid",
            "dkbh",
            "dkbm",
            "dkid",
            "zdh",
            "zddm",
            "zdbh",
        ],
    ),
    (
        Role::MaybeGroup,
        &[
            "地块",
            "地块名称",
            "地块名",
            "宗地",
            "宗地名称",
            "图斑",
            "dkmc",
            "id",
            "编号",
            "名称",
            "name",
            "项目名称",
            "序号",
            "objectid",
            "no",
        ],
    ),
    (
        Role::Ring,
        &[
            "圈号",
            "环号",
            "圈",
            "环",
            "地块圈号",
            "ring",
            "ringno",
            "ringid",
            "part",
            "partid",
            "partno",
        ],
    ),
    (
        Role::PointName,
        &[
            "点号",
            "点名",
            "点编号",
            "点序号",
            "界址点",
            "界址点号",
            "界址点编号",
            "界址点序号",
            "拐点",
            "拐点号",
            "拐点编号",
            "顺序号",
            "point",
            "pointid",
            "pointno",
            "pointname",
            "pt",
            "ptid",
            "ptno",
            "vertex",
            "vertexid",
            "vertexindex",
            "jzdh",
        ],
    ),
    (
        Role::Geometry,
        &[
            "wkt",
            "wkb",
            "geom",
            "geometry",
            "thegeom",
            "wktgeom",
            "geomwkt",
            "geometrywkt",
            "wkbgeometry",
            "shape",
            "几何",
            "图形",
        ],
    ),
];

/// The role of a column by its name, and how its angles are written if the name says so.
pub(super) fn role_of(name: &str) -> (Role, Option<Notation>) {
    let (name, hint) = split(name);
    let notation = notation_of(&format!("{name}{hint}"));
    let name = ["坐标", "dms", "deg"]
        .iter()
        .fold(name, |name, word| name.replace(word, ""));
    let contains = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let hint_is = |words: &[&str]| words.contains(&hint.as_str());
    let role = if contains(&["经度", "longitude", "东经"]) || matches!(name.as_str(), "lon" | "lng" | "long")
    {
        Role::Lon
    } else if contains(&["纬度", "latitude", "北纬"]) || name == "lat" {
        Role::Lat
    } else if hint_is(&["经度", "lon", "longitude"]) {
        Role::Lon
    } else if hint_is(&["纬度", "lat", "latitude"]) {
        Role::Lat
    } else if name.starts_with("东") && name.ends_with(['x', 'y'])
        || hint_is(&["e", "东", "东坐标", "横", "横坐标", "east", "easting"])
        || matches!(name.as_str(), "y东" | "x东" | "横y" | "y横")
    {
        Role::East
    } else if name.starts_with("北") && name.ends_with(['x', 'y'])
        || hint_is(&["n", "北", "北坐标", "纵", "纵坐标", "north", "northing"])
        || matches!(name.as_str(), "x北" | "y北" | "纵x" | "x纵")
    {
        Role::North
    } else if matches!(name.as_str(), "l" | "大地经") {
        Role::GeodeticLon
    } else if matches!(name.as_str(), "b" | "大地纬") {
        Role::GeodeticLat
    } else {
        NAMES
            .iter()
            .find(|(_, names)| names.contains(&name.as_str()))
            .map_or(Role::Other, |(role, _)| *role)
    };
    (role, notation)
}

/// A name in lower case without blanks and underscores, and what stands in brackets behind it.
fn split(name: &str) -> (String, String) {
    let plain: String = name
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '"' | '\'' | ':' | '：' | '*'))
        .map(|c| match c {
            '（' | '[' | '【' => '(',
            '）' | ']' | '】' => ')',
            _ => half_width(c),
        })
        .flat_map(char::to_lowercase)
        .collect();
    match plain.split_once('(') {
        Some((name, hint)) if !name.is_empty() => {
            (name.to_owned(), hint.trim_end_matches(')').replace(')', ""))
        }
        _ => (plain, String::new()),
    }
}

fn notation_of(text: &str) -> Option<Notation> {
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(&[
        "dms",
        "d.mmss",
        "ddmmss",
        "dd.mmss",
        "ddd.mmss",
        "度分秒",
        "度.分秒",
    ]) {
        Some(Notation::Packed)
    } else if has(&["十进制", "decimal", "°", "(度)", "deg", "dd.d"]) || text.ends_with("度度") {
        Some(Notation::Decimal)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_all_common_spellings() {
        for (name, role) in [
            ("X", Role::X),
            ("Y坐标", Role::Y),
            ("坐标X（米）", Role::X),
            ("POINT_X", Role::X),
            ("X(北)", Role::North),
            ("Y（东）", Role::East),
            ("X坐标(N)", Role::North),
            ("纵坐标(m)", Role::North),
            ("横坐标", Role::East),
            ("纵坐标X", Role::North),
            ("横坐标Y", Role::East),
            ("东坐标", Role::East),
            ("北坐标 (m)", Role::North),
            ("北坐标X", Role::North),
            ("Easting", Role::East),
            ("N", Role::North),
            ("经度", Role::Lon),
            ("Latitude (deg)", Role::Lat),
            ("X(经度)", Role::Lon),
            ("lng", Role::Lon),
            ("B", Role::GeodeticLat),
            ("L", Role::GeodeticLon),
            ("地块编号", Role::Group),
            ("宗地代码", Role::Group),
            ("parcel_id", Role::Group),
            ("ID", Role::MaybeGroup),
            ("圈号", Role::Ring),
            ("界址点号", Role::PointName),
            ("高程", Role::Height),
            ("the_geom", Role::Geometry),
            ("面积", Role::Other),
            ("Yield", Role::Other),
            ("", Role::Other),
        ] {
            assert_eq!(role_of(name).0, role, "{name}");
        }
    }

    #[test]
    fn the_notation_of_angles_is_read_where_it_is_said() {
        assert_eq!(role_of("经度(度分秒)").1, Some(Notation::Packed));
        assert_eq!(role_of("B(d.mmss)"), (Role::GeodeticLat, Some(Notation::Packed)));
        assert_eq!(role_of("lat_dms"), (Role::Lat, Some(Notation::Packed)));
        assert_eq!(role_of("经度（°）").1, Some(Notation::Decimal));
        assert_eq!(role_of("纬度（度）"), (Role::Lat, Some(Notation::Decimal)));
        assert_eq!(
            role_of("L(十进制度)"),
            (Role::GeodeticLon, Some(Notation::Decimal))
        );
        assert_eq!(role_of("经度"), (Role::Lon, None));
    }
}
