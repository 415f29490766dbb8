//! The program: arguments lead to the window or to the command line.

use std::process::ExitCode;

use redline::cli::{self, Ending, OpenTask};

/// Reading a province asks for memory millions of times on all threads at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // First of all: no other thread runs yet, and nothing has looked at the environment.
    redline::crs::neutralize_environment();
    refuse_huge_pages();
    match cli::run(std::env::args_os()) {
        Ending::Exit(code) => code,
        Ending::Open(task) => open(&task),
    }
}

/// Takes memory in small pages. The allocator asks for huge ones, and a virtual machine that gives unused memory back to
/// its host gives back just those: taking one again costs milliseconds, and a first run after a pause twice its time.
fn refuse_huge_pages() {
    // Only speed hangs on it.
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}

#[cfg(feature = "gui")]
fn open(task: &OpenTask) -> ExitCode {
    if !has_display() {
        return cli::tell_no_window(task, "cli-no-display", "");
    }
    let opening = redline::gui::Opening {
        files: task.files.clone(),
        language: task.language,
        renderer: task.renderer,
    };
    match redline::gui::run(opening) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => cli::tell_no_window(task, "cli-window-failed", &reason.to_string()),
    }
}

/// Whether a display is named where one has to be; elsewhere the window system says so itself.
#[cfg(feature = "gui")]
fn has_display() -> bool {
    let names = ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"];
    let named = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || names.into_iter().any(named)
}

#[cfg(not(feature = "gui"))]
fn open(task: &OpenTask) -> ExitCode {
    cli::tell_no_window(task, "cli-no-window", "")
}
