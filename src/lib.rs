//! `redline` tells whether proposed development parcels overlap protected land.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod geometry;
pub mod crs;
pub mod layer;
pub mod rules;
