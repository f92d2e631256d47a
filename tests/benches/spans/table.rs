//! What the rounds have measured, and how it is shown.

use std::collections::HashMap;

use crate::cases::Case;
use crate::measure::median;
use crate::peers::{NAMES, RINA};

/// The figures of each case and SDK, in nanoseconds, one for each round.
#[derive(Default)]
pub(crate) struct Table(HashMap<(&'static str, &'static str), Vec<f64>>);

impl Table {
    /// Takes a line that a process has printed: the case, a tab, nanoseconds.
    pub(crate) fn read(&mut self, name: &'static str, line: &str) {
        let Some((title, nanos)) = line.split_once('\t') else { return };
        let case = Case::ALL.into_iter().find(|case| case.title() == title);
        if let (Some(case), Ok(nanos)) = (case, nanos.parse()) {
            self.0.entry((case.title(), name)).or_default().push(nanos);
        }
    }

    /// The median of the rounds; NaN if there is none.
    pub(crate) fn nanos(&self, case: Case, name: &'static str) -> f64 {
        self.0.get(&(case.title(), name)).map_or(f64::NAN, |all| median(&mut all.clone()))
    }

    pub(crate) fn print(&self) {
        const WIDE: usize = 38;
        println!("nanoseconds, median of the rounds; in brackets: how many times what rina-trace takes\n");
        print!("{:WIDE$}", "");
        for name in NAMES {
            print!("{name:>21}");
        }
        println!();
        for case in Case::ALL {
            print!("{:WIDE$}", case.title());
            let ours = self.nanos(case, RINA);
            for name in NAMES {
                let nanos = self.nanos(case, name);
                let ratio = nanos / ours;
                print!("{nanos:>13.1} {:>7}", format!("({ratio:.1})"));
            }
            println!();
        }
    }
}
