//! The command line: everything the program can do without a window.
//!
//! Meaning: what was typed ([`args`]) becomes what is meant ([`plan`]), is done by the same modules
//! that serve the window, and ends with one of four numbers ([`exit`]). Results go to stdout, all
//! else to stderr ([`console`]). Options and exit codes are a contract with scripts.
//!
//! Deliberately not here: the window. `redline open` comes back as [`Ending::Open`], and `main`
//! decides whether there is one.

pub mod args;
pub mod check;
pub mod console;
pub mod convert;
pub mod exit;
pub mod info;
mod info_json;
mod notes;
pub mod overlap;
pub mod plan;
pub mod progress;
mod shift;
pub mod summary;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::FromArgMatches as _;
use clap::error::ErrorKind;

use args::{TypedCommand, TypedLine, command};
use console::{Console, say};
use exit::Exit;

use crate::text::Language;
use crate::workspace::problem::Problem;
use crate::workspace::settings::RendererChoice;

/// What is left to do after the command line was looked at.
#[derive(Debug)]
pub enum Ending {
    /// Nothing; the program ends with this code.
    Exit(ExitCode),
    /// The window is wanted.
    Open(OpenTask),
}

/// What the window is to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenTask {
    /// Projects, check plans and data files.
    pub files: Vec<PathBuf>,
    /// The language that was asked for; `None` for that of the settings.
    pub language: Option<Language>,
    /// How the window is to be drawn; `None` for that of the settings.
    pub renderer: Option<RendererChoice>,
}

/// Does what the arguments say, the program's name first.
#[must_use]
pub fn run(args: impl Iterator<Item = OsString>) -> Ending {
    let args: Vec<OsString> = args.collect();
    let asked = language_asked(&args);
    let console =
        Console::new(asked.unwrap_or_else(|| language_of_environment(|name| std::env::var(name).ok())));
    let parsed = command(console.texts()).try_get_matches_from(args);
    let typed = parsed.and_then(|matches| TypedLine::from_arg_matches(&matches));
    match typed {
        Ok(typed) => perform(typed, asked, &console),
        Err(error) => Ending::Exit(refuse(&error, &console).into()),
    }
}

fn perform(typed: TypedLine, asked: Option<Language>, console: &Console) -> Ending {
    let exit = match typed.command {
        None => {
            return Ending::Open(OpenTask {
                files: Vec::new(),
                language: asked,
                renderer: None,
            });
        }
        Some(TypedCommand::Open(open)) => {
            return Ending::Open(OpenTask {
                files: open.files,
                language: asked,
                renderer: open.renderer.as_deref().and_then(RendererChoice::parse),
            });
        }
        Some(TypedCommand::Check(args)) => match plan::check_task(*args) {
            Ok(task) => check::run(&task, console),
            Err(problem) => {
                console.problem(&problem);
                Exit::NotDone
            }
        },
        Some(TypedCommand::Overlap(args)) => overlap::run(&args, console),
        Some(TypedCommand::Info(args)) => info::run(&args, console),
        Some(TypedCommand::Convert(args)) => convert::run(&args, console),
    };
    Ending::Exit(exit.into())
}

/// Help and version are results; everything else about the arguments is a refusal. The parser's own
/// exit codes would collide with ours.
fn refuse(error: &clap::Error, console: &Console) -> Exit {
    let text = error.render().to_string();
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return console.result(text.as_bytes(), Exit::Done);
    }
    say(&text);
    console.remark_in_both("cli-usage", &[]);
    Exit::NotDone
}

/// Says in both languages that there is no window, and why; the way out is the command line.
#[must_use]
pub fn tell_no_window(task: &OpenTask, code: &str, reason: &str) -> ExitCode {
    let language = task
        .language
        .unwrap_or_else(|| language_of_environment(|name| std::env::var(name).ok()));
    Console::new(language).problem(&Problem::new(code).with("reason", reason));
    Exit::NotDone.into()
}

/// The value of `--lang`, looked for before the arguments are parsed, so that help and refusals speak
/// the language too.
fn language_asked(args: &[OsString]) -> Option<Language> {
    let texts: Vec<&str> = args.iter().map(|arg| arg.to_str().unwrap_or_default()).collect();
    let value = texts.iter().enumerate().find_map(|(index, text)| match *text {
        "--lang" => texts.get(index + 1).copied(),
        text => text.strip_prefix("--lang="),
    })?;
    Language::ALL
        .into_iter()
        .find(|language| language.code() == value)
}

/// The language of the locale: Chinese where it is, else English.
fn language_of_environment(variable: impl Fn(&str) -> Option<String>) -> Language {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| variable(name).filter(|v| !v.is_empty()));
    locale
        .and_then(|locale| Language::parse(&locale))
        .unwrap_or(Language::En)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_asked_for_or_that_of_the_locale() {
        let args = |texts: &[&str]| texts.iter().map(OsString::from).collect::<Vec<_>>();
        assert_eq!(
            language_asked(&args(&["redline", "check", "--lang", "zh-CN"])),
            Some(Language::ZhCn)
        );
        assert_eq!(
            language_asked(&args(&["redline", "--lang=en"])),
            Some(Language::En)
        );
        assert_eq!(language_asked(&args(&["redline", "--lang", "de"])), None);
        let of = |pairs: &'static [(&str, &str)]| {
            language_of_environment(|name| {
                pairs
                    .iter()
                    .find(|(known, _)| *known == name)
                    .map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(of(&[("LANG", "zh_CN.UTF-8")]), Language::ZhCn);
        assert_eq!(of(&[("LC_ALL", "C"), ("LANG", "zh_CN.UTF-8")]), Language::En);
        assert_eq!(
            of(&[("LC_ALL", ""), ("LC_MESSAGES", "zh_TW"), ("LANG", "en_US")]),
            Language::ZhCn
        );
        assert_eq!(of(&[]), Language::En);
    }
}
