//! `redline check`.
//!
//! Meaning: prepare, check, write, print, each once, in this order: documents are on the disk before
//! the summary says so. The exit code is the result of the check unless something was not done.

use std::path::PathBuf;

use rayon::ThreadPoolBuilder;

use super::console::Console;
use super::exit::Exit;
use super::plan::CheckTask;
use super::progress::{Progress, Stage};
use super::summary::summary;
use crate::check::{self, CheckRequest, CheckResult};
use crate::progress::Ticket;
use crate::report::{FindingsJson, ReportForm as _};
use crate::workspace::layer_input::{Fresh, keep};
use crate::workspace::problem::Problem;
use crate::workspace::session::{export, prepare_with, report_input};

/// Runs a check and says how it ended.
pub fn run(task: &CheckTask, console: &Console) -> Exit {
    let done = match task.threads {
        None => perform(task, console),
        Some(threads) => match ThreadPoolBuilder::new().num_threads(threads).build() {
            Ok(pool) => pool.install(|| perform(task, console)),
            Err(error) => Err(Problem::new("cli-threads").with("message", error)),
        },
    };
    let printed = done.and_then(|done| {
        let exit = Exit::of_check(&done.result);
        Ok((print(task, console, &done)?, exit, done))
    });
    match printed {
        Ok((text, exit, done)) => {
            let exit = console.result(&text, exit);
            // After the answer, because nobody waits for it.
            if let Some(cache) = &task.cache {
                keep(
                    cache,
                    &done.fresh,
                    &done.request.plane,
                    task.plan.edge_tolerance_m,
                );
            }
            // The program ends here: the system takes memory back at once, piece by piece takes a tenth of the run.
            std::mem::forget(done);
            exit
        }
        Err(problem) => {
            console.problem(&problem);
            Exit::NotDone
        }
    }
}

/// What a check yielded, and the documents that were written about it.
struct Done {
    request: CheckRequest,
    result: CheckResult,
    documents: Vec<PathBuf>,
    /// Layers that were read from their files.
    fresh: Vec<Fresh>,
}

fn perform(task: &CheckTask, console: &Console) -> Result<Done, Problem> {
    let ticket = Ticket::new();
    let progress = Progress::start(&ticket, console.texts(), !task.quiet);
    let (request, fresh) = prepare_with(&task.plan, task.cache.as_ref(), &ticket)?;
    progress.stage(Stage::Check);
    let result = check::run(&request, &ticket).map_err(|_| Problem::new("import-cancelled"))?;
    progress.stage(Stage::Report);
    let documents = match &task.out {
        Some(dir) => export(&result, &request, &task.forms, dir, console.language())?,
        None => Vec::new(),
    };
    Ok(Done {
        request,
        result,
        documents,
        fresh,
    })
}

fn print(task: &CheckTask, console: &Console, done: &Done) -> Result<Vec<u8>, Problem> {
    let mut text = Vec::new();
    if task.json {
        let input = report_input(&done.result, &done.request, console.texts());
        FindingsJson.write(&input, &mut text)?;
    } else if !task.quiet {
        text = summary(&done.result, &done.documents, console.texts()).into_bytes();
    }
    Ok(text)
}
