//! `redline overlap`: layers against each other, or one against itself.
//!
//! Meaning: the question before a check and beside it: are the layers consistent with one another, does one of
//! them overlap itself, hold a feature twice or leave gaps? The exit code says whether ground is shared.
//!
//! Deliberately not here: the comparison itself, and what follows in law from shared ground.

use std::path::PathBuf;

use rayon::ThreadPoolBuilder;

use super::args::OverlapArgs;
use super::console::Console;
use super::exit::Exit;
use super::plan::input;
use super::progress::Progress;
use super::shift::give_to;
use crate::check::{FindingKind, Tolerances};
use crate::progress::Ticket;
use crate::report::{Compared, write_compared, write_compared_json};
use crate::text::{Texts, number, visible};
use crate::workspace::compare::{CompareTask, compare};
use crate::workspace::layer_input::{Fresh, keep};
use crate::workspace::plan::{is_accuracy, is_edge_tolerance};
use crate::workspace::prepared::Cache;
use crate::workspace::problem::Problem;

/// Rows of a table on the screen; all of them stand in the files.
const MOST_ROWS: usize = 20;

/// Compares and says how it ended.
pub fn run(args: &OverlapArgs, console: &Console) -> Exit {
    let done = match args.threads {
        None => perform(args, console),
        Some(threads) => match ThreadPoolBuilder::new().num_threads(usize::from(threads)).build() {
            Ok(pool) => pool.install(|| perform(args, console)),
            Err(error) => Err(Problem::new("cli-threads").with("message", error)),
        },
    };
    match done {
        Ok(done) => {
            let exit = exit_of(&done.compared);
            let exit = console.result(&done.text, exit);
            if let Some(cache) = &done.cache {
                let tolerance_m = done.compared.tolerances.edge_tolerance_m;
                keep(cache, &done.fresh, &done.compared.plane, tolerance_m);
            }
            exit
        }
        Err(problem) => {
            console.problem(&problem);
            Exit::NotDone
        }
    }
}

struct Done {
    compared: Compared,
    text: Vec<u8>,
    fresh: Vec<Fresh>,
    cache: Option<Cache>,
}

fn perform(args: &OverlapArgs, console: &Console) -> Result<Done, Problem> {
    let task = task_of(args)?;
    let cache = Cache::chosen(args.cache.clone(), args.no_cache);
    let ticket = Ticket::new();
    let progress = Progress::start(&ticket, console.texts(), !args.quiet);
    let (compared, fresh) = compare(&task, cache.as_ref(), &ticket)?;
    let files = match &args.out {
        Some(dir) => write_compared(&compared, dir)?,
        None => Vec::new(),
    };
    drop(progress);
    let mut text = Vec::new();
    if args.json {
        write_compared_json(&compared, &mut text)
            .map_err(|error| Problem::new("report-stream").with("message", error))?;
    } else if !args.quiet {
        text = summary(&compared, &files, console.texts()).into_bytes();
    }
    Ok(Done {
        compared,
        text,
        fresh,
        cache,
    })
}

fn task_of(args: &OverlapArgs) -> Result<CompareTask, Problem> {
    let mut tolerances = Tolerances::default();
    if let Some(metres) = args.accuracy {
        if !is_accuracy(metres) {
            return Err(Problem::new("cli-accuracy").with("value", metres));
        }
        tolerances = tolerances.with_accuracy(metres);
    }
    if let Some(millimetres) = args.edge_tolerance {
        if !is_edge_tolerance(millimetres) {
            return Err(Problem::new("cli-edge-tolerance").with("value", millimetres));
        }
        tolerances.edge_tolerance_m = millimetres / 1000.0;
    }
    if let Some(width) = args.gaps
        && !(width > 0.0 && width <= 1000.0)
    {
        return Err(Problem::new("cli-gap-width").with("value", width));
    }
    let second_class = args.class_b.clone().or_else(|| match args.b {
        Some(_) => None,
        None => args.class_a.clone(),
    });
    let mut a = input(&args.a)?;
    let mut b = args.b.as_deref().map(input).transpose()?;
    let mut units = args.units.as_deref().map(input).transpose()?;
    let mut inputs = vec![("a".to_owned(), &mut a)];
    inputs.extend(b.as_mut().map(|spec| ("b".to_owned(), spec)));
    inputs.extend(units.as_mut().map(|spec| ("units".to_owned(), spec)));
    give_to(inputs, &args.shifts)?;
    Ok(CompareTask {
        a,
        b,
        units,
        class_fields: [args.class_a.clone(), second_class],
        gap_m: args.gaps,
        tolerances,
    })
}

