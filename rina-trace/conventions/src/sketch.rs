//! What of a name can be compared at a glance: which letters are in it, how often, and the first two.
//!
//! Pure; known by `near`, which looks closely only at what is not ruled out here. Those of the tables are made when
//! this package is compiled: macros are, as a rule, compiled without optimisation, and every key of a program that is
//! its own is held against a thousand known ones.

use crate::distance::fold;
use crate::table::{ATTRIBUTES, OPS};

/// A few numbers in place of a name.
#[derive(Clone, Copy)]
pub(crate) struct Sketch {
    /// A bit for each letter and digit that is there, one for each that is there twice, and three times.
    sets: [u64; 3],
    letters: u16,
    first: [u8; 2],
    /// In a table: how many from this one on have the same first letters.
    run: u16,
}

/// In the order of the table.
pub(crate) static OF_ATTRIBUTES: [Sketch; ATTRIBUTES.len()] = {
    let mut sketches = [Sketch::of(""); ATTRIBUTES.len()];
    let mut at = 0;
    while at < sketches.len() {
        sketches[at] = Sketch::of(ATTRIBUTES[at].key);
        at += 1;
    }
    in_runs(sketches)
};

/// In the order of the table.
pub(crate) static OF_OPS: [Sketch; OPS.len()] = {
    let mut sketches = [Sketch::of(""); OPS.len()];
    let mut at = 0;
    while at < sketches.len() {
        sketches[at] = Sketch::of(OPS[at].name);
        at += 1;
    }
    in_runs(sketches)
};

const fn in_runs<const N: usize>(mut sketches: [Sketch; N]) -> [Sketch; N] {
    let mut at = N - 1;
    while at > 0 {
        at -= 1;
        let ([a, b], [c, d]) = (sketches[at].first, sketches[at + 1].first);
        if a == c && b == d {
            sketches[at].run = sketches[at + 1].run + 1;
        }
    }
    sketches
}

impl Sketch {
    pub(crate) const fn of(name: &str) -> Self {
        let name = name.as_bytes();
        let (mut sets, mut letters, mut first) = ([0; 3], 0, [0; 2]);
        let mut at = 0;
        while at < name.len() {
            let byte = fold(name[at]);
            let bit: u64 = match byte {
                b'.' => 0,
                b'a'..=b'z' => 1 << (byte - b'a'),
                b'0'..=b'9' => 1 << (26 + byte - b'0'),
                _ => 1 << 63,
            };
            let [once, twice, thrice] = sets;
            sets = [once | bit, twice | (once & bit), thrice | (twice & bit)];
            if byte != b'.' {
                if letters < 2 {
                    first[letters as usize] = byte;
                }
                letters += 1;
            }
            at += 1;
        }
        Self { sets, letters, first, run: 1 }
    }

    /// How far it is to one with other first letters.
    pub(crate) const fn run(&self) -> usize {
        self.run as usize
    }

    /// True if one may be a slip for the other by their first letters, of which the first can only be missing, too much,
    /// or swapped with the second.
    #[inline]
    pub(crate) const fn may_begin(&self, other: &Self) -> bool {
        let ([a, b], [c, d]) = (self.first, other.first);
        a == c || b == c || a == d
    }

    /// True if so few slips cannot make one of the other: each changes two letters at most.
    pub(crate) const fn rules_out(&self, other: &Self, slips: u16) -> bool {
        if self.letters.abs_diff(other.letters) > slips {
            return true;
        }
        let ([once, twice, thrice], [other_once, other_twice, other_thrice]) = (self.sets, other.sets);
        let apart = (once ^ other_once).count_ones()
            + (twice ^ other_twice).count_ones()
            + (thrice ^ other_thrice).count_ones();
        apart > 2 * slips as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_count_and_their_order_does_not() {
        assert!(!Sketch::of("db.query").rules_out(&Sketch::of("DB_qurey"), 0));
        assert!(!Sketch::of("status").rules_out(&Sketch::of("statvs"), 1));
        assert!(Sketch::of("component").rules_out(&Sketch::of("cache.hit"), 2));
        assert!(Sketch::of("abaab").rules_out(&Sketch::of("abbba"), 0), "a letter more often");
    }
}
