//! Finds what a body repeats, and writes it as one block of DEFLATE with the fixed codes.
//!
//! For bodies of a few kilobytes that repeat their keys. What a library for bodies of any size keeps, and clears before each,
//! is larger than most envelopes, and what that takes from the caches of the processor is taken from the program. Here nothing
//! is cleared: what is remembered of other bodies is told by its place. Source: RFC 1951,
//! <https://www.rfc-editor.org/rfc/rfc1951>. Knows bytes only; known by `gzip`.

/// How many places are remembered, as a power of two.
const PLACES_LOG: u32 = 12;
const PLACES: usize = 1 << PLACES_LOG;
/// The shortest match that is looked for, and the longest that can be said.
const SHORTEST: usize = 4;
const LONGEST: usize = 258;
/// How far back a match may begin.
const FARTHEST: usize = 32 * 1024;
/// Bytes that are compared at a time.
const WORD: usize = 8;
/// From which length on a match tells of more at the same distance, and how far from its end that is looked for: an id and
/// what stands around it.
const LONG: usize = 16;
const NEAR: usize = 32;
/// What says that the block is over.
const END: usize = 256;

pub(super) struct Deflate {
    /// Where four bytes of this hash were seen last, counted from 1 over all bodies; 0 is nowhere.
    places: Box<[u32; PLACES]>,
    /// The places of all bodies before.
    before: u32,
}

impl Deflate {
    pub(super) fn new() -> Self {
        Self { places: Box::new([0; PLACES]), before: 0 }
    }

    /// Appends the body to `out`. One of four gigabytes and more, which nobody sends, is left out.
    pub(super) fn block(&mut self, body: &[u8], out: &mut Vec<u8>) {
        let Ok(length) = u32::try_from(body.len()) else { return };
        // One more is counted than there are.
        if self.before.checked_add(length).is_none_or(|all| all == u32::MAX) {
            (*self.places, self.before) = ([0; PLACES], 0);
        }
        let mut bits = Bits { out, held: 0, count: 0 };
        // The last block, with the fixed codes.
        bits.put(0b011, 3);
        let (mut at, mut last) = (0, None);
        while let Some(found) = again(body, at, last.as_ref()).or_else(|| self.find(body, at)) {
            bits.literals(body.get(at..found.at).unwrap_or_default());
            bits.code(LENGTHS[found.length]);
            bits.distance(found.distance);
            at = found.at + found.length;
            last = Some(found);
        }
        bits.literals(body.get(at..).unwrap_or_default());
        bits.code(SYMBOLS[END]);
        bits.finish();
        self.before += length;
    }

    /// The first match from `at` on that is known.
    fn find(&mut self, body: &[u8], mut at: usize) -> Option<Match> {
        // Places of this body begin here; with one of another body the difference is longer than the body.
        let base = self.before + 1;
        loop {
            let next = body.get(at..)?.first_chunk::<SHORTEST>()?;
            let hash = u32::from_le_bytes(*next).wrapping_mul(0x9E37_79B1) >> (u32::BITS - PLACES_LOG);
            let seen = std::mem::replace(&mut self.places[hash as usize], base + at as u32);
            let seen = seen.wrapping_sub(base) as usize;
            if body.get(seen..).and_then(<[u8]>::first_chunk) == Some(next) && at - seen <= FARTHEST {
                let length = SHORTEST + same(body, seen + SHORTEST, at + SHORTEST);
                return Some(Match { at, distance: (at - seen) as u32, length });
            }
            at += 1;
        }
    }
}

/// What stands at `at` has stood `distance` before, for so long.
struct Match {
    at: usize,
    distance: u32,
    length: usize,
}

/// The next match at the distance of the last one, if that was long and this is near: of two spans only ids and times differ.
/// To look for them so takes no place in the table, and finds no four digits that are the same by chance.
fn again(body: &[u8], at: usize, last: Option<&Match>) -> Option<Match> {
    let distance = last.filter(|last| last.length >= LONG)?.distance;
    let before = at.checked_sub(distance as usize)?;
    let (to, from) = (body.get(at..)?.windows(WORD), body.get(before..)?.windows(WORD));
    let skipped = to.zip(from).take(NEAR).position(|(to, from)| to == from)?;
    let (before, at) = (before + skipped, at + skipped);
    Some(Match { at, distance, length: WORD + same(body, before + WORD, at + WORD) })
}

