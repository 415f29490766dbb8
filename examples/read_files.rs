//! Reads files and says what came out, one line a layer: `path|layer|features|vertices|states|system|notes|seconds`.
//!
//! States are the numbers of features with polygons, without geometry, with points or lines, and set aside; notes
//! are codes with their counts. With `--attributes` the first row of each layer follows. For comparing readers.
//! `--cancel-after SECONDS` calls each reading off after a while, and the line then ends with the seconds from there to
//! its end.

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use redline::io::{ReadOptions, read_with};
use redline::layer::{FeatureState, SourceLayer};
use redline::progress::Ticket;

fn main() -> std::io::Result<()> {
    let mut output = std::io::stdout().lock();
    let with_attributes = std::env::args().any(|argument| argument == "--attributes");
    let cancel_after = std::env::args()
        .skip_while(|argument| argument != "--cancel-after")
        .nth(1)
        .and_then(|seconds| seconds.parse().ok())
        .map(Duration::from_secs_f64);
    let options = ReadOptions {
        keep_personal: true,
        ..ReadOptions::default()
    };
    for path in std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--") && argument.parse::<f64>().is_err())
    {
        let start = Instant::now();
        let ticket = Ticket::new();
        if let Some(patience) = cancel_after {
            let ticket = ticket.clone();
            let cancel = move || {
                std::thread::sleep(patience);
                ticket.cancel();
            };
            std::thread::Builder::new()
                .name("cancel".to_owned())
                .spawn(cancel)?;
        }
        let layers = read_with(Path::new(&path), &options, &ticket);
        let elapsed = start.elapsed();
        let seconds = elapsed
            .saturating_sub(cancel_after.unwrap_or_default())
            .as_secs_f64();
        match layers {
            Ok(layers) => {
                for layer in &layers {
                    writeln!(output, "{path}|{}|{seconds:.3}", line(layer))?;
                    if with_attributes && let Some(chunk) = layer.chunks.first() {
                        for (name, json) in chunk.attributes.row(0) {
                            writeln!(output, "    {name}: {json}")?;
                        }
                    }
                }
            }
            Err(error) => writeln!(
                output,
                "{path}|{}: {}||||||{seconds:.3}",
                error.code(),
                error.kind
            )?,
        }
    }
    Ok(())
}

fn line(layer: &SourceLayer) -> String {
    let vertices: usize = layer
        .chunks
        .iter()
        .map(|chunk| chunk.geometry.n_positions())
        .sum();
    let states = [
        FeatureState::Polygon,
        FeatureState::NoGeometry,
        FeatureState::NotPolygon,
        FeatureState::Unreadable,
    ];
    let states = states.map(|state| layer.n_in_state(state).to_string()).join("/");
    let crs = layer
        .declared_crs
        .map_or_else(|| "-".to_owned(), |crs| crs.to_string());
    let notes = layer
        .notes
        .counts()
        .iter()
        .map(|(code, count)| format!("{code}:{count}"));
    let notes = notes.collect::<Vec<_>>().join(" ");
    format!(
        "{}|{}|{vertices}|{states}|{crs}|{notes}",
        layer.name,
        layer.n_features()
    )
}
