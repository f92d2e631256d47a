//! Texts as a terminal shows them: their width, made harmless, cut to fit; durations.
//!
//! Knows nothing; known by all of the console.

use unicode_width::UnicodeWidthChar;

/// Longer texts are cut before anything else, so that a huge one costs no more than a line.
const MOST_CHARS: usize = 1024;

const UNITS: [(u64, &str); 6] = [
    (1, "ns"),
    (1_000, "µs"),
    (1_000_000, "ms"),
    (1_000_000_000, "s"),
    (60_000_000_000, "min"),
    (3_600_000_000_000, "h"),
];

/// How many columns `text` takes. Summed by character, since terminals disagree on what joins to one.
pub(super) fn width(text: &str) -> usize {
    text.chars().filter_map(UnicodeWidthChar::width).sum()
}

/// `text` in at most `room` columns, ending in `…` where it was cut, and unable to do anything but show.
///
/// White space is folded to one blank, which brings a query of many lines to one. Other control characters,
/// and those that reorder text, are shown as escapes: a name may come from outside and must not move the cursor.
pub(super) fn clean(text: &str, room: usize) -> String {
    let mut out = String::new();
    let (mut column, mut blank) = (0, false);
    // The length of what stays when the rest has to make room for the ellipsis.
    let mut kept = 0;
    for char in text.chars().take(MOST_CHARS) {
        if char.is_whitespace() {
            blank = !out.is_empty();
            continue;
        }
        if std::mem::take(&mut blank) {
            out.push(' ');
            column += 1;
        }
        let before = out.len();
        if reorders(char) || char.is_control() {
            out.extend(char.escape_unicode());
        } else if !joins(char) {
            out.push(char);
        }
        column += width(out.get(before..).unwrap_or_default());
        if column > room {
            out.truncate(kept);
            out.truncate(out.trim_end().len());
            out.push_str(if room == 0 { "" } else { "…" });
            return out;
        }
        if column < room {
            kept = out.len();
        }
    }
    out
}

/// Marks that change the direction of what follows, by which a text can pass for another.
fn reorders(char: char) -> bool {
    matches!(char, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Invisible characters that join or vary their neighbours: without them every terminal sees the same columns.
fn joins(char: char) -> bool {
    matches!(char, '\u{ad}' | '\u{115f}' | '\u{1160}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200d}'
        | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// A duration with three significant digits, such as `413 ms`, `1.20 s` or `85.3 µs`; whole nanoseconds.
pub(super) fn duration(nanos: u64) -> String {
    for (unit, name) in UNITS {
        let hundredths = divide(nanos, unit, 100);
        let tenths = divide(nanos, unit, 10);
        let whole = divide(nanos, unit, 1);
        if unit == 1 && whole < 1_000 {
            return format!("{whole} {name}");
        } else if hundredths < 1_000 {
            return format!("{}.{:02} {name}", hundredths / 100, hundredths % 100);
        } else if tenths < 1_000 {
            return format!("{}.{} {name}", tenths / 10, tenths % 10);
        } else if whole < 1_000 || name == "h" {
            return format!("{whole} {name}");
        }
    }
    String::new()
}

/// A duration without the zeros that say nothing, for the axis: `1.2 s`, `0`.
pub(super) fn tick(nanos: u64) -> String {
    let long = duration(nanos);
    match long.split_once(' ') {
        _ if nanos == 0 => "0".into(),
        Some((number, unit)) if number.contains('.') => {
            format!("{} {unit}", number.trim_end_matches('0').trim_end_matches('.'))
        }
        _ => long,
    }
}

/// `nanos` in parts of `unit`, of which there are `parts`; rounded.
fn divide(nanos: u64, unit: u64, parts: u128) -> u128 {
    (u128::from(nanos) * parts + u128::from(unit) / 2) / u128::from(unit.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_three_digits() {
        let shown = [0, 7, 999, 1_000, 85_312, 999_499, 999_500, 413_000_000, 1_200_000_000].map(duration);
        let wanted =
            ["0 ns", "7 ns", "999 ns", "1.00 µs", "85.3 µs", "999 µs", "1.00 ms", "413 ms", "1.20 s"];
        assert_eq!(shown, wanted);
        assert_eq!([90_000_000_000, 6_000_000_000_000].map(duration), ["90.0 s", "100 min"]);
        assert_eq!(duration(u64::MAX), "5124096 h");
        assert_eq!([0, 1_200_000_000, 200_000_000, 50_000].map(tick), ["0", "1.2 s", "200 ms", "50 µs"]);
    }

    #[test]
    fn texts_are_harmless_and_fit() {
        assert_eq!(clean("a\u{1b}[2Jb\u{7}", 80), "a\\u{1b}[2Jb\\u{7}");
        assert_eq!(clean("user\u{202e}gpj", 80), "user\\u{202e}gpj");
        assert_eq!(clean(" SELECT *\n\t FROM users\r\n", 80), "SELECT * FROM users");
        assert_eq!(clean("SELECT * FROM users", 19), "SELECT * FROM users");
        assert_eq!(clean("SELECT * FROM users", 10), "SELECT *…");
        // A wide character is either whole or away.
        assert_eq!([4, 5, 6].map(|room| clean("日本語", room)), ["日…", "日本…", "日本語"]);
        assert_eq!(clean("e\u{301}te\u{301}", 3), "e\u{301}te\u{301}");
        assert_eq!([0, 1].map(|room| clean("abc", room)), ["", "…"]);
        assert_eq!(clean("👩\u{200d}💻 ❤\u{fe0f}", 80), "👩💻 ❤");
    }
}
