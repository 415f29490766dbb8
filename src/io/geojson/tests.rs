//! Tests of reading and writing as a whole.
