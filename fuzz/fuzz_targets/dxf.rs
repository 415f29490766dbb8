//! DXF, as text and binary.
#![no_main]

use libfuzzer_sys::fuzz_target;
use redline::io::Dxf;

fuzz_target!(|bytes: &[u8]| redline_fuzz::read_as(&Dxf, "dxf", bytes));
