//! FlatGeobuf.
#![no_main]

use libfuzzer_sys::fuzz_target;
use redline::io::FlatGeobuf;

fuzz_target!(|bytes: &[u8]| redline_fuzz::read_as(&FlatGeobuf, "fgb", bytes));
