//! The command line as it is typed.
//!
//! Meaning: one struct per command, nothing judged yet; [`super::plan`] turns it into what is meant.
//! The sentences of `--help` stand in `assets/texts` under `help-…`, in both languages, and
//! [`command`] puts them in; what stands here as documentation is for readers of the code.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand};

use crate::text::Texts;
use crate::workspace::settings::RendererChoice;

/// Everything that was typed.
#[derive(Debug, Parser)]
#[command(name = "redline", version, disable_help_subcommand = true)]
pub struct TypedLine {
    /// Language of messages and reports.
    #[arg(long, global = true, value_name = "zh-CN|en", value_parser = ["zh-CN", "en"])]
    pub lang: Option<String>,
    /// What to do; the window when nothing is said.
    #[command(subcommand)]
    pub command: Option<TypedCommand>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum TypedCommand {
    /// Checks parcels against layers.
    Check(Box<CheckArgs>),
    /// Compares layers with each other, or one with itself.
    Overlap(Box<OverlapArgs>),
    /// Says what a file is.
    Info(InfoArgs),
    /// Writes a file in another form or frame.
    Convert(ConvertArgs),
    /// Opens the window.
    Open(OpenArgs),
}

/// `redline check`.
#[derive(Debug, Default, Args)]
pub struct CheckArgs {
    /// A check plan; options override what it says.
    #[arg(value_name = "PLAN.toml")]
    pub plan: Option<PathBuf>,
    /// The parcels.
    #[arg(long, value_name = "FILE")]
    pub parcels: Option<OsString>,
    /// A constraint layer with its role; may be given several times.
    #[arg(long = "layer", value_name = "ROLE=FILE")]
    pub layers: Vec<OsString>,
    /// A datum shift for an input; may be given several times.
    #[arg(long = "shift", value_name = "LAYER=FILE")]
    pub shifts: Vec<OsString>,
    /// A rule file used beside the built-in rules.
    #[arg(long, value_name = "FILE")]
    pub rules: Option<PathBuf>,
    /// What is to be done on the parcels.
    #[arg(long, value_name = "CODE")]
    pub activity: Option<String>,
    /// Stage of the procedure.
    #[arg(long, value_name = "PHASE")]
    pub phase: Option<String>,
    /// Where the ground lies.
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub jurisdiction: Vec<String>,
    /// The day whose law counts.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// Standard error of all boundaries.
    #[arg(long, value_name = "METRES", allow_negative_numbers = true)]
    pub accuracy: Option<f64>,
    /// Greatest distance of a chord from its true edge.
    #[arg(long, value_name = "MM", allow_negative_numbers = true)]
    pub edge_tolerance: Option<f64>,
    /// Directory for the reports.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Which reports.
    #[arg(long, value_name = "LIST", value_delimiter = ',', requires = "out")]
    pub report: Vec<String>,
    /// Prints findings.json instead of the summary.
    #[arg(long)]
    pub json: bool,
    /// Number of threads.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Directory for prepared layers.
    #[arg(long, value_name = "DIR", conflicts_with = "no_cache")]
    pub cache: Option<PathBuf>,
    /// Neither uses nor keeps prepared layers.
    #[arg(long)]
    pub no_cache: bool,
    /// Prints neither summary nor progress.
    #[arg(long, short)]
    pub quiet: bool,
}

/// `redline overlap`.
#[derive(Debug, Args)]
pub struct OverlapArgs {
    /// The first layer.
    #[arg(value_name = "A")]
    pub a: OsString,
    /// The second layer; the first is compared with itself when it is left out.
    #[arg(value_name = "B")]
    pub b: Option<OsString>,
    /// Administrative units by which totals are wanted.
    #[arg(long, value_name = "FILE")]
    pub units: Option<OsString>,
    /// A datum shift for an input; may be given several times.
    #[arg(long = "shift", value_name = "LAYER=FILE")]
    pub shifts: Vec<OsString>,
    /// Field that holds the class in the first layer.
    #[arg(long, value_name = "FIELD")]
    pub class_a: Option<String>,
    /// Field that holds the class in the second layer.
    #[arg(long, value_name = "FIELD")]
    pub class_b: Option<String>,
    /// Looks for gaps in the first layer narrower than this.
    #[arg(long, value_name = "METRES")]
    pub gaps: Option<f64>,
    /// Standard error of all boundaries.
    #[arg(long, value_name = "METRES", allow_negative_numbers = true)]
    pub accuracy: Option<f64>,
    /// Greatest distance of a chord from its true edge.
    #[arg(long, value_name = "MM", allow_negative_numbers = true)]
    pub edge_tolerance: Option<f64>,
    /// Directory for the files.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Prints overlap.json instead of the summary.
    #[arg(long)]
    pub json: bool,
    /// Number of threads.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Directory for prepared layers.
    #[arg(long, value_name = "DIR", conflicts_with = "no_cache")]
    pub cache: Option<PathBuf>,
    /// Neither uses nor keeps prepared layers.
    #[arg(long)]
    pub no_cache: bool,
    /// Prints neither summary nor progress.
    #[arg(long, short)]
    pub quiet: bool,
}

/// `redline info`.
#[derive(Debug, Args)]
pub struct InfoArgs {
    /// The files.
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<OsString>,
    /// A datum shift for the files.
    #[arg(long, value_name = "FILE")]
    pub shift: Option<PathBuf>,
    /// Prints JSON.
    #[arg(long)]
    pub json: bool,
}

/// `redline convert`.
#[derive(Debug, Args)]
pub struct ConvertArgs {
    /// The file to read.
    #[arg(value_name = "IN")]
    pub input: OsString,
    /// The file to write.
    #[arg(value_name = "OUT")]
    pub output: PathBuf,
    /// The frame to write in.
    #[arg(long, value_name = "CRS")]
    pub to: Option<String>,
    /// A datum shift that leads from the file's frame to CGCS2000.
    #[arg(long, value_name = "FILE", requires = "to")]
    pub shift: Option<PathBuf>,
    /// How the format is written, where it knows several ways.
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// The encoding of text.
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// Decimals of coordinates.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=12))]
    pub decimals: Option<u8>,
    /// Whether eastings have the zone number in front.
    #[arg(long, value_name = "yes|no", value_parser = ["yes", "no"])]
    pub zone_prefix: Option<String>,
    /// Which ordinate comes first.
    #[arg(long, value_name = "north-first|east-first", value_parser = ["north-first", "east-first"])]
    pub axes: Option<String>,
    /// Where rings begin.
    #[arg(long, value_name = "as-stored|north-west", value_parser = ["as-stored", "north-west"])]
    pub ring_start: Option<String>,
    /// Writes features with unknown geometry without geometry.
    #[arg(long)]
    pub without_unknown_geometry: bool,
}

/// `redline open`.
#[derive(Debug, Default, Args)]
pub struct OpenArgs {
    /// A project, a check plan, or data files.
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// How the window is drawn, from now on.
    #[arg(long, value_name = "auto|gpu|software|opengl|cpu",
        value_parser = RendererChoice::ALL.map(RendererChoice::code))]
    pub renderer: Option<String>,
}

