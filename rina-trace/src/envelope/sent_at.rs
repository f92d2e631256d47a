//! When an envelope was sent, in a place of its header where it can be written again.
//!
//! Sentry corrects the times in an envelope by the distance between `sent_at` and its arrival. An envelope that
//! waited through an outage would be moved by hours if it still said when it was encoded. So `sent_at` is the
//! first member of every header, of fixed width, and written anew at each attempt. Knows the time it is given;
//! known by the encoders and the transport.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How every header begins.
const OPENING: &[u8] = b"{\"sent_at\":\"";
/// As long as every time that is written.
const NEVER: &[u8] = b"1970-01-01T00:00:00.000000Z";

/// Opens the header of an envelope; a member must follow with its comma, or the closing brace.
pub(crate) fn open(out: &mut Vec<u8>) {
    out.extend_from_slice(OPENING);
    out.extend_from_slice(NEVER);
    out.push(b'"');
}

/// Writes `now` into the header that [`open`] began at the start of `envelope`.
pub(crate) fn stamp(envelope: &mut [u8], now: SystemTime) {
    let time = rfc3339(now.duration_since(UNIX_EPOCH).unwrap_or_default());
    let place = envelope.get_mut(OPENING.len()..OPENING.len() + NEVER.len());
    if let Some(place) = place.filter(|_| time.len() == NEVER.len()) {
        place.copy_from_slice(time.as_bytes());
    }
}

/// UTC with six decimals, such as `2026-02-28T23:59:59.000001Z`.
fn rfc3339(since_1970: Duration) -> String {
    let (days, second) = (since_1970.as_secs() / 86_400, since_1970.as_secs() % 86_400);
    let (year, month, day) = civil(days);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    let micros = since_1970.subsec_micros();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z")
}

/// Year, month and day of a day since 1970. The algorithm is `civil_from_days` of
/// <https://howardhinnant.github.io/date_algorithms.html>: it counts from the first of March of the year 0, so
/// that the leap day is the last of its year.
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00.000000Z"),
            (951_782_399, "2000-02-28T23:59:59.000000Z"),
            (951_782_400, "2000-02-29T00:00:00.000000Z"),
            (1_772_323_199, "2026-02-28T23:59:59.000000Z"),
            (4_107_542_400, "2100-03-01T00:00:00.000000Z"),
        ] {
            assert_eq!(rfc3339(Duration::from_secs(seconds)), text);
        }
        assert_eq!(rfc3339(Duration::from_micros(1)), "1970-01-01T00:00:00.000001Z");
    }

    #[test]
    fn a_header_is_stamped_again_and_again() {
        let mut header = Vec::new();
        open(&mut header);
        header.push(b'}');
        for seconds in [1, 1_772_323_199] {
            let now = UNIX_EPOCH + Duration::from_secs(seconds);
            stamp(&mut header, now);
            let read: serde_json::Value = serde_json::from_slice(&header).unwrap();
            assert_eq!(read["sent_at"], rfc3339(Duration::from_secs(seconds)));
        }
    }
}
