//! Rule sets: what the law and the notices say about protected ground, as data.
//!
//! Meaning: a rule joins a kind of ground (role of the layer and attributes of the feature), an
//! activity, a stage of the procedure and a date with an outcome, the documents it asks for and the
//! text it rests on. The rules stand in `assets/rules/*.toml`, one file per subject.
//!
//! Input: the text of a rule file, or the built-in files; then one [`Query`] per finding.
//! Output: a [`RuleSet`], and per query a [`Resolution`].
//!
//! Deliberately not here: geometry, areas of overlap and the verdict of a parcel (`check` owns
//! them), sentences (they stand in `assets/texts`, under the ids that these types give), and legal
//! text: a rule paraphrases shortly and names the article, so that a reader opens the official
//! copy.
//!
//! A rule never clears anything. Where nothing matches, the outcome is [`Outcome::Notice`] without
//! a deciding rule: shared ground stays a fact that somebody has to look at.

mod activity;
mod basis;
mod builtin;
mod choice;
mod condition;
mod confidence;
mod date;
mod error;
mod file;
mod layer_rules;
mod outcome;
mod parse;
mod phase;
mod resolve;
mod rule;
mod rule_set;
mod side;
mod threshold;

pub use activity::{ACTIVITIES, Activity};
pub use basis::{Basis, Citation};
pub use choice::Choice;
pub use condition::{Condition, Ground, Pattern, RoleMatch, Test};
pub use confidence::Confidence;
pub use date::Period;
pub use error::RuleError;
pub use layer_rules::LayerRules;
pub use outcome::Outcome;
pub use parse::SCHEMA;
pub use phase::{PHASES, Phase};
pub use resolve::{Matched, NOTE_CODES, Possible, Query, Resolution};
pub use rule::{Rule, Scope};
pub use rule_set::RuleSet;
pub use side::Side;
pub use threshold::{
    ApprovalLevel, ApprovalPower, ApprovalReason, CROPLAND_LIMIT_M2, ExpropriatedAreas, OTHER_LIMIT_M2,
};