/// The parser with its help in a language.
#[must_use]
pub fn command(texts: &Texts) -> clap::Command {
    let command = with_help(TypedLine::command(), "help", texts);
    let names: Vec<String> = command
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .collect();
    names.iter().fold(command, |command, name| {
        command.mut_subcommand(name, |sub| with_help(sub, &format!("help-{name}"), texts))
    })
}

/// Puts the texts `ID` (what it does), `ID-examples` and `ID-arg-NAME` into a command.
fn with_help(command: clap::Command, id: &str, texts: &Texts) -> clap::Command {
    let arg_ids: Vec<String> = command
        .get_arguments()
        .map(|arg| arg.get_id().to_string())
        .collect();
    let command = command
        .about(texts.get(id))
        .long_about(None)
        .after_help(texts.get(&format!("{id}-examples")));
    arg_ids.iter().fold(command, |command, arg| {
        let help = texts.get(&arg_text_id(id, arg));
        command.mut_arg(arg, |known| known.help(help).long_help(None))
    })
}

/// Text id of an argument's help.
fn arg_text_id(command: &str, arg: &str) -> String {
    format!("{command}-arg-{}", arg.replace('_', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    #[test]
    fn the_parser_is_sound_and_every_argument_has_help_in_both_languages() {
        for language in Language::ALL {
            let texts = Texts::new(language);
            let command = command(&texts);
            command.clone().debug_assert();
            for sub in command.get_subcommands() {
                assert!(sub.get_about().is_some(), "{}", sub.get_name());
                for arg in sub.get_arguments() {
                    let id = arg_text_id(&format!("help-{}", sub.get_name()), arg.get_id().as_str());
                    assert!(texts.find(&id, &[]).is_some(), "{id}");
                }
            }
        }
    }

    #[test]
    fn all_options_of_a_check_are_read() {
        let line = TypedLine::try_parse_from([
            "redline",
            "check",
            "--parcels",
            "p.geojson",
            "--layer",
            "eco_redline=a.geojson",
            "--layer",
            "other:X=b.geojson@EPSG:4490",
            "--rules",
            "r.toml",
            "--activity",
            "G1",
            "--phase",
            "approval",
            "--jurisdiction",
            "CN,CN-36",
            "--as-of",
            "2026-11-23",
            "--accuracy",
            "0.1",
            "--edge-tolerance",
            "0.001",
            "--out",
            "o",
            "--report",
            "json,csv",
            "--json",
            "--threads",
            "2",
            "--quiet",
            "--lang",
            "en",
        ])
        .expect("a command line");
        let Some(TypedCommand::Check(check)) = line.command else {
            panic!("not a check")
        };
        assert_eq!(
            (check.layers.len(), check.report.len(), check.jurisdiction.len()),
            (2, 2, 2)
        );
        assert_eq!(
            (check.accuracy, check.edge_tolerance, check.threads),
            (Some(0.1), Some(0.001), Some(2))
        );
        assert!(check.json && check.quiet && line.lang.as_deref() == Some("en"));
    }

    #[test]
    fn without_a_command_the_window_is_meant() {
        assert!(
            TypedLine::try_parse_from(["redline"])
                .expect("a command line")
                .command
                .is_none()
        );
    }
}
