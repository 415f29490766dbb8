//! The parameters of a shift file.
//!
//! Meaning: each name holds its unit and sense, each value has a range beyond which stands a slip, and what belongs to
//! the other method is refused.

use serde::Deserialize;
use toml::Spanned;

use super::file::{Read, Reader};
use crate::crs::datum_shift::{
    BursaWolf, RotationConvention, ShiftSource, ShiftTransform, Similarity, Spheroid,
};

/// Greatest change of scale that is taken: that of a plane 13 km above the ellipsoid.
const MOST_SCALE: f64 = 2e-3;

/// Greatest rotation about a geocentric axis in arc seconds, and greatest shift in metres: parameters found in one
/// city may be large and cancel each other.
const MOST_ROTATION_SEC: f64 = 3600.0;
const MOST_SHIFT_M: f64 = 100_000.0;

const SECONDS_PER_RADIAN: f64 = 180.0 * 3600.0 / std::f64::consts::PI;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ParametersEntry {
    d_east_m: Option<Spanned<f64>>,
    d_north_m: Option<Spanned<f64>>,
    rotation_ccw_sec: Option<Spanned<f64>>,
    rotation_ccw_rad: Option<Spanned<f64>>,
    rotation_cw_sec: Option<Spanned<f64>>,
    rotation_cw_rad: Option<Spanned<f64>>,
    scale_ppm: Option<Spanned<f64>>,
    scale_factor: Option<Spanned<f64>>,
    dx_m: Option<Spanned<f64>>,
    dy_m: Option<Spanned<f64>>,
    dz_m: Option<Spanned<f64>>,
    rx_sec: Option<Spanned<f64>>,
    ry_sec: Option<Spanned<f64>>,
    rz_sec: Option<Spanned<f64>>,
    convention: Option<Spanned<String>>,
}

/// The model that a file asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Plane,
    Geocentric,
}

impl Method {
    const PLANE: &str = "plane_4";
    const GEOCENTRIC: &str = "geocentric_7";

    pub fn parse(code: &str) -> Option<Self> {
        match code {
            Self::PLANE => Some(Self::Plane),
            Self::GEOCENTRIC => Some(Self::Geocentric),
            _ => None,
        }
    }

    /// Equations that each control point gives, and parameters that they settle.
    pub fn equations(self) -> (usize, usize) {
        match self {
            Self::Plane => (2, 4),
            Self::Geocentric => (3, 7),
        }
    }
}

