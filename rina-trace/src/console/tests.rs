//! What the console prints, as it is read.

use proptest::collection::vec;
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

use super::Console;
use super::samples::{Sample, checkout};
use crate::segment::Segment;
use crate::status::SpanStatus;

fn five_hundred() -> Segment {
    let mut sample = Sample::new("task", "Rebuild search index", 2400);
    let read = sample.span(0, "db.query", "SELECT id FROM users", 0, 35);
    sample.data(read, "db.response.returned_rows", 480);
    for user in 0..480 {
        let span =
            sample.span(0, "db.query", "SELECT * FROM users WHERE id = $1", 40 + user * 4, 2 + user % 7);
        if user % 200 == 199 {
            sample.status(span, SpanStatus::InternalError);
            sample.data(span, "error.type", "sqlx::PoolTimedOut");
        }
    }
    for page in 0..18 {
        let at = 1980 + page * 22;
        let put = sample.span(0, "http.client", &format!("PUT http://search/v1/docs/{}", page * 17), at, 20);
        sample.data(put, "http.response.status_code", 201);
    }
    sample.build()
}

fn deep(levels: u64) -> Segment {
    let mut sample = Sample::new("task", "deep", 300);
    let mut above = 0;
    for level in 0..levels {
        above = sample.span(above, "function", &format!("level_{level}"), level * 4, 300 - level * 8);
    }
    sample.build()
}

/// What is printed at `width`, with a line end first, as the expected texts have it.
fn printed(segment: &Segment, width: usize) -> String {
    format!("\n{}", Console::with(width, false).render(segment))
}

#[test]
fn one_span_is_one_line() {
    let mut sample = Sample::new("http.server", "GET /health", 1);
    sample.data(0, "http.response.status_code", 200);
    let wanted = "
GET /health  http.server  1.00 ms  ok  status=200  trace 15c6ded5
";
    assert_eq!(printed(&sample.build(), 80), wanted);
}

#[test]
fn a_request() {
    let wanted = "
POST /checkout  http.server  413 ms  ok  status=200  trace 15c6ded5
│                                    ╷0        ╷200 ms  ╷400 ms
├─ function auth::authenticate       ╴                    14.0 ms
│  ├─ cache.get session:8f3a         ╴                    1.00 ms
│  ╰─ db.query SELECT * FROM users…  ╴                    9.00 ms  rows=1
├─ gen_ai.chat claude-sonnet-4-5      ────                88.0 ms  in=812 out=42
├─ payment.charge Charge card             ━━━━━━━━━━━━╸    252 ms
│  ╰─ http.client POST https://api…       ━━━━━━━━━━━━     246 ms  status=201
├─ email.send Send receipt                            ╶── 50.0 ms  ✗ SmtpError
╰─ function metrics::flush                              ╶ 85.3 µs
9 spans  1 error  413 ms  trace 15c6ded5c0ffee0000000000cafe0001

";
    assert_eq!(printed(&checkout(), 80), wanted);
}

#[test]
fn five_hundred_spans_fold_to_a_few_rows() {
    let wanted = "
Rebuild search index  task  2.40 s  ok  trace 15c6ded5
│                                  ╷0               ╷2 s
├─ db.query SELECT id FROM users   ╴                     35.0 ms  rows=480
├─ db.query SELECT * FROM u… ×478  ╺┅┅┅┅┅┅┅┅┅┅┅┅┅┅┅╸    Σ 2.39 s  max 8.00 ms
├─ db.query SELECT * FROM users…          ╴              5.00 ms  ✗ PoolTimedOut
├─ db.query SELECT * FROM users…                ╶        2.00 ms  ✗ PoolTimedOut
╰─ http.client PUT http://se… ×18                  ╶┄┄┄ Σ 360 ms  max 20.0 ms
500 spans  2 errors  2.40 s  trace 15c6ded5c0ffee0000000000cafe0001

";
    assert_eq!(printed(&five_hundred(), 80), wanted);
}

#[test]
fn deep_nesting_leaves_room_for_the_bars() {
    let wanted = "
deep  task  300 ms  ok  trace 15c6ded5
│                              ╷0       ╷200 ms
╰ function level_0             ━━━━━━━━━━━━━ 300 ms
 ╰ function level_1            ━━━━━━━━━━━━━ 292 ms
  ╰ function level_2           ╺━━━━━━━━━━━╸ 284 ms
   ╰ function level_3          ╺━━━━━━━━━━━╸ 276 ms
    ╰ function level_4         ╺━━━━━━━━━━━╸ 268 ms
     ╰ function level_5         ━━━━━━━━━━━  260 ms
      ╰ function level_6        ━━━━━━━━━━━  252 ms
       ⋯8 function level_7      ━━━━━━━━━━━  244 ms
       ⋯9 function level_8      ╺━━━━━━━━━╸  236 ms
       ⋯10 function level_9     ╺━━━━━━━━━╸  228 ms
       ⋯11 function level_10    ╺━━━━━━━━━╸  220 ms
       ⋯12 function level_11     ━━━━━━━━━   212 ms
       ⋯13 function level_12     ━━━━━━━━━   204 ms
       ⋯14 function level_13     ╺━━━━━━━╸   196 ms
15 spans  300 ms  trace 15c6ded5c0ffee0000000000cafe0001

";
    assert_eq!(printed(&deep(14), 60), wanted);
}

