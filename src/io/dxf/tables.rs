//! What a drawing says before its entities: variables and layers.

use std::collections::HashMap;
use std::io::BufRead;

use super::super::error::ReadErrorKind;
use super::groups::Groups;
use super::record::Record;

/// Variables of the header that matter.
#[derive(Debug, Clone, Default)]
pub(super) struct Header {
    /// `$ACADVER`: release of the format, such as `AC1015`.
    pub version: Option<String>,
    /// `$DWGCODEPAGE`: code page, such as `ANSI_936`.
    pub code_page: Option<String>,
    /// `$INSUNITS`: number of the unit of length.
    pub unit: Option<i64>,
}

impl Header {
    /// Reads the section that the present group has named, up to its end.
    pub fn read<R: BufRead>(&mut self, groups: &mut Groups<'_, R>) -> Result<(), ReadErrorKind> {
        let mut variable = Vec::new();
        loop {
            groups.expect_next()?;
            if groups.code() == 0 {
                return Ok(());
            }
            if groups.code() == 9 {
                variable.clear();
                variable.extend_from_slice(groups.name());
                continue;
            }
            let text = String::from_utf8_lossy(groups.name()).into_owned();
            match variable.as_slice() {
                b"$ACADVER" => self.version = Some(text),
                b"$DWGCODEPAGE" => self.code_page = Some(text),
                b"$INSUNITS" => self.unit = groups.value().whole(),
                _ => {}
            }
        }
    }

    /// The unit of length as a code, when it is not the metre: `none` when the file does not say.
    pub fn unit_code(&self) -> Option<&'static str> {
        match self.unit {
            None | Some(0) => Some("none"),
            Some(6) => None,
            Some(1) => Some("in"),
            Some(2) => Some("ft"),
            Some(4) => Some("mm"),
            Some(5) => Some("cm"),
            Some(7) => Some("km"),
            Some(14) => Some("dm"),
            Some(_) => Some("other"),
        }
    }
}

/// Layers of the drawing by name.
#[derive(Debug, Clone, Default)]
pub(super) struct LayerTable {
    layers: HashMap<Vec<u8>, Layer>,
    /// Their names in the order of the file.
    names: Vec<Vec<u8>>,
}

#[derive(Debug, Clone, Default)]
struct Layer {
    colour: Option<i64>,
    line_type: Option<Vec<u8>>,
    is_hidden: bool,
}

impl LayerTable {
    /// Adds the layer of a record.
    pub fn push(&mut self, record: &Record) {
        let Some(name) = record.text(2).map(<[u8]>::trim_ascii) else {
            return;
        };
        let colour = record.whole(62);
        // A layer that is off has a negative colour; bit 1 says that it is frozen.
        let is_hidden = colour.is_some_and(|colour| colour < 0) || record.whole(70).unwrap_or(0) & 1 != 0;
        let layer = Layer {
            colour: colour.map(i64::saturating_abs),
            line_type: record.text(6).map(|name| name.trim_ascii().to_vec()),
            is_hidden,
        };
        self.names.push(name.to_vec());
        self.layers.entry(name.to_ascii_uppercase()).or_insert(layer);
    }

    /// Names in the order of the file.
    pub fn names(&self) -> &[Vec<u8>] {
        &self.names
    }

    /// Whether a layer is off or frozen.
    pub fn is_hidden(&self, name: &[u8]) -> bool {
        self.get(name).is_some_and(|layer| layer.is_hidden)
    }

    /// Number of a layer's colour.
    pub fn colour(&self, name: &[u8]) -> Option<i64> {
        self.get(name)?.colour
    }

    /// Name of a layer's line type.
    pub fn line_type(&self, name: &[u8]) -> Option<&[u8]> {
        self.get(name)?.line_type.as_deref()
    }

    fn get(&self, name: &[u8]) -> Option<&Layer> {
        self.layers.get(&name.to_ascii_uppercase())
    }
}
