//! The marks of a check: parcels, conflicts, boundary error, contact, what could not be settled.
//!
//! Meaning: what a check says is drawn above everything else and in the program's own way, each mark with a shape of its
//! own, so that it is told apart in grey print and by colour-blind eyes. They stand in `assets/symbols/marks.toml`; a
//! file of the user cannot change them.

use std::sync::LazyLock;

use super::own::{Notation, read};
use super::{Symbol, SymbolSet, Theme};

/// What is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// A parcel (地块).
    Parcel,
    /// A parcel, or ground, about which nothing can be said (无法判定).
    Undetermined,
    /// Shared ground that is worth knowing (提示).
    Notice,
    /// Shared ground for which documents are asked (有条件).
    Conditional,
    /// Shared ground that is an exception (严格限制).
    Restricted,
    /// Shared ground that is not allowed (禁止).
    Prohibited,
    /// Shared ground within the boundary error (误差范围内).
    WithinError,
    /// Where boundaries meet (接边).
    Touch,
}

impl Mark {
    /// All, in the order of the legend.
    pub const ALL: [Self; 8] = [
        Self::Parcel,
        Self::Prohibited,
        Self::Restricted,
        Self::Conditional,
        Self::Notice,
        Self::WithinError,
        Self::Touch,
        Self::Undetermined,
    ];

    /// The name in `marks.toml`, where it stands as a role.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Parcel => "parcel",
            Self::Undetermined => "undetermined",
            Self::Notice => "notice",
            Self::Conditional => "conditional",
            Self::Restricted => "restricted",
            Self::Prohibited => "prohibited",
            Self::WithinError => "within_error",
            Self::Touch => "touch",
        }
    }

    /// Its words in the legend, in a language.
    #[must_use]
    pub fn label(self, language: &str) -> &'static str {
        MARKS.find(self.code()).map_or("", |rule| rule.label.of(language))
    }

    /// How it is drawn.
    #[must_use]
    pub fn symbol(self, theme: Theme) -> &'static Symbol {
        static NOTHING: LazyLock<Symbol> = LazyLock::new(Symbol::default);
        let rule = MARKS.find(self.code());
        rule.map_or(&NOTHING, |rule| rule.symbol(theme))
    }
}

static MARKS: LazyLock<SymbolSet> = LazyLock::new(|| {
    // That the shipped text is well formed is tested.
    read(
        include_str!("../../assets/symbols/marks.toml"),
        Notation::Toml,
        "marks",
    )
    .unwrap_or_default()
});
