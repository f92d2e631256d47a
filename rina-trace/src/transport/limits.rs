//! The pauses that Sentry asks for.
//!
//! Pure but for the moments it is given. Knows the kinds of data; known by the worker.
//!
//! Source: <https://develop.sentry.dev/sdk/foundations/transport/rate-limiting/>

use std::time::{Duration, Instant};

use super::destination::Answer;
use crate::envelope::Category;

/// After a 429 that does not say how long.
const DEFAULT_PAUSE: Duration = Duration::from_secs(60);
/// No pause is longer, whatever a proxy on the way may say.
const LONGEST_PAUSE: Duration = Duration::from_secs(24 * 60 * 60);

/// Until when which kind of data is not to be sent.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    all: Option<Instant>,
    by_category: [Option<Instant>; Category::COUNT],
}

impl Limits {
    /// Whether this kind of data is not to be sent now.
    ///
    /// A transaction is held back by a limit on spans too: it is nothing but spans.
    pub(crate) fn holds_back(&self, category: Category, now: Instant) -> bool {
        let active = |category: Category| {
            let until = self.by_category.get(category as usize).copied().flatten();
            until.is_some_and(|until| now < until)
        };
        self.all.is_some_and(|until| now < until)
            || active(category)
            || (category == Category::Transaction && active(Category::Span))
    }

    /// Reads what an answer says. Any answer may carry limits; only a 429 is one by itself.
    pub(crate) fn learn(&mut self, answer: &Answer, now: Instant) {
        if let Some(limits) = &answer.rate_limits {
            for limit in limits.split(',') {
                self.learn_one(limit.trim(), now);
            }
        } else if answer.status == 429 {
            let seconds = answer.retry_after.as_deref().and_then(|text| seconds(text.trim()));
            self.all = Some(now + seconds.unwrap_or(DEFAULT_PAUSE));
        }
    }

    /// `seconds:category;category:scope:reason`; no category means all.
    fn learn_one(&mut self, limit: &str, now: Instant) {
        let mut parts = limit.split(':');
        let Some(pause) = parts.next().and_then(seconds) else { return };
        let until = Some(now + pause);
        match parts.next() {
            None => {}
            Some("") => self.all = self.all.max(until),
            Some(words) => {
                for category in words.split(';').filter_map(Category::from_word) {
                    if let Some(known) = self.by_category.get_mut(category as usize) {
                        *known = (*known).max(until);
                    }
                }
            }
        }
    }
}

fn seconds(text: &str) -> Option<Duration> {
    let seconds = text.parse::<f64>().ok()?.ceil();
    Duration::try_from_secs_f64(seconds).ok().map(|pause| pause.min(LONGEST_PAUSE))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(status: u16, rate_limits: Option<&str>, retry_after: Option<&str>) -> (Limits, Instant) {
        let (mut limits, now) = (Limits::default(), Instant::now());
        let text = |text: Option<&str>| text.map(str::to_owned);
        let answer = Answer { status, rate_limits: text(rate_limits), retry_after: text(retry_after) };
        limits.learn(&answer, now);
        (limits, now)
    }

    #[test]
    fn limits_hold_for_their_categories_and_their_time() {
        let (limits, now) =
            after(200, Some("60:transaction;foo:key, 2:error;session:organization:quota"), None);
        for (category, seconds) in [
            (Category::Transaction, 60),
            (Category::Error, 2),
            (Category::Session, 2),
            (Category::Span, 0),
            (Category::Internal, 0),
        ] {
            let before_end =
                (now + Duration::from_secs(seconds)).checked_sub(Duration::from_millis(1)).unwrap();
            assert_eq!(limits.holds_back(category, before_end), seconds > 0, "{category:?}");
            assert!(!limits.holds_back(category, now + Duration::from_secs(seconds)), "{category:?}");
        }
    }

    #[test]
    fn a_limit_on_spans_holds_back_transactions() {
        let (limits, now) = after(429, Some("60:span:key"), Some("1"));
        assert!(limits.holds_back(Category::Transaction, now));
        assert!(!limits.holds_back(Category::Error, now));
    }

    #[test]
    fn no_category_means_all() {
        let (limits, now) = after(200, Some("30::organization"), None);
        assert!(limits.holds_back(Category::Internal, now + Duration::from_secs(29)));
        assert!(!limits.holds_back(Category::Internal, now + Duration::from_secs(30)));
    }

    #[test]
    fn a_429_without_limits_is_one_for_all() {
        for (retry_after, seconds) in
            [(None, 60), (Some("2.5"), 3), (Some("Wed, 21 Oct 2015 07:28:00 GMT"), 60)]
        {
            let (limits, now) = after(429, None, retry_after);
            assert!(limits.holds_back(Category::Error, now + Duration::from_secs(seconds - 1)));
            assert!(!limits.holds_back(Category::Error, now + Duration::from_secs(seconds)));
        }
        let (limits, now) = after(200, None, Some("60"));
        assert!(!limits.holds_back(Category::Error, now));
    }

    #[test]
    fn nonsense_is_no_limit() {
        for text in ["", ":", "x:error:key", "60", "-5:error:key", "NaN:error:key", "inf::key"] {
            let (limits, now) = after(200, Some(text), None);
            assert!(!limits.holds_back(Category::Error, now), "{text}");
        }
        let (limits, now) = after(200, Some("1e300:error:key, 9e9:session:key"), None);
        assert!(limits.holds_back(Category::Session, now));
        assert!(!limits.holds_back(Category::Session, now + LONGEST_PAUSE));
    }
}
