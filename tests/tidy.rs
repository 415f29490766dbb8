//! The rules of the house, kept by a test: who may name whom, what stands nowhere, how long a file may be.

use std::path::{Path, PathBuf};

/// Modules by rank; a module names only modules of lower rank, and itself.
const RANKS: [(&str, u32); 15] = [
    ("characters", 0),
    ("lines", 0),
    ("progress", 0),
    ("geometry", 0),
    ("crs", 1),
    ("layer", 2),
    ("symbols", 3),
    ("io", 4),
    ("rules", 4),
    ("check", 5),
    ("text", 6),
    ("report", 7),
    ("workspace", 8),
    ("cli", 9),
    ("gui", 9),
];

/// Longest file, tests not counted.
const MAX_LINES: usize = 600;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files_below(dir: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(&dir)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path())
        {
            if entry.is_dir() {
                open.push(entry);
            } else if entry.extension().is_some_and(|known| known == extension) {
                found.push(entry);
            }
        }
    }
    found.sort();
    found
}

/// The source of a file without its tests at the end.
fn product_source(path: &Path) -> String {
    let text = std::fs::read_to_string(path).expect("UTF-8 source");
    match text.find("#[cfg(test)]\nmod tests {") {
        Some(at) => text[..at].to_owned(),
        None => text,
    }
}

fn module_of(path: &Path) -> Option<String> {
    let inside = path.strip_prefix(root().join("src")).ok()?;
    let first = inside.components().next()?.as_os_str().to_str()?;
    Some(first.trim_end_matches(".rs").to_owned())
}

fn rank(module: &str) -> Option<u32> {
    RANKS
        .iter()
        .find(|(name, _)| *name == module)
        .map(|(_, rank)| *rank)
}

/// Modules named as `crate::NAME` outside comments.
fn named_modules(source: &str) -> Vec<String> {
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    let mut named = Vec::new();
    for line in code {
        for (at, _) in line.match_indices("crate::") {
            let name: String = line[at + 7..]
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                .collect();
            named.push(name);
        }
    }
    named
}

#[test]
fn modules_name_only_lower_ones() {
    let mut faults = Vec::new();
    for path in files_below(&root().join("src"), "rs") {
        let Some(own) = module_of(&path) else { continue };
        let Some(own_rank) = rank(&own) else { continue };
        for named in named_modules(&product_source(&path)) {
            if named != own && rank(&named).is_some_and(|other| other >= own_rank && other > 0) {
                faults.push(format!("{}: {own} names {named}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_scan_notices_an_upward_path() {
    assert_eq!(
        named_modules("use crate::gui::theme;\n// crate::cli\nlet x = crate::check::run;"),
        ["gui", "check"]
    );
}

#[test]
fn every_module_has_a_rank_and_stands_in_lib() {
    let lib = std::fs::read_to_string(root().join("src/lib.rs")).expect("lib.rs");
    let listed: Vec<&str> = lib
        .lines()
        .filter_map(|line| {
            line.strip_prefix("pub mod ")
                .map(|rest| rest.trim_end_matches(';'))
        })
        .collect();
    let ranked: Vec<&str> = RANKS.iter().map(|(name, _)| *name).collect();
    assert_eq!(listed, ranked, "lib.rs lists the modules in rank order");
}

#[test]
fn the_domain_knows_no_screen_and_prints_nothing() {
    let mut faults = Vec::new();
    for path in files_below(&root().join("src"), "rs") {
        let own = module_of(&path).unwrap_or_default();
        if own == "gui" || own == "main" {
            continue;
        }
        let source = product_source(&path);
        let mut forbidden = vec!["egui", "eframe", "rfd::"];
        if own != "cli" {
            forbidden.extend(["println!", "print!", "eprintln!"]);
        }
        let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
        let code: String = code.collect::<Vec<_>>().join("\n");
        for word in forbidden {
            if code.contains(word) {
                faults.push(format!("{}: {word}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn nothing_is_left_undone_or_switched_off() {
    let words = [
        "#[ignore",
        "todo!(",
        "unimplemented!(",
        "TODO",
        "FIXME",
        "BooleanOps",
    ];
    let mut faults = Vec::new();
    for folder in ["src", "tests", "benches", "sample_data"] {
        for path in files_below(&root().join(folder), "rs") {
            if path.ends_with("tests/tidy.rs") {
                continue;
            }
            let source = std::fs::read_to_string(&path).expect("UTF-8 source");
            let code = source
                .lines()
                .filter(|line| !line.trim_start().starts_with("//!"));
            for (number, line) in code.enumerate() {
                faults.extend(
                    words
                        .iter()
                        .filter(|word| line.contains(**word))
                        .map(|word| format!("{}:{number}: {word}", path.display())),
                );
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn files_stay_short_enough_to_read() {
    let long: Vec<String> = files_below(&root().join("src"), "rs")
        .into_iter()
        .map(|path| (product_source(&path).lines().count(), path))
        .filter(|(lines, path)| *lines > MAX_LINES && !path.ends_with("tests.rs"))
        .map(|(lines, path)| format!("{}: {lines} lines", path.display()))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn only_two_modules_may_say_unsafe() {
    let users: Vec<String> = files_below(&root().join("src"), "rs")
        .into_iter()
        .filter(|path| {
            product_source(path)
                .lines()
                .any(|line| line.contains("unsafe {") || line.contains("unsafe fn"))
        })
        .map(|path| path.strip_prefix(root()).expect("inside").display().to_string())
        .collect();
    assert_eq!(users, ["src/crs/ffi.rs", "src/io/mapped.rs"]);
}

#[test]
fn both_languages_have_the_same_files() {
    let names = |language: &str| -> Vec<String> {
        files_below(&root().join("assets/texts").join(language), "ftl")
            .iter()
            .map(|path| path.file_name().expect("a file").to_string_lossy().into_owned())
            .collect()
    };
    assert_eq!(names("zh-CN"), names("en"));
}

#[test]
fn scripts_and_licences_are_in_place() {
    for file in [
        "script/setup",
        "script/run",
        "script/test",
        ".ci/run",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "assets/fonts/OFL.txt",
    ] {
        assert!(root().join(file).is_file(), "{file} is missing");
    }
}
