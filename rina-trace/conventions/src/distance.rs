//! How far a name that was written is from one that is known: optimal string alignment over bytes.
//!
//! Pure; known by `near`. Case does not count, and all punctuation is one separator.

/// The price of a letter that is added, left out, changed, or swapped with the next.
pub(crate) const EDIT: u16 = 8;

/// The price of a separator that is added or left out: fewer than a letter's, so that `statuscode` is `status_code`.
const SEPARATOR: u16 = 1;

/// Another first letter makes another word: `cache.set` is not `cache.get`, `post.id` not `host.id`.
const OTHER_WORD: u16 = 4 * EDIT;

/// What is longer, in bytes, is not compared.
pub(crate) const LONGEST: usize = 128;

/// A row of the alignment: one more column than there are bytes.
type Row = [u16; LONGEST + 1];

/// A letter without its case; any punctuation is a dot.
pub(crate) const fn fold(byte: u8) -> u8 {
    if byte.is_ascii() && !byte.is_ascii_alphanumeric() { b'.' } else { byte.to_ascii_lowercase() }
}

/// The price of the cheapest way from one name to the other; none if it is above `most`, or a name is too long.
pub(crate) fn distance(from: &[u8], to: &[u8], most: u16) -> Option<u16> {
    if from.len().max(to.len()) > LONGEST {
        return None;
    }
    let [mut before_last, mut last, mut current]: [Row; 3] = [[0; LONGEST + 1]; 3];
    let mut all = 0;
    for (cell, letter) in last.iter_mut().skip(1).zip(to) {
        all += price(fold(*letter));
        *cell = all;
    }
    // Before the first letter stands the end of a word.
    let mut left = b'.';
    let mut lowest_before = 0;
    for letter in from.iter().copied().map(fold) {
        current[0] = at(&last, 0) + price(letter);
        let mut lowest = at(&current, 0);
        let mut above = b'.';
        for (column, other) in to.iter().copied().map(fold).enumerate() {
            let mut best = at(&last, column) + change(letter, other, left == b'.' && above == b'.');
            best = best.min(at(&last, column + 1) + price(letter)).min(at(&current, column) + price(other));
            // At the edges the neighbour is a separator, and those are not swapped.
            if left == other && above == letter && left != b'.' && above != b'.' {
                best = best.min(at(&before_last, column.saturating_sub(1)) + EDIT);
            }
            put(&mut current, column + 1, best);
            lowest = lowest.min(best);
            above = other;
        }
        // Prices only grow, and a swap leaps over one row, not two.
        if lowest_before.min(lowest) > most {
            return None;
        }
        lowest_before = lowest;
        left = letter;
        (before_last, last, current) = (last, current, before_last);
    }
    Some(at(&last, to.len())).filter(|price| *price <= most)
}

/// What it costs that a letter is there, or is not.
const fn price(letter: u8) -> u16 {
    if letter == b'.' { SEPARATOR } else { EDIT }
}

const fn change(from: u8, to: u8, first_of_a_word: bool) -> u16 {
    match (from == to, first_of_a_word) {
        (true, _) => 0,
        (false, true) => OTHER_WORD,
        (false, false) => EDIT,
    }
}

fn at(row: &Row, column: usize) -> u16 {
    row.get(column).copied().unwrap_or(u16::MAX)
}

fn put(row: &mut Row, column: usize, cost: u16) {
    if let Some(cell) = row.get_mut(column) {
        *cell = cost;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(from: &str, to: &str) -> u16 {
        let there = distance(from.as_bytes(), to.as_bytes(), u16::MAX).unwrap();
        let back = |most| distance(to.as_bytes(), from.as_bytes(), most);
        assert_eq!(back(there), Some(there), "{from} {to}: the same way back");
        assert!(there == 0 || back(there - 1).is_none(), "{from} {to}: not for less");
        there
    }

    #[test]
    fn letters_cost_an_edit_each() {
        assert_eq!(between("query", "query"), 0);
        assert_eq!(between("qurey", "query"), EDIT);
        assert_eq!(between("uqery", "query"), EDIT);
        assert_eq!(between("qery", "query"), EDIT);
        assert_eq!(between("queery", "query"), EDIT);
        assert_eq!(between("quary", "query"), EDIT);
        assert_eq!(between("", "query"), 5 * EDIT);
        assert_eq!(between("ca", "abc"), 3 * EDIT, "nothing is changed between two that are swapped");
    }

    #[test]
    fn case_and_separators_cost_little() {
        assert_eq!(between("HTTP_Status-Code", "http.status_code"), 0);
        assert_eq!(between("httpStatusCode", "http.status_code"), 2 * SEPARATOR);
    }

    #[test]
    fn another_first_letter_is_more_than_a_slip() {
        assert_eq!(between("cache.set", "cache.get"), 2 * EDIT);
        assert_eq!(between("host", "post"), 2 * EDIT);
    }

    #[test]
    fn lengths_are_bounded() {
        let long = [b'a'; LONGEST + 1];
        assert_eq!(distance(&long, b"a", u16::MAX), None);
        assert_eq!(distance(b"a", &long, u16::MAX), None);
        assert_eq!(distance(&long[1..], b"a", u16::MAX), Some(EDIT * 127), "and no price overflows");
    }
}
