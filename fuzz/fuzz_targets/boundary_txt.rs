//! 界址点 files of any bytes: no panic, and a feature for each that is counted.
#![no_main]

use libfuzzer_sys::fuzz_target;
use redline::io::{BoundaryTxt, Format as _, ReadOptions, WriteOptions};
use redline::progress::Ticket;

fuzz_target!(|bytes: &[u8]| {
    let directory = tempfile::tempdir().expect("a folder");
    let path = directory.path().join("a.txt");
    std::fs::write(&path, bytes).expect("a file");
    BoundaryTxt.sniff(bytes);
    let Ok(layers) = BoundaryTxt.read(&path, &ReadOptions::default(), &Ticket::new()) else {
        return;
    };
    for layer in &layers {
        redline_fuzz::layer_checks::check(layer);
        // What is written is read, with as many parcels.
        let target = directory.path().join("b.txt");
        let options = WriteOptions {
            without_unknown_geometry: true,
            ..WriteOptions::default()
        };
        if BoundaryTxt
            .write(&target, layer, &options, &Ticket::new())
            .is_ok()
        {
            let back = BoundaryTxt.read(&target, &ReadOptions::default(), &Ticket::new());
            let back = back.expect("what was written");
            assert_eq!(back[0].n_features(), layer.n_features());
        }
    }
});