impl Reader<'_> {
    pub(super) fn given(
        &self,
        entry: &ParametersEntry,
        method: Method,
        source: &ShiftSource,
    ) -> Read<ShiftTransform> {
        match method {
            Method::Plane => self.similarity(entry).map(ShiftTransform::Plane),
            Method::Geocentric => {
                let spheroid = source
                    .frame
                    .spheroid()
                    .ok_or_else(|| self.missing("source_ellipsoid"))?;
                self.bursa_wolf(entry, spheroid).map(ShiftTransform::Geocentric)
            }
        }
    }

    fn similarity(&self, entry: &ParametersEntry) -> Read<Similarity> {
        self.refuse_beside(
            Method::PLANE,
            &[
                ("dx_m", entry.dx_m.is_some()),
                ("dy_m", entry.dy_m.is_some()),
                ("dz_m", entry.dz_m.is_some()),
                ("rx_sec", entry.rx_sec.is_some()),
                ("ry_sec", entry.ry_sec.is_some()),
                ("rz_sec", entry.rz_sec.is_some()),
                ("convention", entry.convention.is_some()),
            ],
        )?;
        let (name, rotation, per_radian) = self.one_of(
            "rotation_ccw_sec, rotation_ccw_rad, rotation_cw_sec, rotation_cw_rad",
            [
                ("rotation_ccw_sec", &entry.rotation_ccw_sec, SECONDS_PER_RADIAN),
                ("rotation_ccw_rad", &entry.rotation_ccw_rad, 1.0),
                ("rotation_cw_sec", &entry.rotation_cw_sec, -SECONDS_PER_RADIAN),
                ("rotation_cw_rad", &entry.rotation_cw_rad, -1.0),
            ],
        )?;
        let most = std::f64::consts::PI * per_radian.abs();
        let rotation = self.within(name, rotation, -most..=most)? / per_radian;
        let (name, scale, per_unit) = self.one_of(
            "scale_ppm, scale_factor",
            [
                ("scale_ppm", &entry.scale_ppm, 1e-6),
                ("scale_factor", &entry.scale_factor, 1.0),
            ],
        )?;
        let factor = if name == "scale_ppm" {
            1.0 + self.within(name, scale, -MOST_SCALE / per_unit..=MOST_SCALE / per_unit)? * per_unit
        } else {
            self.within(name, scale, 1.0 - MOST_SCALE..=1.0 + MOST_SCALE)?
        };
        let shift = |field, value: &Option<Spanned<f64>>| {
            let value = value.as_ref().ok_or_else(|| self.missing(field))?;
            self.within(field, value, -1e9..=1e9)
        };
        Ok(Similarity::new(
            shift("d_east_m", &entry.d_east_m)?,
            shift("d_north_m", &entry.d_north_m)?,
            rotation,
            factor,
        ))
    }

    fn bursa_wolf(&self, entry: &ParametersEntry, spheroid: Spheroid) -> Read<BursaWolf> {
        self.refuse_beside(
            Method::GEOCENTRIC,
            &[
                ("d_east_m", entry.d_east_m.is_some()),
                ("d_north_m", entry.d_north_m.is_some()),
                ("rotation_ccw_sec", entry.rotation_ccw_sec.is_some()),
                ("rotation_ccw_rad", entry.rotation_ccw_rad.is_some()),
                ("rotation_cw_sec", entry.rotation_cw_sec.is_some()),
                ("rotation_cw_rad", entry.rotation_cw_rad.is_some()),
                ("scale_factor", entry.scale_factor.is_some()),
            ],
        )?;
        let number = |field, value: &Option<Spanned<f64>>, most: f64| {
            let value = value.as_ref().ok_or_else(|| self.missing(field))?;
            self.within(field, value, -most..=most)
        };
        let Some(convention) = &entry.convention else {
            return Err(self.missing("convention"));
        };
        let parsed = RotationConvention::parse(convention.get_ref());
        let convention =
            parsed.ok_or_else(|| self.refused("convention", convention, convention.get_ref()))?;
        Ok(BursaWolf::new(
            spheroid,
            [
                number("dx_m", &entry.dx_m, MOST_SHIFT_M)?,
                number("dy_m", &entry.dy_m, MOST_SHIFT_M)?,
                number("dz_m", &entry.dz_m, MOST_SHIFT_M)?,
            ],
            [
                number("rx_sec", &entry.rx_sec, MOST_ROTATION_SEC)?,
                number("ry_sec", &entry.ry_sec, MOST_ROTATION_SEC)?,
                number("rz_sec", &entry.rz_sec, MOST_ROTATION_SEC)?,
            ],
            number("scale_ppm", &entry.scale_ppm, MOST_SCALE * 1e6)?,
            convention,
        ))
    }

    /// Refuses fields that belong to the other method.
    fn refuse_beside(&self, method: &str, fields: &[(&'static str, bool)]) -> Read<()> {
        match fields.iter().find(|(_, is_given)| *is_given) {
            Some((field, _)) => Err(self.clash(field, method)),
            None => Ok(()),
        }
    }

    /// The one of several fields that is given.
    fn one_of<'b, const N: usize>(
        &self,
        all: &'static str,
        fields: [(&'static str, &'b Option<Spanned<f64>>, f64); N],
    ) -> Read<(&'static str, &'b Spanned<f64>, f64)> {
        let mut given = fields
            .into_iter()
            .filter_map(|(name, value, unit)| Some((name, value.as_ref()?, unit)));
        let first = given.next().ok_or_else(|| self.missing(all))?;
        match given.next() {
            Some((other, ..)) => Err(self.clash(other, first.0)),
            None => Ok(first),
        }
    }
}
