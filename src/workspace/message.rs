//! What the program said: notices and problems, in order, never lost.

use super::history::Label;
use super::problem::Problem;

/// How much a message matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Something was done.
    Info,
    /// Something was not done.
    Problem,
}

/// One message: a text id and the facts of its sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// How much it matters.
    pub weight: Weight,
    /// Text id.
    pub id: String,
    /// Facts of the sentence, by argument name.
    pub args: Vec<(&'static str, String)>,
}

impl Message {
    /// Something was done.
    #[must_use]
    pub fn info(id: &str) -> Self {
        Self {
            weight: Weight::Info,
            id: id.to_owned(),
            args: Vec::new(),
        }
    }

    /// Something was done that has a name in the history.
    #[must_use]
    pub fn of_label(id: &str, label: &Label) -> Self {
        Self {
            args: label.args.clone(),
            ..Self::info(id)
        }
    }

    /// Something was not done.
    #[must_use]
    pub fn problem(problem: Problem) -> Self {
        Self {
            weight: Weight::Problem,
            id: problem.code,
            args: problem.args,
        }
    }

    /// The program itself failed in a job.
    #[must_use]
    pub fn fault(job: &str, text: &str) -> Self {
        Self::problem(Problem::fault(job, text))
    }

    /// The message with one more fact.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

/// Messages that are kept, oldest first.
const KEPT: usize = 500;

/// The messages of a session.
#[derive(Debug, Default)]
pub struct Messages {
    list: Vec<Message>,
}

impl Messages {
    /// Adds a message; the oldest goes when there are very many.
    pub fn push(&mut self, message: Message) {
        if self.list.len() >= KEPT {
            self.list.remove(0);
        }
        self.list.push(message);
    }

    /// The messages, oldest first.
    #[must_use]
    pub fn list(&self) -> &[Message] {
        &self.list
    }

    /// The newest problem.
    #[must_use]
    pub fn last_problem(&self) -> Option<&Message> {
        self.list
            .iter()
            .rev()
            .find(|message| message.weight == Weight::Problem)
    }

    /// Number of problems.
    #[must_use]
    pub fn n_problems(&self) -> usize {
        self.list
            .iter()
            .filter(|message| message.weight == Weight::Problem)
            .count()
    }

    /// Forgets them, for a project that is closed.
    pub fn clear(&mut self) {
        self.list.clear();
    }
}
