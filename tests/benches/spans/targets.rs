//! What was promised, beside what was seen.

use crate::cases::Case;
use crate::peers::{BY_HAND, FASTRACE, PLAIN, RINA};
use crate::table::Table;

pub(crate) fn print(table: &Table) {
    let seen = |case| table.nanos(case, RINA);
    let added = |case, name| table.nanos(case, name) - table.nanos(case, PLAIN);
    let share = |what: &str, ours: f64, of: f64, name: &str, limit: f64| {
        line(&format!("{what}, share of {name}'s"), ours / of, limit, "");
    };
    println!();
    line("off, added to a plain call", added(Case::Off, RINA), 2.0, " ns");
    let unsampled = added(Case::Unsampled, RINA);
    line("unsampled child, added to a plain call", unsampled, 5.0, " ns");
    share("unsampled child", unsampled, added(Case::Unsampled, FASTRACE), FASTRACE, 1.0 / 3.0);
    let two = seen(Case::RecordedTwo);
    line("recorded child, two values", two, 60.0, " ns");
    share("recorded child", two, table.nanos(Case::RecordedTwo, FASTRACE), FASTRACE, 1.0 / 2.0);
    line("async child, two values", seen(Case::Future), 100.0, " ns");
    line("a further poll", seen(Case::Poll), 10.0, " ns");
    share("to bytes", seen(Case::Bytes), table.nanos(Case::Bytes, BY_HAND), BY_HAND, 1.0 / 4.0);
}

fn line(what: &str, seen: f64, limit: f64, unit: &str) {
    let verdict = if seen <= limit { "reached" } else { "missed" };
    println!("{what:<48} {seen:>8.2}{unit:3}  at most {limit:>6.2}{unit:3}  {verdict}");
}
