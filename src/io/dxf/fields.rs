//! Names of the fields that features of a drawing have.

/// Layer (图层).
pub(super) const LAYER: &str = "图层";
/// Handle (句柄), the entity's number in its drawing.
pub(super) const HANDLE: &str = "句柄";
/// Colour (颜色).
pub(super) const COLOUR: &str = "颜色";
/// Line type (线型).
pub(super) const LINE_TYPE: &str = "线型";
/// Type of the entity (实体类型).
pub(super) const KIND: &str = "实体类型";
/// Elevation (标高).
pub(super) const ELEVATION: &str = "标高";
/// Name of the block (块名).
pub(super) const BLOCK: &str = "块名";

/// Fields that say what an entity is and not what it means.
pub(super) const OF_ENTITY: [&str; 7] = [LAYER, HANDLE, COLOUR, LINE_TYPE, KIND, ELEVATION, BLOCK];

/// Whether two names of layers are the same: case does not matter in a drawing.
pub(super) fn same_name(a: &str, b: &str) -> bool {
    a.chars()
        .flat_map(char::to_lowercase)
        .eq(b.chars().flat_map(char::to_lowercase))
}
