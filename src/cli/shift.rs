//! `--shift LAYER=FILE`: which input a datum shift is for.
//!
//! Meaning: an input is meant by what it is (`parcels`, a role, `a`, `b`, `units`), by its path as typed, or by the
//! name of its file. A shift that is for no input is refused: somebody believes that it was used.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use super::plan::after;
use crate::workspace::input::InputSpec;
use crate::workspace::plan::CheckPlan;
use crate::workspace::problem::Problem;

/// Gives the inputs of a plan the shifts that were typed.
///
/// # Errors
/// When a text is not of the form `LAYER=FILE`, or names no input.
pub fn give_shifts(plan: &mut CheckPlan, typed: &[OsString]) -> Result<(), Problem> {
    let parcels = std::iter::once(("parcels".to_owned(), &mut plan.parcels));
    let layers = plan.layers.iter_mut().map(|(role, spec)| (role.code(), spec));
    give_to(parcels.chain(layers).collect(), typed)
}

/// The same for inputs that each have a name.
///
/// # Errors
/// As [`give_shifts`].
pub fn give_to(mut inputs: Vec<(String, &mut InputSpec)>, typed: &[OsString]) -> Result<(), Problem> {
    for text in typed {
        let (name, file) = split(text)?;
        let mut is_used = false;
        for (known, spec) in &mut inputs {
            if *known == name || is_path_of(spec, &name) {
                spec.shift = Some(file.clone());
                is_used = true;
            }
        }
        if !is_used {
            let known: Vec<&str> = inputs.iter().map(|(name, _)| name.as_str()).collect();
            return Err(Problem::new("cli-shift-layer")
                .with("value", name)
                .with("known", known.join(", ")));
        }
    }
    Ok(())
}

fn is_path_of(spec: &InputSpec, name: &str) -> bool {
    spec.path.to_str() == Some(name) || spec.path.file_name().and_then(OsStr::to_str) == Some(name)
}

fn split(text: &OsStr) -> Result<(String, PathBuf), Problem> {
    let bytes = text.as_encoded_bytes();
    let equals = bytes.iter().position(|byte| *byte == b'=');
    let parts = equals.filter(|at| *at > 0 && at + 1 < bytes.len()).map(|at| {
        let name = String::from_utf8_lossy(&bytes[..at]).into_owned();
        (name, PathBuf::from(after(text, at + 1)))
    });
    parts.ok_or_else(|| Problem::new("cli-shift-form").with("value", text.to_string_lossy()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::Role;

    #[test]
    fn a_shift_finds_its_inputs_and_one_for_none_is_refused() {
        let mut plan = CheckPlan::new(InputSpec::of_path("d/p.geojson"));
        plan.layers = vec![
            (Role::EcoRedline, InputSpec::of_path("e1.geojson")),
            (Role::EcoRedline, InputSpec::of_path("e2.geojson")),
            (Role::BasicFarmland, InputSpec::of_path("f.geojson")),
        ];
        let typed = ["eco_redline=x.toml".into(), "p.geojson=y=z.toml".into()];
        give_shifts(&mut plan, &typed).expect("named inputs");
        let of = |spec: &InputSpec| spec.shift.clone();
        assert_eq!(of(&plan.parcels), Some("y=z.toml".into()));
        let layers: Vec<_> = plan.layers.iter().map(|(_, spec)| of(spec)).collect();
        assert_eq!(layers, [Some("x.toml".into()), Some("x.toml".into()), None]);
        for (text, code) in [
            ("x.toml", "cli-shift-form"),
            ("=x.toml", "cli-shift-form"),
            ("eco_redline=", "cli-shift-form"),
            ("nature_reserve=x.toml", "cli-shift-layer"),
        ] {
            let error = give_shifts(&mut plan, &[text.into()]).expect_err(text);
            assert_eq!(error.code, code, "{text}");
        }
    }
}
