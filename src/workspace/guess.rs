//! What a file probably is, by its name and by the field names near its start.
//!
//! The guess only fills in a choice that the user sees and confirms.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::task::Part;
use crate::layer::Role;

/// How much of a file is looked at, in bytes.
const HEAD: u64 = 32 * 1024;

/// A file and what it probably is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// The file.
    pub path: PathBuf,
    /// What it probably is; `None` when nothing says so.
    pub part: Option<Part>,
}

/// Words in a file's name and field names that give a role away, most telling first.
struct Sign {
    part: Part,
    names: &'static [&'static str],
    fields: &'static [&'static str],
}

static SIGNS: [Sign; 9] = [
    Sign {
        part: Part::Layer(Role::ApprovalExtent),
        names: &["认定意见", "论证意见", "同意范围", "已批准", "approval"],
        fields: &[],
    },
    Sign {
        part: Part::Layer(Role::EcoRedline),
        names: &["stbhhx", "生态保护红线", "生态红线", "eco_redline", "redline"],
        fields: &["HXBM", "HXLX", "LHLX", "HXMM", "HXMC"],
    },
    Sign {
        part: Part::Layer(Role::BasicFarmland),
        names: &["yjjbnt", "永久基本农田", "基本农田", "basic_farmland"],
        fields: &["YJJBNTTBBH", "YJJBNTMJ", "JBNTMJ", "YJJBNTTBMJ"],
    },
    Sign {
        part: Part::Layer(Role::UrbanBoundary),
        names: &["czkfbj", "cskfbj", "城镇开发边界", "开发边界", "urban_boundary"],
        fields: &["CZKFBJBH", "GHFQDM"],
    },
    Sign {
        part: Part::Layer(Role::EcoSpace),
        names: &["自然生态空间", "生态空间", "eco_space", "stkj"],
        fields: &[],
    },
    Sign {
        part: Part::Layer(Role::NatureReserve),
        names: &["自然保护地", "自然保护区", "zrbhd", "nature_reserve"],
        fields: &["BHDMC", "BHDJB"],
    },
    Sign {
        part: Part::Layer(Role::Farmland),
        names: &["gdbhmb", "耕地保护目标", "farmland"],
        fields: &["SFWHTD"],
    },
    Sign {
        part: Part::Layer(Role::LandUse),
        names: &["dltb", "地类图斑", "land_use"],
        fields: &["DLBM"],
    },
    Sign {
        part: Part::Parcels,
        names: &["地块", "宗地", "拟用地", "用地范围", "parcel", "dk", "allotment"],
        fields: &["DKBH", "DKMC", "XMMC", "YDFS"],
    },
];

/// Looks at a file's name, and at its start where the name says nothing.
#[must_use]
pub fn guess_part(path: PathBuf) -> Guess {
    let part = by_name(&path).or_else(|| by_fields(&path));
    Guess { path, part }
}

fn by_name(path: &Path) -> Option<Part> {
    let name = path.file_stem()?.to_string_lossy().to_lowercase();
    let sign = SIGNS
        .iter()
        .find(|sign| sign.names.iter().any(|word| name.contains(word)))?;
    Some(sign.part.clone())
}

fn by_fields(path: &Path) -> Option<Part> {
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(HEAD).read_to_end(&mut bytes).ok()?;
    let head = String::from_utf8_lossy(&bytes).to_uppercase();
    let sign = SIGNS.iter().find(|sign| {
        sign.fields
            .iter()
            .any(|field| head.contains(&format!("\"{field}\"")))
    })?;
    Some(sign.part.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_fields_give_the_role_away() {
        let of_name = |name: &str| by_name(Path::new(name));
        assert_eq!(
            of_name("生态保护红线.geojson"),
            Some(Part::Layer(Role::EcoRedline))
        );
        assert_eq!(
            of_name("360481_YJJBNTTB.geojson"),
            Some(Part::Layer(Role::BasicFarmland))
        );
        assert_eq!(of_name("拟用地块_2026.geojson"), Some(Part::Parcels));
        assert_eq!(of_name("data.geojson"), None);
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("data.geojson");
        std::fs::write(&path, r#"{"features":[{"properties":{"yjjbntmj":1}}]}"#).unwrap();
        assert_eq!(guess_part(path).part, Some(Part::Layer(Role::BasicFarmland)));
    }
}
