//! Shared area of pairs of polygons, one pair a line on stdin, one area a line on stdout.
//!
//! A line holds two rings with `;` between them, each as `x y x y …` in metres; a ring need not be closed. Numbers are
//! read as doubles and must lie on the 2⁻³⁰ m grid, so that whoever checks the answer computes with the same points.
//! An area is written with as many digits as bring back the same double; a pair without an answer gives `failed: …`.
//!
//! `script/differential-geos` holds the answers against GEOS.

use std::io::{BufRead, BufWriter, Write};

use redline::geometry::{GridPoint, Overlayer, Point};

fn main() -> std::io::Result<()> {
    let mut engine = Overlayer::new();
    let mut output = BufWriter::new(std::io::stdout().lock());
    for (number, line) in std::io::stdin().lock().lines().enumerate() {
        let line = line?;
        let (a, b) = pair(&line).map_err(|fault| {
            let message = format!("line {}: {fault}", number + 1);
            std::io::Error::new(std::io::ErrorKind::InvalidData, message)
        })?;
        match engine.split(&vec![a], &vec![b]) {
            Ok(split) => writeln!(output, "{}", split.shared_m2)?,
            Err(failure) => writeln!(output, "failed: {failure}")?,
        }
    }
    output.flush()
}

fn pair(line: &str) -> Result<(Vec<GridPoint>, Vec<GridPoint>), String> {
    let (a, b) = line.split_once(';').ok_or("no `;` between two rings")?;
    Ok((ring(a)?, ring(b)?))
}

fn ring(text: &str) -> Result<Vec<GridPoint>, String> {
    let number = |word: &str| word.parse::<f64>().map_err(|_| format!("`{word}` is no number"));
    let ordinates = text
        .split_whitespace()
        .map(number)
        .collect::<Result<Vec<_>, _>>()?;
    let (points, []) = ordinates.as_chunks::<2>() else {
        return Err("an odd number of ordinates".to_owned());
    };
    let mut ring = points.iter().map(on_grid).collect::<Result<Vec<_>, _>>()?;
    if ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    if ring.len() < 3 {
        return Err("a ring of fewer than three points".to_owned());
    }
    Ok(ring)
}

fn on_grid(&[x, y]: &[f64; 2]) -> Result<GridPoint, String> {
    Point::on_grid(x, y)
        .filter(|point| point.x == x && point.y == y)
        .map(Point::to_grid)
        .ok_or_else(|| format!("{x} {y} is off the grid"))
}
