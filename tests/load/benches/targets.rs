//! What was promised, beside what was seen.

use crate::table::{Figure, Table};
use crate::variant::{Rate, Variant};

pub(crate) fn print(table: &Table) {
    let more = |figure, variant| table.more_than_bare(figure, variant).0;
    let (tenth, all) = (Variant::Rina(Rate::Tenth), Variant::Rina(Rate::All));
    println!();
    line("0.1 at full load, fewer requests/s", -more(Figure::PerSecond, tenth), 2.0, " %");
    line("1.0 at half load, more at p50", more(Figure::Median, all), 3.0, " %");
    line("1.0 at half load, more at p99", more(Figure::P99, all), 10.0, " %");
    let [recorded, sent, lost] = table.spans_at_half_load(all);
    let of_some = |spans: u64| if recorded == 0 { f64::NAN } else { spans as f64 };
    line("1.0 at half load, spans lost", of_some(lost), 0.0, "");
    line("1.0 at half load, spans neither sent nor lost", of_some(recorded.abs_diff(sent + lost)), 0.0, "");
}

fn line(what: &str, seen: f64, limit: f64, unit: &str) {
    let verdict = match seen {
        _ if seen.is_nan() => "not measured",
        _ if seen <= limit => "reached",
        _ => "missed",
    };
    println!("{what:<48} {seen:>8.2}{unit:3}  at most {limit:>6.2}{unit:3}  {verdict}");
}
