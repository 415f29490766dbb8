//! The program: arguments lead to the window or to the command line.

use std::process::ExitCode;

use redline::cli::{self, Ending, OpenTask};

fn main() -> ExitCode {
    // First of all: no other thread runs yet, and nothing has looked at the environment.
    redline::crs::neutralize_environment();
    match cli::run(std::env::args_os()) {
        Ending::Exit(code) => code,
        Ending::Open(task) => open(&task),
    }
}

#[cfg(feature = "gui")]
fn open(task: &OpenTask) -> ExitCode {
    match redline::gui::run(task.files.clone(), task.language) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => cli::tell_no_window(task, "cli-no-display", &reason),
    }
}

#[cfg(not(feature = "gui"))]
fn open(task: &OpenTask) -> ExitCode {
    cli::tell_no_window(task, "cli-no-window", "")
}