fn exit_of(compared: &Compared) -> Exit {
    if compared.overlap.of_kind(FindingKind::Overlap).0 > 0 {
        Exit::Conflict
    } else if compared.overlap.doubts.is_empty() {
        Exit::Done
    } else {
        Exit::Undetermined
    }
}

fn summary(compared: &Compared, files: &[PathBuf], texts: &Texts) -> String {
    let overlap = &compared.overlap;
    let mut lines = Vec::new();
    let name = |layer: &crate::layer::ConstraintLayer| {
        visible(&layer.source.path.display().to_string()).into_owned()
    };
    let mut head = vec![
        ("a", name(&compared.a)),
        ("na", number::count(compared.a.n_features())),
    ];
    match &compared.b {
        Some(b) => {
            head.extend([("b", name(b)), ("nb", number::count(b.n_features()))]);
            lines.push(texts.get_with("overlap-head", &head));
        }
        None => lines.push(texts.get_with("overlap-head-self", &head)),
    }
    for (id, kind) in [
        ("overlap-shared", FindingKind::Overlap),
        ("overlap-within-error", FindingKind::WithinError),
    ] {
        let (count, area) = overlap.of_kind(kind);
        lines.push(texts.get_with(
            id,
            &[("count", number::count(count)), ("area", square_metres(area))],
        ));
    }
    if compared.b.is_none() {
        let doubles = overlap.pairs.iter().filter(|pair| pair.is_duplicate).count();
        lines.push(texts.get_with("overlap-duplicates", &[("count", number::count(doubles))]));
    }
    let (noise, noise_m2) = overlap.noise;
    let facts = [
        ("touching", overlap.n_touching.to_string()),
        ("noise", noise.to_string()),
        ("area", square_metres(noise_m2)),
    ];
    lines.push(texts.get_with("overlap-rest", &facts));
    if let Some(gaps) = &compared.gaps {
        let area = gaps.gaps.iter().map(|gap| gap.area_m2).sum();
        let facts = [
            ("count", number::count(gaps.gaps.len())),
            ("area", square_metres(area)),
        ];
        lines.push(texts.get_with("overlap-gaps", &facts));
        if !gaps.unexamined.is_empty() {
            lines.push(texts.get_with(
                "overlap-gaps-unexamined",
                &[("count", number::count(gaps.unexamined.len()))],
            ));
        }
    }
    lines.extend(class_lines(compared, texts));
    lines.extend(unit_lines(compared, texts));
    if !overlap.doubts.is_empty() {
        lines.push(texts.get_with(
            "overlap-doubts",
            &[("count", number::count(overlap.doubts.len()))],
        ));
        for doubt in overlap.doubts.iter().take(MOST_ROWS) {
            let [a, b] =
                [doubt.a, doubt.b].map(|side| side.map_or_else(|| "–".to_owned(), |it| it.to_string()));
            lines.push(format!("  {a} × {b}: {}", texts.reason(&doubt.reason)));
        }
    }
    for file in files {
        lines.push(texts.get_with(
            "overlap-written",
            &[("file", visible(&file.display().to_string()).into_owned())],
        ));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn class_lines(compared: &Compared, texts: &Texts) -> Vec<String> {
    let is_told = compared
        .classes
        .iter()
        .any(|row| row.a.is_some() || row.b.is_some());
    if !is_told {
        return Vec::new();
    }
    let none = texts.get("word-none");
    let class = |class: &Option<String>| {
        class
            .as_deref()
            .map_or_else(|| none.clone(), |class| visible(class).into_owned())
    };
    let mut lines = vec![texts.get("overlap-by-class")];
    lines.extend(compared.classes.iter().take(MOST_ROWS).map(|row| {
        format!(
            "  {} × {}: {} · {}",
            class(&row.a),
            class(&row.b),
            number::count(row.pairs),
            square_metres(row.area_m2)
        )
    }));
    lines
}

fn unit_lines(compared: &Compared, texts: &Texts) -> Vec<String> {
    let Some(units) = compared.units.as_ref().filter(|units| !units.is_empty()) else {
        return Vec::new();
    };
    let mut lines = vec![texts.get("overlap-by-unit")];
    lines.extend(units.iter().take(MOST_ROWS).map(|row| {
        let name = match (row.unit, &row.name) {
            (_, Some(name)) => visible(name).into_owned(),
            (Some(unit), None) => format!("#{unit}"),
            (None, None) => texts.get("overlap-no-unit"),
        };
        format!(
            "  {name}: {} · {}",
            number::count(row.pairs),
            square_metres(row.area_m2)
        )
    }));
    lines
}

fn square_metres(area_m2: f64) -> String {
    format!("{} m²", number::Amount(area_m2).m2())
}