/// How many bytes are the same from two places on, as far as a match can be said that has begun a word before.
fn same(body: &[u8], before: usize, at: usize) -> usize {
    let behind = |at: usize| body.get(at..).unwrap_or_default();
    let (to, from) = (behind(at), behind(before));
    let to = to.get(..LONGEST - WORD).unwrap_or(to);
    let (mut same, words) = (0, to.as_chunks::<WORD>().0.iter().zip(from.as_chunks::<WORD>().0));
    for (to, from) in words {
        let apart = u64::from_le_bytes(*to) ^ u64::from_le_bytes(*from);
        if apart != 0 {
            return same + apart.trailing_zeros() as usize / 8;
        }
        same += WORD;
    }
    let rest = to.iter().zip(from).skip(same);
    same + rest.take_while(|(to, from)| to == from).count()
}

/// Bits, the first one lowest.
struct Bits<'a> {
    out: &'a mut Vec<u8>,
    held: u64,
    count: u32,
}

/// Bits and how many they are.
#[derive(Clone, Copy)]
struct Code {
    bits: u16,
    count: u8,
}

impl Bits<'_> {
    /// At most 32.
    #[inline]
    fn put(&mut self, bits: u32, count: u32) {
        self.held |= u64::from(bits) << self.count;
        self.count += count;
        if self.count >= u32::BITS {
            self.out.extend_from_slice(&(self.held as u32).to_le_bytes());
            self.held >>= u32::BITS;
            self.count -= u32::BITS;
        }
    }

    #[inline]
    fn code(&mut self, Code { bits, count }: Code) {
        self.put(bits.into(), count.into());
    }

    fn literals(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.code(SYMBOLS[usize::from(*byte)]);
        }
    }

    /// From 1 to 32 768.
    fn distance(&mut self, distance: u32) {
        let less = distance - 1;
        // The two highest bits are in the symbol, the others stand behind it.
        let extra = less.checked_ilog2().map_or(0, |highest| highest.saturating_sub(1));
        let symbol = 2 * extra + (less >> extra);
        let code = u32::from((symbol as u8).reverse_bits() >> 3);
        self.put(code | (less & ((1 << extra) - 1)) << 5, 5 + extra);
    }

    fn finish(self) {
        let bytes = self.held.to_le_bytes();
        self.out.extend_from_slice(bytes.get(..self.count.div_ceil(8) as usize).unwrap_or_default());
    }
}

/// The fixed codes of bytes, of the end and of lengths.
static SYMBOLS: [Code; 286] = {
    let mut codes = [Code { bits: 0, count: 0 }; 286];
    let mut symbol = 0;
    while symbol < codes.len() as u16 {
        let (code, count) = match symbol {
            0..144 => (0x30 + symbol, 8),
            144..256 => (0x190 + symbol - 144, 9),
            256..280 => (symbol - 256, 7),
            _ => (0xC0 + symbol - 280, 8),
        };
        // Codes, unlike numbers, begin with the highest bit.
        codes[symbol as usize] = Code { bits: code.reverse_bits() >> (u16::BITS - count as u32), count };
        symbol += 1;
    }
    codes
};

/// The code of each length with the bits behind it; of those below 3 there is none.
static LENGTHS: [Code; LONGEST + 1] = {
    let mut codes = [Code { bits: 0, count: 0 }; LONGEST + 1];
    let mut length = 3;
    while length < LONGEST {
        let more = length as u32 - 3;
        // The three highest bits are in the symbol, the others stand behind it.
        let extra = if more < 8 { 0 } else { more.ilog2() - 2 };
        let symbol = 257 + 4 * extra + (more >> extra);
        let code = SYMBOLS[symbol as usize];
        let behind = (more & ((1 << extra) - 1)) as u16;
        codes[length] = Code { bits: code.bits | behind << code.count, count: code.count + extra as u8 };
        length += 1;
    }
    codes[LONGEST] = SYMBOLS[285];
    codes
};
