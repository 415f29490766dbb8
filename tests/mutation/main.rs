//! Every format against broken files: a thousand mutations of each seed, the same in every run.
//!
//! No reader may panic or run away, and what it yields must be a layer whose rows agree.

mod layer_checks;
mod seeds;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use redline::io::{ReadError, ReadErrorKind, ReadOptions, read};
use redline::layer::SourceLayer;
use redline::progress::Ticket;
use seeds::Seed;

/// Mutations of each seed.
const MUTATIONS: u64 = 1000;

/// Numbers that readers do not expect.
const NUMBERS: [&str; 12] = [
    "0",
    "-1",
    "1e308",
    "1e999",
    "-0.0",
    "nan",
    "65536",
    "2147483648",
    "4294967295",
    "18446744073709551616",
    "0.000000000000000000001",
    "39500000.5",
];

/// A generator of numbers (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit.max(1) as u64).expect("below a usize")
    }
}

/// Bits turned, bytes cut off, taken out, put in twice, and numbers replaced.
fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(3) {
        if bytes.is_empty() {
            return;
        }
        let at = random.below(bytes.len());
        let end = (at + 1 + random.below(64)).min(bytes.len());
        match random.below(7) {
            0 | 1 => bytes[at] ^= 1 << random.below(8),
            2 => bytes.truncate(at),
            3 => drop(bytes.drain(at..end)),
            4 => {
                let piece = bytes[at..end].to_vec();
                let to = random.below(bytes.len());
                bytes.splice(to..to, piece);
            }
            5 => replace_number(bytes, at, random),
            _ => {
                let extreme = [0, 0x7F, 0x80, 0xFF][random.below(4)];
                let end = (at + [1, 2, 4, 8][random.below(4)]).min(bytes.len());
                bytes[at..end].fill(extreme);
            }
        }
    }
}

/// Puts another number in the place of the first one behind `at`.
fn replace_number(bytes: &mut Vec<u8>, at: usize, random: &mut Random) {
    let is_digit = |byte: &u8| byte.is_ascii_digit() || *byte == b'.';
    let Some(start) = bytes[at..].iter().position(is_digit) else {
        return;
    };
    let start = at + start;
    let length = bytes[start..].iter().take_while(|byte| is_digit(byte)).count();
    bytes.splice(
        start..start + length,
        NUMBERS[random.below(NUMBERS.len())].bytes(),
    );
}

/// Reads by detection, or as the format that the seed was made for.
fn read_either(seed: &Seed, path: &Path, by_detection: bool) -> Result<Vec<SourceLayer>, ReadError> {
    let ticket = Ticket::new();
    if by_detection {
        read(path, None, &ticket)
    } else {
        seed.format.read(path, &ReadOptions::default(), &ticket)
    }
}

/// How many of the mutated files were read.
fn n_read(seed: &Seed) -> usize {
    let directory = tempfile::tempdir().expect("a folder");
    let at = |name: &str| directory.path().join(name);
    let mut random = Random(0);
    let mut n_read = 0;
    for number in 0..MUTATIONS {
        random.0 = number;
        let target = match random.below(2) {
            0 => 0,
            _ => random.below(seed.files.len()),
        };
        for (which, (name, bytes)) in seed.files.iter().enumerate() {
            let mut bytes = bytes.clone();
            if which == target {
                mutate(&mut bytes, &mut random);
            }
            std::fs::write(at(name), bytes).expect("a file");
        }
        let path = at(&seed.files[0].0);
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let outcome = read_either(seed, &path, number % 2 == 0);
            outcome.map(|layers| layers.iter().for_each(layer_checks::check))
        }));
        let outcome = outcome.unwrap_or_else(|_| {
            panic!("{} {}: mutation {number}", seed.format.name(), path.display());
        });
        match outcome {
            Ok(()) => n_read += 1,
            Err(error) => {
                assert!(ReadErrorKind::CODES.contains(&error.code()));
                assert_ne!(error.code(), "read-cancelled");
            }
        }
    }
    n_read
}

#[test]
fn mutated_files_of_every_format_are_read_or_refused() {
    for seed in seeds::all() {
        let name = &seed.files[0].0;
        let intact = tempfile::tempdir().expect("a folder");
        for (name, bytes) in &seed.files {
            std::fs::write(intact.path().join(name), bytes).expect("a file");
        }
        let layers = read_either(&seed, &intact.path().join(name), true);
        let layers = layers.unwrap_or_else(|error| panic!("{} {name}: {error}", seed.format.name()));
        assert_eq!(layers[0].source.format, seed.format.name(), "{name}");
        assert!(layers[0].n_features() > 0, "{name}");
        layers.iter().for_each(layer_checks::check);
        let n_read = n_read(&seed);
        assert!(n_read > 0, "{name}: no mutation was read");
    }
}
