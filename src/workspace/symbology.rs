//! How the layers of the project look: the sets that are there, and which each layer has.
//!
//! Meaning: symbols help the eye and are no part of what is checked, so they stand beside the
//! [`Document`] like backgrounds: nothing of it is undone. A set is shipped or was read from a
//! file by a job; a layer without a choice has the symbol of its role in the default set. What was chosen for a layer is
//! remembered for its role ([`super::habit`]), because files of one role come month after month.
//!
//! Deliberately not here: drawing, and reading files.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::document::{Document, LayerId, MapLayer};
use super::jobs::{Failure, JobKind, Work};
use super::message::Message;
use super::problem::Problem;
use super::state::Workspace;
use super::task::Yield;
use crate::io::symbols::{SymbolsError, read_symbols};
use crate::symbols::{Classes, Rule, SymbolSet, builtin};

/// A set by its name, or by the file it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetName {
    /// A shipped set.
    Shipped(String),
    /// A file.
    File(PathBuf),
}

impl SetName {
    /// What a plan or a setting says: the name of a shipped set, else a path, meant relative to a directory.
    #[must_use]
    pub fn parse(text: &str, directory: &Path) -> Self {
        match builtin::find(text) {
            Some(_) => Self::Shipped(text.to_owned()),
            None => Self::File(directory.join(text)),
        }
    }

    /// The text that [`Self::parse`] reads.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Shipped(id) => id.clone(),
            Self::File(path) => path.display().to_string(),
        }
    }
}

/// A set that can be chosen.
#[derive(Debug, Clone)]
pub struct KnownSet {
    /// Its name.
    pub name: SetName,
    /// The set.
    pub set: Arc<SymbolSet>,
}

/// The sets that are there, and which each layer has.
#[derive(Debug, Default)]
pub struct Symbology {
    /// Sets that were read from files, in that order.
    own: Vec<KnownSet>,
    chosen: HashMap<LayerId, (SetName, Arc<Classes>)>,
    /// Layers for which somebody has said anything, jobs that still read included.
    settled: HashSet<LayerId>,
}

impl Symbology {
    /// All sets that can be chosen: the default first, the user's own last.
    pub fn sets(&self) -> impl Iterator<Item = KnownSet> + '_ {
        let shipped = builtin::all().iter().map(|set| KnownSet {
            name: SetName::Shipped(set.id.clone()),
            set: Arc::clone(set),
        });
        shipped.chain(self.own.iter().cloned())
    }

    /// The set that was chosen for a layer, laid over it; `None` for one that has the symbol of its role.
    #[must_use]
    pub fn classes(&self, entry: &MapLayer) -> Option<&Arc<Classes>> {
        let (_, classes) = self.chosen.get(&entry.id)?;
        Arc::ptr_eq(classes.layer(), &entry.layer).then_some(classes)
    }

    /// The rule for what no attribute tells apart in a layer: that of its role in the chosen set, else in the default one.
    /// Protected land is drawn, whatever a set leaves out.
    #[must_use]
    pub fn rule_of_role(&self, entry: &MapLayer) -> Option<&Rule> {
        let role = &entry.layer.role;
        let chosen = self
            .classes(entry)
            .and_then(|classes| classes.set().rule_of_role(role));
        chosen.or_else(|| builtin::rule_of_role(role))
    }

    /// The name of the set that a layer has.
    #[must_use]
    pub fn name_of(&self, layer: LayerId) -> SetName {
        let chosen = self.chosen.get(&layer).map(|(name, _)| name.clone());
        chosen.unwrap_or_else(|| SetName::Shipped(builtin::default_set().id.clone()))
    }

    /// Whether nothing was chosen for a layer yet, so that a habit may.
    #[must_use]
    pub fn is_open(&self, layer: LayerId) -> bool {
        !self.settled.contains(&layer)
    }

    fn find(&self, name: &SetName) -> Option<Arc<SymbolSet>> {
        self.sets()
            .find(|known| known.name == *name)
            .map(|known| known.set)
    }

    fn choose(&mut self, entry: &MapLayer, name: SetName, set: Arc<SymbolSet>) {
        if set.id == builtin::default_set().id && matches!(name, SetName::Shipped(_)) {
            self.chosen.remove(&entry.id);
            return;
        }
        let classes = Arc::new(Classes::new(Arc::clone(&entry.layer), set));
        self.chosen.insert(entry.id, (name, classes));
    }

    /// Puts a set that was read where the one from the same file was, also over layers that have it.
    fn take(&mut self, read: &ReadSet, document: &Document) {
        let name = SetName::File(read.path.clone());
        let known = KnownSet {
            name: name.clone(),
            set: Arc::clone(&read.set),
        };
        match self.own.iter_mut().find(|own| own.name == name) {
            Some(own) => *own = known,
            None => self.own.push(known),
        }
        let had = |entry: &&MapLayer| {
            let has = self.chosen.get(&entry.id).is_some_and(|(had, _)| *had == name);
            has || read.layers.contains(&entry.id)
        };
        let layers: Vec<MapLayer> = document.layers.iter().filter(had).cloned().collect();
        for entry in &layers {
            self.choose(entry, name.clone(), Arc::clone(&read.set));
        }
    }

    /// Forgets what was chosen, for a project that is closed; the user's sets stay.
    pub(super) fn forget_layers(&mut self) {
        self.chosen.clear();
        self.settled.clear();
    }
}

