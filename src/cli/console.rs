//! What the command line says, and where: results on stdout, everything else on stderr.
//!
//! Meaning: a [`Console`] knows the language that was chosen. Problems are printed in both languages,
//! the chosen one first, because whoever reads the log of a server is often not who wrote the script.
//! Texts of a file (names, paths) have their invisible characters written out.
//!
//! A reader that goes away (`redline check … | head`) is no failure; a disk that is full is one.

use std::io::{self, IsTerminal as _, Write};

use super::exit::Exit;
use crate::text::{Language, Texts, visible};
use crate::workspace::problem::Problem;

/// Stdout and stderr, in a language.
#[derive(Debug)]
pub struct Console {
    texts: Texts,
    other: Texts,
}

impl Console {
    /// A console that speaks a language first.
    #[must_use]
    pub fn new(language: Language) -> Self {
        let other = if language == Language::ZhCn {
            Language::En
        } else {
            Language::ZhCn
        };
        Self {
            texts: Texts::new(language),
            other: Texts::new(other),
        }
    }

    /// The texts of the chosen language.
    #[must_use]
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    /// The chosen language.
    #[must_use]
    pub fn language(&self) -> Language {
        self.texts.language()
    }

    /// Tells a problem on stderr, in both languages.
    pub fn problem(&self, problem: &Problem) {
        let lines = [&self.texts, &self.other].map(|texts| problem_lines(texts, problem));
        say(&lines.concat());
    }

    /// Tells something on stderr, in the chosen language.
    pub fn remark(&self, text: &str) {
        say(&format!("{}\n", visible(text)));
    }

    /// Tells a text of the catalogue on stderr, in both languages.
    pub fn remark_in_both(&self, id: &str, args: &[(&str, String)]) {
        let lines = [&self.texts, &self.other].map(|texts| format!("{}\n", texts.get_with(id, args)));
        say(&lines.concat());
    }

    /// Prints a result on stdout and gives `exit`, or tells why it could not be printed.
    pub fn result(&self, bytes: &[u8], exit: Exit) -> Exit {
        let mut stdout = io::stdout().lock();
        match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                self.problem(&Problem::new("cli-stdout").with("message", error));
                Exit::NotDone
            }
            _ => exit,
        }
    }
}

/// Whether somebody looks at stderr.
pub fn stderr_is_terminal() -> bool {
    io::stderr().is_terminal()
}

/// Writes to stderr. When that fails, there is nobody left to tell.
pub fn say(text: &str) {
    let mut stderr = io::stderr().lock();
    let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
}

/// The sentence of a problem, and below it the place where the sentence does not name it already.
fn problem_lines(texts: &Texts, problem: &Problem) -> String {
    let args: Vec<(&'static str, String)> = problem
        .args
        .iter()
        .map(|(name, value)| (*name, visible(value).into_owned()))
        .collect();
    let sentence = texts.coded(&problem.code, &args);
    let head = [("code", problem.code.clone()), ("sentence", sentence.clone())];
    let mut lines = format!("{}\n", texts.get_with("cli-problem", &head));
    let fact = |names: [&str; 2]| {
        args.iter()
            .find(|(name, _)| names.contains(name))
            .map(|(_, value)| value)
    };
    if let Some(file) = fact(["file", "path"]).filter(|file| !sentence.contains(file.as_str())) {
        let place = [
            ("file", file.clone()),
            ("line", fact(["line", "line"]).cloned().unwrap_or_default()),
        ];
        let id = if place[1].1.is_empty() {
            "cli-place"
        } else {
            "cli-place-line"
        };
        lines.push_str(&texts.get_with(id, &place));
        lines.push('\n');
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_stands_below_unless_the_sentence_names_it() {
        let texts = Texts::new(Language::En);
        let problem = Problem::new("import-axes-swapped")
            .with("file", "a\u{202e}b.geojson")
            .with("line", 3);
        let lines = problem_lines(&texts, &problem);
        assert!(lines.starts_with("error [import-axes-swapped]: "), "{lines}");
        assert!(lines.ends_with("  file: a[U+202E]b.geojson, line 3\n"), "{lines}");
        let named = Problem::new("input-crs")
            .with("crs", "EPSG:x")
            .with("file", "a.geojson@EPSG:x");
        assert_eq!(problem_lines(&texts, &named).lines().count(), 1);
        let unknown = problem_lines(&texts, &Problem::new("code-of-tomorrow").with("x", 1));
        assert!(unknown.contains("code-of-tomorrow (x=1)"), "{unknown}");
    }
}
