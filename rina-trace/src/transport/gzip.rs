//! Compresses bodies with gzip.
//!
//! Source: RFC 1952, <https://www.rfc-editor.org/rfc/rfc1952>. Knows bytes only; known by [`super::http`].

use super::deflate::Deflate;

/// DEFLATE, nothing told about a file, made by the fastest way, on some system.
const HEADER: [u8; 10] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 4, 0xFF];
/// The bytes that are kept for the next body, when one was larger.
const KEPT: usize = 64 * 1024;

pub(super) struct Gzip {
    deflate: Deflate,
    /// The last body in one piece, if it came in several, and compressed.
    body: Vec<u8>,
    compressed: Vec<u8>,
}

impl Gzip {
    pub(super) fn new() -> Self {
        Self { deflate: Deflate::new(), body: Vec::new(), compressed: Vec::new() }
    }

    /// Compresses the parts as one body.
    pub(super) fn compress(&mut self, parts: &[&[u8]]) -> &[u8] {
        for kept in [&mut self.body, &mut self.compressed] {
            kept.clear();
            kept.shrink_to(KEPT);
        }
        let body: &[u8] = match parts {
            [whole] => whole,
            _ => {
                for part in parts {
                    self.body.extend_from_slice(part);
                }
                &self.body
            }
        };
        self.compressed.extend_from_slice(&HEADER);
        self.deflate.block(body, &mut self.compressed);
        self.compressed.extend_from_slice(&crc32fast::hash(body).to_le_bytes());
        // Of the length its lowest bits.
        self.compressed.extend_from_slice(&(body.len() as u32).to_le_bytes());
        &self.compressed
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use proptest::prelude::*;

    use super::*;

    fn read(compressed: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        flate2::read::GzDecoder::new(compressed).read_to_end(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn one_body_after_another_reads_back() {
        let mut gzip = Gzip::new();
        let random: Vec<u8> = (0..20_000).map(|_| crate::id::random_u64() as u8).collect();
        let same = vec![b'a'; 1 << 20];
        // Matches of every length, and at every distance.
        let far: Vec<u8> =
            (1_u32..2_000).flat_map(|length| random[..length as usize % 300].to_vec()).collect();
        let long: Vec<u8> = (0_u32..40_000).flat_map(u32::to_be_bytes).collect();
        for parts in [
            &[&b"head\n"[..], &random, b"", &same][..],
            &[&random],
            &[b"short"],
            &[],
            &[&same, &same],
            &[&far],
            &[&long, &random, &long],
        ] {
            assert_eq!(read(gzip.compress(parts)), parts.concat());
        }
    }

    #[test]
    fn what_is_repeated_is_written_once_in_each_body() {
        let mut gzip = Gzip::new();
        let span = |id: u64| {
            let span_id = crate::id::random_u64();
            format!(
                r#"{{"span_id":"{span_id:016x}","op":"db.query","data":{{"db.system.name":"sqlite","id":{id}}}}},"#
            )
        };
        let spans = (0..10).map(span).collect::<Vec<_>>().concat();
        for _ in 0..3 {
            let (length, compressed) = (spans.len(), gzip.compress(&[spans.as_bytes()]).to_vec());
            assert!(compressed.len() * 2 < length, "{} of {length}", compressed.len());
            assert_eq!(read(&compressed), spans.as_bytes());
        }
    }

    proptest! {
        #[test]
        fn whatever_is_sent_reads_back(bodies in prop::collection::vec("[ab]{0,900}|\\PC{0,200}", 1..6)) {
            let mut gzip = Gzip::new();
            for body in &bodies {
                prop_assert_eq!(read(gzip.compress(&[body.as_bytes()])), body.as_bytes());
            }
        }
    }
}
