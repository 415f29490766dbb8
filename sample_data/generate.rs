//! Writes the sample data: a fictitious county with protected land and parcels, and what a check of
//! them must yield.
//!
//! `cargo run --example generate_sample -- DIRECTORY` writes into `DIRECTORY`, by default
//! `sample_data`. The same program writes the same bytes on every platform.

use std::io;
use std::path::{Path, PathBuf};

#[path = "generator/eco.rs"]
mod eco;
#[path = "generator/expectation.rs"]
mod expectation;
#[path = "generator/farmland.rs"]
mod farmland;
#[path = "generator/feature.rs"]
mod feature;
#[path = "generator/ground.rs"]
mod ground;
#[path = "generator/outline.rs"]
mod outline;
#[path = "generator/output.rs"]
mod output;
#[path = "generator/parcel.rs"]
mod parcel;
#[path = "generator/parcels.rs"]
mod parcels;
#[path = "generator/random.rs"]
mod random;
#[path = "generator/terrain.rs"]
mod terrain;

use expectation::{Checked, Expectation};
use farmland::Farmland;
use feature::Layer;
use ground::{Metres, Ring, metres_of};
use parcel::Parcel;
use parcels::Places;
use random::Random;

/// Text around the README's table.
const README: &str = include_str!("generator/README.in.md");
/// Where the table goes.
const TABLE: &str = "{{table}}\n";

/// All that is written.
struct County {
    /// The layers of the plan, in its order.
    layers: Vec<Layer>,
    parcels: Vec<(Parcel, Expectation)>,
}

/// Writes all files into a directory that exists; the rule file and the generator itself stay as they are.
///
/// # Errors
/// When a file cannot be written.
pub(crate) fn write_all(directory: &Path) -> io::Result<()> {
    files()
        .into_iter()
        .try_for_each(|(name, content)| std::fs::write(directory.join(name), content))
}

/// Names and contents of all files.
pub(crate) fn files() -> Vec<(String, String)> {
    let county = county();
    let roles: Vec<&str> = county.layers.iter().map(|layer| layer.role).collect();
    let mut files = vec![
        ("plan.toml".to_owned(), output::plan(&roles)),
        ("expected.toml".to_owned(), output::expected(&county.parcels)),
        (
            "README.md".to_owned(),
            README.replace(TABLE, &output::table(&county.parcels)),
        ),
    ];
    let (parcels, expectations): (Vec<Parcel>, Vec<Expectation>) = county.parcels.into_iter().unzip();
    drop(expectations);
    let parcel_layer = parcel::layer(&parcels);
    let layers = county.layers.iter().chain([&parcel_layer]);
    files.extend(layers.map(|layer| (format!("{}.geojson", layer.role), output::geojson(layer))));
    files
}

fn county() -> County {
    let random = &mut Random::new(36_0499);
    let hills = terrain::hills(random);
    let farmland = Farmland::new(random);
    let urban = terrain::urban();
    let (reserves, reserve_outlines) = terrain::reserves(&hills, random);
    let spaces = eco::fixed_spaces(random);
    let places = Places {
        hills: &hills,
        farmland: &farmland,
        spaces: spaces.iter().map(|(_, ring)| metres(ring)).collect(),
        reserves: &reserve_outlines,
        urban: urban
            .features
            .iter()
            .map(|feature| feature.shape[0][0].clone())
            .collect(),
    };
    let parcels = places.parcels();
    let approval = places.approval();
    let mut obstacles: Vec<Vec<Metres>> = hills.iter().map(|hill| hill.outline.clone()).collect();
    obstacles.extend(reserve_outlines.iter().cloned());
    obstacles.extend(Farmland::outlines());
    obstacles.extend(places.urban.iter().map(metres));
    obstacles.extend(
        parcels
            .iter()
            .flat_map(|parcel| parcel.shape.iter().map(|polygon| metres(&polygon[0]))),
    );
    let eco_space = eco::eco_space(spaces, obstacles, random);
    let townships = terrain::townships(random);
    let red_line = terrain::red_line(&hills);
    let checked = Checked {
        layers: vec![&red_line, &farmland.layer, &eco_space, &reserves, &urban],
        approval: &approval,
        repeated_field: farmland.layer.features.len() - 1,
    };
    let parcels: Vec<_> = parcels
        .into_iter()
        .map(|parcel| {
            let expectation = checked.expect(&parcel);
            (parcel, expectation)
        })
        .collect();
    let approval = terrain::approval_layer(approval);
    let layers = vec![
        red_line,
        farmland.layer,
        eco_space,
        reserves,
        urban,
        townships,
        approval,
    ];
    County { layers, parcels }
}

fn metres(ring: &Ring) -> Vec<Metres> {
    ring.iter().copied().map(metres_of).collect()
}

fn main() -> io::Result<()> {
    let directory = std::env::args_os()
        .nth(1)
        .map_or_else(|| PathBuf::from("sample_data"), PathBuf::from);
    write_all(&directory)
}