#[test]
fn long_wide_and_evil_names() {
    let mut sample = Sample::new("http.server", &format!("GET /{}", "long/".repeat(40)), 10);
    sample.span(0, "db.query", "SELECT *\n   FROM a WHERE x = '\u{1b}[31mred' AND y IN (1, 2, 3)", 1, 3);
    sample.span(0, "business.report", "日本語のとても長い名前のレポートを生成する処理", 4, 3);
    sample.span(0, "business.a_very_long_sub_operation.with_more", "name", 7, 0);
    let wanted = r"
GET /long/long/long/long/long/long/lo…  http.server  10.0 ms  ok  trace 15c6ded5
│                                                 ╷0        ╷5 ms
├─ db.query SELECT * FROM a WHERE x = '\u{1b}[3…    ━━━━━━             3.00 ms
├─ business.report 日本語のとても長い名前のレポ…          ──────       3.00 ms
╰─ business.a_very_long_sub_operation.with… name                •         0 ns
4 spans  10.0 ms  trace 15c6ded5c0ffee0000000000cafe0001

";
    assert_eq!(printed(&sample.build(), 80), wanted);
}

#[test]
fn a_follow_up_says_so_and_what_was_lost_is_counted() {
    let mut sample = Sample::new("http.server", "GET /late", 10);
    let mail = sample.span(0, "email.send", "Welcome", 9, 400);
    sample.status(mail, SpanStatus::Cancelled);
    let mut segment = sample.build();
    segment.follow_up = true;
    segment.set_tag("plan", "pro");
    segment.set_data("try", 2);
    segment.overflow = 12;
    let wanted = "
GET /late  http.server  10.0 ms  ok  follow-up  try=2  plan=pro  trace 15c6ded5
│                      ╷0        ╷200 ms
╰─ email.send Welcome  ╺━━━━━━━━━━━━━━━━━━━ 400 ms  ✗ cancelled
2 spans  1 error  12 not kept  10.0 ms  trace 15c6ded5c0ffee0000000000cafe0001

";
    assert_eq!(printed(&segment, 80), wanted);
}

#[test]
fn without_its_colours_a_page_is_the_plain_one() {
    let coloured = Console::with(100, true).render(&checkout());
    assert!(coloured.contains("\x1b[31m✗ SmtpError\x1b[0m"), "{coloured}");
    assert!(coloured.contains("\x1b[33m╺━"), "the slowest path has a colour of its own: {coloured}");
    let mut plain = coloured;
    for code in ["0", "1", "2", "31", "32", "33", "34", "36"] {
        plain = plain.replace(&format!("\x1b[{code}m"), "");
    }
    assert_eq!(plain, Console::with(100, false).render(&checkout()));
}

/// Parent, operation, name, start, length, failed: numbers of spans beyond the last have no span.
type AnySpan = (usize, usize, String, u64, u64, bool);

fn any_segment(spans: Vec<AnySpan>, name: &str) -> Segment {
    let ops = ["db.query", "business.a_long_operation.of_two_parts", "日本.語", ""];
    let mut sample = Sample::new("http.server", name, 50);
    for (parent, op, name, start, length, failed) in spans {
        let span = sample.span_nanos(parent, (ops[op], &name), start, length);
        sample.data(span, "own.key", name);
        if failed {
            sample.status(span, SpanStatus::FailedPrecondition);
        }
    }
    sample.build()
}

proptest! {
    #[test]
    fn any_tree_fits_any_width(
        spans in vec((0..90usize, 0..4usize, "(same|step [0-9]|\\PC{0,60}|.{0,8})", time(), time(), any::<bool>()), 0..80),
        name in ".{0,300}",
        width in 40..=240usize,
    ) {
        let page = Console::with(width, false).render(&any_segment(spans, &name));
        for line in page.lines() {
            prop_assert!(line.width() <= width, "{} of {width} columns:\n{line}", line.width());
            prop_assert!(!line.ends_with(' '), "{line:?}");
            prop_assert!(!line.contains(char::is_control), "{line:?}");
        }
    }
}

/// From nothing to years, in nanoseconds.
fn time() -> impl Strategy<Value = u64> {
    prop_oneof![Just(0), 0..1_000u64, 0..50_000_000u64, any::<u64>().prop_map(|nanos| nanos / 4)]
}
