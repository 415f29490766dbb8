//! How long reading and checking take, on real data that lie in the repository and on larger data if given.
//!
//! `cargo bench --bench check` measures `tests/cases/case-trafford`. `REDLINE_BENCH_DATA=DIR` adds a folder with
//! `parcels.geojson`, `redline.geojson`, `farmland.geojson` and `ecospace.geojson`.
#![allow(missing_docs, clippy::expect_used)]

use std::path::{Path, PathBuf};

use criterion::{Criterion, criterion_group, criterion_main};
use redline::check;
use redline::layer::Role;
use redline::progress::Ticket;
use redline::workspace::input::InputSpec;
use redline::workspace::plan::CheckPlan;
use redline::workspace::session::prepare;

fn plan(dir: &Path, parcels: &str, layers: &[(Role, &str)]) -> CheckPlan {
    let mut plan = CheckPlan::new(InputSpec::of_path(dir.join(parcels)));
    plan.layers = layers
        .iter()
        .map(|(role, file)| (role.clone(), InputSpec::of_path(dir.join(file))))
        .collect();
    plan
}

fn measure(criterion: &mut Criterion, name: &str, plan: &CheckPlan) {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10);
    group.bench_function("read", |bencher| {
        bencher.iter(|| prepare(plan, &Ticket::new()).expect("readable"));
    });
    let request = prepare(plan, &Ticket::new()).expect("readable");
    group.bench_function("check", |bencher| {
        bencher.iter(|| check::run(&request, &Ticket::new()).expect("not cancelled"));
    });
    let moved = request.parcels.parcels().next().expect("a parcel").id;
    let before = check::run(&request, &Ticket::new()).expect("not cancelled");
    group.bench_function("recheck one parcel", |bencher| {
        bencher.iter(|| check::recheck(&request, &before, &[moved], &Ticket::new()).expect("not cancelled"));
    });
    group.finish();
}

fn checks(criterion: &mut Criterion) {
    let trafford = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/case-trafford");
    let own = |name: &str| Role::Other(name.to_owned());
    let layers = [
        (
            own("agriculture"),
            "trafford_agricultural_land_classification.geojson",
        ),
        (own("woodland"), "trafford_woodland.geojson"),
        (own("greenspace"), "trafford_greenspace_sites.geojson"),
    ];
    measure(
        criterion,
        "trafford",
        &plan(&trafford, "trafford_oa_generalised.geojson", &layers),
    );
    if let Some(dir) = std::env::var_os("REDLINE_BENCH_DATA").map(PathBuf::from) {
        let layers = [
            (Role::EcoRedline, "redline.geojson"),
            (Role::BasicFarmland, "farmland.geojson"),
            (Role::EcoSpace, "ecospace.geojson"),
        ];
        measure(criterion, "given", &plan(&dir, "parcels.geojson", &layers));
    }
}

criterion_group!(benches, checks);
criterion_main!(benches);
