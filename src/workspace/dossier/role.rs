//! What a layer probably is in a check, by its names and the names of its fields.
//!
//! Meaning: field names are telling where a data standard made them up (`YJJBNTTBBH` stands in no other layer);
//! names of files and layers are what people call them. Field names of shapefiles are cut to ten characters, so the
//! first ten decide.
//!
//! Source of the names: TD/T 1057—2020, TD/T 1019, the standards for permanent basic farmland and for plan
//! databases, and names seen in deliveries.
//!
//! Input: a layer. Output: a [`RoleGuess`] with its evidence, which the user sees and confirms.

use crate::layer::{Role, SourceLayer};
use crate::workspace::task::Part;

/// What a layer probably is, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleGuess {
    /// What it probably is; `None` when nothing says so.
    pub part: Option<Part>,
    /// What says so.
    pub evidence: RoleEvidence,
}

/// What gave a role away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoleEvidence {
    /// A field that only layers of this kind have.
    Field(String),
    /// A word in the name of the file or the layer.
    Name(&'static str),
    /// The format is that of parcels.
    Format,
    /// Nothing.
    None,
}

impl RoleEvidence {
    /// Stable code; text id `role-evidence-` and the code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Field(_) => "field",
            Self::Name(_) => "name",
            Self::Format => "format",
            Self::None => "none",
        }
    }

    /// The facts of its sentence.
    #[must_use]
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Field(name) => vec![("name", name.clone())],
            Self::Name(word) => vec![("name", (*word).to_owned())],
            Self::Format | Self::None => Vec::new(),
        }
    }
}

/// Words in a name, and field names, that give a role away; the most telling role first.
struct Sign {
    part: Part,
    names: &'static [&'static str],
    fields: &'static [&'static str],
}

static SIGNS: [Sign; 10] = [
    Sign {
        part: Part::Layer(Role::ApprovalExtent),
        names: &["认定意见", "论证意见", "同意范围", "已批准", "approval"],
        fields: &[],
    },
    Sign {
        part: Part::Layer(Role::EcoRedline),
        names: &[
            "stbhhx",
            "stbhyn",
            "生态保护红线",
            "生态红线",
            "eco_redline",
            "redline",
        ],
        fields: &["HXBM", "HXLX", "LHLX", "HXMM", "HXMC"],
    },
    Sign {
        part: Part::Layer(Role::BasicFarmland),
        names: &["yjjbnt", "jbnttb", "永久基本农田", "基本农田", "basic_farmland"],
        fields: &[
            "YJJBNTTBBH",
            "YJJBNTMJ",
            "JBNTMJ",
            "YJJBNTTBMJ",
            "JBNTTBBH",
            "WDGD",
        ],
    },
    Sign {
        part: Part::Layer(Role::UrbanBoundary),
        names: &["czkfbj", "cskfbj", "城镇开发边界", "开发边界", "urban_boundary"],
        fields: &["CZKFBJBH", "GHFQDM", "GHFQMC", "CZKFMJ"],
    },
    Sign {
        part: Part::Layer(Role::EcoSpace),
        names: &["自然生态空间", "生态空间", "eco_space", "stkj", "ecospace"],
        fields: &[],
    },
    Sign {
        part: Part::Layer(Role::NatureReserve),
        names: &[
            "自然保护地",
            "自然保护区",
            "zrbhd",
            "zrbhq",
            "森林公园",
            "湿地公园",
            "nature_reserve",
        ],
        fields: &["BHDMC", "BHDJB", "BHQMC", "BHQJB", "BHQMJ"],
    },
    Sign {
        part: Part::Layer(Role::Farmland),
        names: &["gdbhmb", "耕地保护目标", "farmland"],
        fields: &["SFWHTD"],
    },
    Sign {
        part: Part::Layer(Role::LandUse),
        names: &["dltb", "地类图斑", "land_use"],
        fields: &["TBDLMJ", "DLBM"],
    },
    Sign {
        part: Part::Parcels,
        names: &[
            "地块",
            "宗地",
            "拟用地",
            "用地范围",
            "界址点",
            "parcel",
            "allotment",
        ],
        fields: &["DKBH", "DKMC", "XMMC", "YDFS", "地块编号", "地块名称", "界址点数"],
    },
    Sign {
        part: Part::Layer(Role::AdminUnit),
        names: &["xzq", "cjdcq", "行政区", "admin_unit"],
        fields: &["XZQDM"],
    },
];

/// Characters that a field name of a shapefile has at most.
const DBF_NAME: usize = 10;

/// Names of formats that hold parcels and nothing else.
const PARCEL_FORMATS: [&str; 1] = ["Boundary TXT"];

/// What a layer probably is.
#[must_use]
pub fn guess(layer: &SourceLayer) -> RoleGuess {
    let stem = layer
        .source
        .path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy();
    let found = by_name(&layer.name)
        .or_else(|| by_name(&stem))
        .or_else(|| by_fields(layer));
    let (part, evidence) = match found {
        Some((part, evidence)) => (Some(part.clone()), evidence),
        None if PARCEL_FORMATS.contains(&layer.source.format) => (Some(Part::Parcels), RoleEvidence::Format),
        None => (None, RoleEvidence::None),
    };
    RoleGuess { part, evidence }
}

fn by_name(name: &str) -> Option<(&'static Part, RoleEvidence)> {
    let name = name.to_lowercase();
    SIGNS.iter().find_map(|sign| {
        let word = sign.names.iter().find(|word| name.contains(**word))?;
        Some((&sign.part, RoleEvidence::Name(word)))
    })
}

fn by_fields(layer: &SourceLayer) -> Option<(&'static Part, RoleEvidence)> {
    let names = || {
        layer
            .chunks
            .iter()
            .take(1)
            .flat_map(|chunk| chunk.attributes.names())
    };
    SIGNS.iter().find_map(|sign| {
        let is_sign = |name: &&String| sign.fields.iter().any(|field| is_same_field(name, field));
        let name = names().find(is_sign)?;
        Some((&sign.part, RoleEvidence::Field(name.clone())))
    })
}

/// Whether a field name is a standard's, as it is or cut by a shapefile.
pub(super) fn is_same_field(name: &str, standard: &str) -> bool {
    let cut = standard.get(..DBF_NAME).unwrap_or(standard);
    name.eq_ignore_ascii_case(standard) || (standard.len() > DBF_NAME && name.eq_ignore_ascii_case(cut))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_give_a_role_away() {
        let of = |name: &str| by_name(name).map(|(part, _)| part.clone());
        assert_eq!(of("生态保护红线"), Some(Part::Layer(Role::EcoRedline)));
        assert_eq!(of("360481_YJJBNTTB"), Some(Part::Layer(Role::BasicFarmland)));
        assert_eq!(of("拟用地块_2026"), Some(Part::Parcels));
        assert_eq!(of("XZQ"), Some(Part::Layer(Role::AdminUnit)));
        assert_eq!(of("data"), None);
    }

    #[test]
    fn fields_count_in_full_and_cut_to_ten() {
        assert!(is_same_field("yjjbnttbmj", "YJJBNTTBMJ"));
        assert!(is_same_field("YJJBNTTBBH", "YJJBNTTBBHXY"));
        assert!(!is_same_field("DLBMX", "DLBM"));
    }
}
