//! Layers compared with each other: from files to pairs, totals and gaps.
//!
//! Input: a [`CompareTask`]. Output: a [`Compared`] with everything a table, a map or a file needs.
//!
//! Deliberately not here: how the comparison is made ([`crate::check`]) and how it is written down
//! ([`crate::report`]).

use std::sync::Arc;

use super::frame::choose_plane;
use super::import::ImportError;
use super::input::InputSpec;
use super::layer_input::{Fresh, LayerInput};
use super::place::Target;
use super::prepared::Cache;
use crate::check::{
    LayerQuestion, Tolerances, gaps_within, overlap_layers, overlap_within, totals_by_class, totals_by_unit,
};
use crate::crs::Plane;
use crate::layer::{ConstraintLayer, Role};
use crate::progress::Ticket;
use crate::report::Compared;

/// What is to be compared.
#[derive(Debug, Clone)]
pub struct CompareTask {
    /// The first layer.
    pub a: InputSpec,
    /// The second; `None` to compare the first with itself.
    pub b: Option<InputSpec>,
    /// Administrative units by which totals are wanted.
    pub units: Option<InputSpec>,
    /// Fields that hold the class in the first and in the second layer.
    pub class_fields: [Option<String>; 2],
    /// Gaps in the first layer narrower than this are looked for, in metres.
    pub gap_m: Option<f64>,
    /// What counts as noise and as boundary error.
    pub tolerances: Tolerances,
}

/// Reads the layers of a task, or takes them prepared, and compares them. Layers that were read from their files
/// come too, to be kept for the next time.
///
/// # Errors
/// When a file cannot be read or placed, or when the ticket asks to stop.
pub fn compare(
    task: &CompareTask,
    cache: Option<&Cache>,
    ticket: &Ticket,
) -> Result<(Compared, Vec<Fresh>), ImportError> {
    let Loaded {
        plane,
        a,
        b,
        units,
        fresh,
    } = load(task, cache, ticket)?;
    let question = LayerQuestion {
        plane: &plane,
        tolerances: task.tolerances,
        pieces: true,
    };
    let overlap = match &b {
        Some(b) => overlap_layers(&a, b, question, ticket)?,
        None => overlap_within(&a, question, ticket)?,
    };
    let gaps = task
        .gap_m
        .map(|limit| gaps_within(&a, limit, question, ticket))
        .transpose()?;
    let second = b.as_ref().unwrap_or(&a);
    let fields = [task.class_fields[0].as_deref(), task.class_fields[1].as_deref()];
    let compared = Compared {
        classes: totals_by_class(&overlap, [&a, second], fields),
        units: units
            .as_ref()
            .map(|units| totals_by_unit(&overlap, units, question, ticket))
            .transpose()?,
        overlap,
        gaps,
        tolerances: task.tolerances,
        a,
        b,
        unit_layer: units,
        plane,
    };
    Ok((compared, fresh))
}

struct Loaded {
    plane: Plane,
    a: Arc<ConstraintLayer>,
    b: Option<Arc<ConstraintLayer>>,
    units: Option<Arc<ConstraintLayer>>,
    fresh: Vec<Fresh>,
}

fn load(task: &CompareTask, cache: Option<&Cache>, ticket: &Ticket) -> Result<Loaded, ImportError> {
    ticket.begin(0);
    let find = |spec: &InputSpec| LayerInput::find(spec, cache, ticket);
    let a = find(&task.a)?;
    let b = task.b.as_ref().map(find).transpose()?;
    let units = task.units.as_ref().map(find).transpose()?;
    let all = || std::iter::once(&a).chain(&b).chain(&units);
    let views: Vec<_> = all().map(LayerInput::plane_input).collect();
    let plane = choose_plane(&views)?;
    ticket.begin(all().map(|input| input.n_features() as u64).sum());
    let target = Target {
        plane: &plane,
        tolerance_m: task.tolerances.edge_tolerance_m,
    };
    let mut fresh = Vec::new();
    let mut place = |input: LayerInput, role: Role| {
        let (layer, read_now) = input.place(role, target, cache, ticket)?;
        fresh.extend(read_now);
        Ok::<_, ImportError>(layer)
    };
    // What a layer means to a check does not matter to a comparison.
    let of_its_own = || Role::Other(String::new());
    let a = place(a, of_its_own())?;
    let b = b.map(|input| place(input, of_its_own())).transpose()?;
    let units = units.map(|input| place(input, Role::AdminUnit)).transpose()?;
    Ok(Loaded {
        plane,
        a,
        b,
        units,
        fresh,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn file(dir: &Path, name: &str, squares: &[(f64, f64)]) -> InputSpec {
        let features: Vec<String> = squares
            .iter()
            .map(|(x, y)| {
                let (e, n) = (x + 100.0, y + 100.0);
                format!(
                    r#"{{"type":"Feature","properties":{{"name":"甲","zone":"核心"}},"geometry":{{"type":"Polygon","coordinates":[[[{x},{y}],[{e},{y}],[{e},{n}],[{x},{n}],[{x},{y}]]]}}}}"#
                )
            })
            .collect();
        let path = dir.join(name);
        std::fs::write(
            &path,
            format!(
                r#"{{"type":"FeatureCollection","features":[{}]}}"#,
                features.join(",")
            ),
        )
        .unwrap();
        InputSpec {
            crs: Some(crate::crs::CrsId::Epsg(4527)),
            ..InputSpec::of_path(path)
        }
    }

    #[test]
    fn files_become_pairs_totals_and_documents() {
        let dir = tempfile::tempdir().unwrap();
        let far = 39_400_000.0;
        let a = file(
            dir.path(),
            "a.geojson",
            &[(far, 3_100_000.0), (far + 500.0, 3_100_000.0)],
        );
        let b = file(dir.path(), "b.geojson", &[(far + 50.0, 3_100_000.0)]);
        let units = file(dir.path(), "u.geojson", &[(far, 3_100_000.0)]);
        let task = CompareTask {
            a,
            b: Some(b),
            units: Some(units),
            class_fields: [None, None],
            gap_m: Some(1.0),
            tolerances: Tolerances::default(),
        };
        let (compared, fresh) = compare(&task, None, &Ticket::new()).unwrap();
        assert_eq!((compared.overlap.pairs.len(), fresh.len()), (1, 3));
        let area = compared.overlap.pairs[0].area_m2;
        assert!((area - 5000.0).abs() < 5.0);
        let units = compared.units.as_ref().unwrap();
        assert_eq!((units.len(), units[0].name.as_deref()), (1, Some("甲")));
        assert!((units[0].area_m2 - area).abs() < 1e-6);
        assert_eq!(compared.classes[0].a.as_deref(), Some("核心"));
        let out = dir.path().join("out");
        let files = crate::report::write_compared(&compared, &out).unwrap();
        let pairs = std::fs::read_to_string(&files[1]).unwrap();
        assert!(pairs.lines().nth(1).unwrap().starts_with("0,0,overlap,"));
        let json: serde_json::Value = serde_json::from_slice(&std::fs::read(&files[0]).unwrap()).unwrap();
        assert_eq!(
            (&json["schema"], &json["overlap"]["pairs"]),
            (&"redline.overlap/1".into(), &1.into())
        );
        let pieces = crate::io::read(&files[2], None, &Ticket::new()).unwrap();
        assert_eq!(pieces[0].n_features(), 1);
    }
}