/// A set that a job has read.
#[derive(Debug)]
pub struct ReadSet {
    path: PathBuf,
    layers: Vec<LayerId>,
    set: Arc<SymbolSet>,
}

/// The work that reads a symbol file for some layers.
fn work(path: PathBuf, layers: Vec<LayerId>) -> Work<Yield> {
    Box::new(move |ticket| match read_symbols(&path, ticket) {
        Ok(set) => Ok(Yield::Symbols(Box::new(ReadSet {
            path,
            layers,
            set: Arc::new(set),
        }))),
        Err(SymbolsError::Cancelled) => Err(Failure::Cancelled),
        Err(error) => Err(Failure::Problem(Problem {
            code: error.code().to_owned(),
            args: error.args(),
        })),
    })
}

impl Workspace {
    /// Gives layers a set; one in a file that was not read yet is read by a job.
    pub fn choose_symbols(&mut self, layers: Vec<LayerId>, name: SetName) {
        self.symbology.settled.extend(layers.iter().copied());
        let set = self.symbology.find(&name);
        match (set, name) {
            (Some(set), name) => {
                for layer in layers {
                    if let Some(entry) = self.document.layer(layer) {
                        self.symbology.choose(entry, name.clone(), Arc::clone(&set));
                    }
                }
            }
            (None, SetName::File(path)) => self.read_symbols(path, layers),
            (None, SetName::Shipped(_)) => {}
        }
    }

    /// Reads a symbol file, again when it was read before, and gives the set to some layers.
    pub fn read_symbols(&mut self, path: PathBuf, layers: Vec<LayerId>) {
        let revision = self.document.revision();
        self.jobs.start(JobKind::Symbols, revision, work(path, layers));
    }

    /// Takes in a set that a job has read, and says what its reader left out.
    pub(super) fn symbols_read(&mut self, read: &ReadSet) {
        self.symbology.take(read, &self.document);
        let file = read.path.display();
        for note in read.set.notes.iter() {
            let mut message = Message::info(note.code).with("file", &file);
            message.args.extend(note.args.clone());
            self.messages.push(message);
        }
        let message = Message::info("message-symbols-read").with("file", file);
        self.messages.push(message.with("count", read.set.rules().len()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::symbols::Status;
    use crate::text::{Language, Texts};

    #[test]
    fn every_code_has_a_sentence_in_both_languages() {
        let own = [
            "job-symbols",
            "message-symbols-read",
            "note-symbols-too-many",
            "note-symbols-twice",
            "note-symbols-label-cut",
            "note-symbols-approximated",
            "note-symbols-condition",
        ];
        let statuses = Status::ALL.map(Status::text_id);
        for language in Language::ALL {
            let texts = Texts::new(language);
            let codes = SymbolsError::CODES.iter().chain(&own).chain(&statuses);
            for code in codes {
                assert!(texts.find(code, &[]).is_some(), "{code}");
            }
        }
    }

    #[test]
    fn a_name_is_that_of_a_shipped_set_or_a_path() {
        let directory = Path::new("plans");
        let shipped = SetName::parse("land-survey-2019", directory);
        assert_eq!(shipped, SetName::Shipped("land-survey-2019".to_owned()));
        let file = SetName::parse("style.qml", directory);
        assert_eq!(file, SetName::File(directory.join("style.qml")));
        assert_eq!(SetName::parse(&shipped.text(), directory), shipped);
    }
}
