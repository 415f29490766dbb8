//! What holds for every layer that any reader yields, whatever the file was.

use redline::layer::{FeatureState, Severity, SourceLayer};

/// Notes of one code that a layer keeps at least; further ones are only counted.
const KEPT_NOTES: usize = 100;

/// Rows agree in all columns, states add up, positions are numbers, and what was set aside is named.
pub fn check(layer: &SourceLayer) {
    let states = [
        FeatureState::Polygon,
        FeatureState::NoGeometry,
        FeatureState::NotPolygon,
        FeatureState::Unreadable,
    ];
    let counted: usize = states.iter().map(|state| layer.n_in_state(*state)).sum();
    assert_eq!(counted, layer.n_features(), "states add up");
    for chunk in &layer.chunks {
        let rows = chunk.states.len();
        assert_eq!(chunk.geometry.len(), rows, "geometries");
        assert_eq!(chunk.ids.len(), rows, "identifiers");
        assert_eq!(chunk.attributes.len(), rows, "attributes");
        assert!(chunk.geometry.is_finite(), "positions are finite");
        for (state, feature) in chunk.states.iter().zip(chunk.geometry.features()) {
            assert_eq!(
                *state == FeatureState::Polygon,
                !feature.is_empty(),
                "ground where the state says so"
            );
        }
    }
    let unreadable = layer.n_in_state(FeatureState::Unreadable);
    let named = layer
        .notes
        .iter()
        .filter(|note| note.severity == Severity::Quarantined)
        .count();
    assert!(
        named >= unreadable.min(KEPT_NOTES),
        "{named} notes for {unreadable} features"
    );
}
