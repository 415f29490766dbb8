//! `redline` tells whether proposed development parcels overlap protected land: ecological protection red
//! lines (生态保护红线), permanent basic farmland (永久基本农田), natural ecological spaces (自然生态空间) and
//! what else a bureau brings.
//!
//! Data flows one way: file bytes → [`io`] → layers → [`check`] → findings → [`report`], the window and the
//! command line. The modules are listed lowest first; a module names only those before it. Begin with
//! [`geometry`], or with [`check`] when the subject matters more than the means.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod characters;
pub mod lines;
pub mod progress;

pub mod geometry;

pub mod crs;

pub mod layer;

pub mod symbols;

pub mod io;
pub mod rules;

pub mod check;

pub mod text;

pub mod report;

pub mod workspace;

pub mod cli;
#[cfg(feature = "gui")]
pub mod gui;
