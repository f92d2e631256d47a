//! Compresses bodies with gzip, with tables that are used again.
//!
//! The tables are larger than most envelopes, so to make and clear them for each costs more than to fill them. Knows
//! bytes only; known by [`super::http`].

use std::io;

use flate2::{Compress, Compression, FlushCompress, Status};

/// The size of the window, as a power of two: the largest.
const WINDOW_BITS: u8 = 15;
/// The bytes that are kept for the next body, when one was larger.
const KEPT: usize = 64 * 1024;

pub(super) struct Gzip {
    tables: Compress,
    /// The last body that was compressed.
    compressed: Vec<u8>,
}

impl Gzip {
    pub(super) fn new() -> Self {
        // The lowest level: the keys that spans repeat are found by it too, and the worker shares the user's cores.
        Self { tables: Compress::new_gzip(Compression::fast(), WINDOW_BITS), compressed: Vec::new() }
    }

    /// Compresses the parts as one body.
    pub(super) fn compress(&mut self, parts: &[&[u8]]) -> io::Result<&[u8]> {
        self.tables.reset();
        self.compressed.clear();
        self.compressed.shrink_to(KEPT);
        for part in parts {
            self.write(part, FlushCompress::None)?;
        }
        self.write(&[], FlushCompress::Finish)?;
        Ok(&self.compressed)
    }

    fn write(&mut self, mut bytes: &[u8], flush: FlushCompress) -> io::Result<()> {
        loop {
            self.compressed.reserve(bytes.len() / 4 + 256);
            let (before, length) = (self.tables.total_in(), self.compressed.len());
            let status = self.tables.compress_vec(bytes, &mut self.compressed, flush)?;
            let taken = (self.tables.total_in() - before) as usize;
            bytes = bytes.get(taken..).unwrap_or_default();
            let is_done = match flush {
                FlushCompress::Finish => status == Status::StreamEnd,
                _ => bytes.is_empty(),
            };
            if is_done {
                return Ok(());
            }
            if taken == 0 && self.compressed.len() == length {
                return Err(io::ErrorKind::WriteZero.into());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

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
        for parts in
            [&[&b"head\n"[..], &random, b"", &same][..], &[&random], &[b"short"], &[], &[&same, &same]]
        {
            assert_eq!(read(gzip.compress(parts).unwrap()), parts.concat());
        }
    }
}
