//! Features that this program wrote as several outlines.
//!
//! Meaning: a drawing has no polygon with holes. The writer makes one closed polyline of each ring and hangs a mark
//! on it: feature, polygon, number of the ring, number of rings. Outlines that follow each other with all the marks
//! of a feature are that feature again; when one is missing each stands for itself, which is more ground, not less.

use super::arc::Outline;
use super::common::Common;
use super::entity::{Area, Body};

/// Name under which the mark stands in extended data.
pub(super) const RING_APPLICATION: &str = "REDLINE_RING";

/// The mark of an outline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RingMark {
    /// Number of the feature.
    pub feature: u32,
    /// Number of the polygon in the feature.
    pub polygon: u32,
    /// Number of the ring in the feature.
    pub ring: u32,
    /// Number of rings of the feature.
    pub n_rings: u32,
}

impl RingMark {
    /// The mark that hangs on an entity.
    pub fn of(common: &Common) -> Option<Self> {
        let numbers = common.ring_numbers()?;
        let [feature, polygon, ring, n_rings] = numbers;
        let mark = Self {
            feature,
            polygon,
            ring,
            n_rings,
        };
        (ring < n_rings && polygon <= ring).then_some(mark)
    }
}

/// Outlines that wait for others of their feature.
#[derive(Debug, Default)]
pub(super) struct Joined {
    waiting: Vec<(RingMark, Area)>,
}

impl Joined {
    /// Whether an outline is the next of the feature that waits, or the first when none does.
    pub fn continues(&self, mark: &RingMark) -> bool {
        match self.waiting.last() {
            None => true,
            Some((last, _)) => {
                let is_same = mark.feature == last.feature && mark.n_rings == last.n_rings;
                let polygon = mark.polygon.checked_sub(last.polygon);
                is_same && mark.ring == last.ring + 1 && polygon.is_some_and(|step| step <= 1)
            }
        }
    }

    /// Adds an outline; yields the feature when it is whole, or the outline itself when it is not the first of one.
    pub fn push(&mut self, mark: RingMark, area: Area) -> Option<Area> {
        if self.waiting.is_empty() && (mark.ring != 0 || mark.polygon != 0) {
            return Some(area);
        }
        self.waiting.push((mark, area));
        (mark.ring + 1 == mark.n_rings).then(|| self.whole()).flatten()
    }

    /// The outlines that wait, each for itself.
    pub fn take(&mut self) -> Vec<Area> {
        std::mem::take(&mut self.waiting)
            .into_iter()
            .map(|(_, area)| area)
            .collect()
    }

    fn whole(&mut self) -> Option<Area> {
        let mut polygons: Vec<Vec<Outline>> = Vec::new();
        let mut whole: Option<Area> = None;
        let mut last = None;
        for (mark, area) in std::mem::take(&mut self.waiting) {
            let Body::Closed(outline) = area.body else {
                continue;
            };
            if last != Some(mark.polygon) {
                polygons.push(Vec::new());
                last = Some(mark.polygon);
            }
            if let Some(polygon) = polygons.last_mut() {
                polygon.push(outline);
            }
            whole.get_or_insert(Area {
                body: Body::Polygons(Vec::new()),
                ..area
            });
        }
        whole.map(|area| Area {
            body: Body::Polygons(polygons),
            ..area
        })
    }
}
