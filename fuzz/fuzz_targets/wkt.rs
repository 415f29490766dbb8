//! A geometry in well-known text, as the one cell of a table.
#![no_main]

use libfuzzer_sys::fuzz_target;
use redline::io::PointTable;

fuzz_target!(|bytes: &[u8]| {
    let mut table = b"id,wkt\n1,\"".to_vec();
    table.extend(bytes.iter().filter(|byte| **byte != b'"'));
    table.extend(b"\"\n");
    redline_fuzz::read_as(&PointTable, "csv", &table);
});
