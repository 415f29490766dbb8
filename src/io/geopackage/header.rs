//! The head of a geometry blob (GeoPackageBinary, clause 2.1.3.1.1).
//!
//! Meaning: magic, version, flags, the number of the reference system, an envelope. The envelope and
//! the flag for "empty" are stepped over: what they say follows from the geometry, and a wrong one
//! must not hide ground.

use super::super::fault::Fault;

/// A geometry blob cut in two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Blob<'a> {
    /// `srs_id` of the geometry.
    pub srs_id: i32,
    /// Whether the head says that there are no positions.
    pub is_empty: bool,
    /// The geometry as well-known binary.
    pub wkb: &'a [u8],
}

/// Magic, version, flags, `srs_id`.
const FIXED_BYTES: usize = 8;

/// Cuts a geometry blob.
pub(super) fn split(blob: &[u8]) -> Result<Blob<'_>, Fault> {
    let fault = |what: &str| Fault::new("note-gpkg-header").with("what", what);
    let Some((fixed, rest)) = blob.split_first_chunk::<FIXED_BYTES>() else {
        return Err(fault("short"));
    };
    let [b'G', b'P', version, flags, s0, s1, s2, s3] = *fixed else {
        return Err(fault("magic"));
    };
    if version != 0 {
        return Err(fault("version"));
    }
    if flags & 0b0010_0000 != 0 {
        return Err(fault("extended"));
    }
    let envelope_bytes = match (flags >> 1) & 0b111 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return Err(fault("envelope")),
    };
    let srs = [s0, s1, s2, s3];
    Ok(Blob {
        srs_id: if flags & 1 == 1 {
            i32::from_le_bytes(srs)
        } else {
            i32::from_be_bytes(srs)
        },
        is_empty: flags & 0b0001_0000 != 0,
        wkb: rest.get(envelope_bytes..).ok_or_else(|| fault("short"))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_envelope_is_stepped_over() {
        for (code, bytes) in [(0, 0), (1, 32), (2, 48), (3, 48), (4, 64)] {
            let mut blob = vec![b'G', b'P', 0, 1 | (code << 1), 0x8A, 0x11, 0, 0];
            blob.resize(FIXED_BYTES + bytes, 9);
            blob.push(7);
            let cut = split(&blob).unwrap();
            assert_eq!((cut.srs_id, cut.wkb, cut.is_empty), (4490, &[7][..], false));
            assert_eq!(split(&blob[..FIXED_BYTES + bytes]).unwrap().wkb, b"");
            let short = split(&blob[..FIXED_BYTES + bytes - 1]).unwrap_err();
            assert_eq!(short.code, "note-gpkg-header");
        }
        for (head, what) in [
            (&b"GX\0\x01\0\0\0\0"[..], "magic"),
            (b"GP\x01\x01\0\0\0\0", "version"),
            (b"GP\0\x0B\0\0\0\0", "envelope"),
            (b"GP\0\x21\0\0\0\0", "extended"),
            (b"GP\0\x01", "short"),
        ] {
            assert_eq!(split(head).unwrap_err().args, [("what", what.to_owned())]);
        }
    }
}
