//! The same segment without a server around it: what its recording and sending takes, more steadily than the difference
//! of two servers tells.

use rustix::time::{ClockId, clock_gettime};

use crate::servers::{Error, rina, sentry_sdk};
use crate::variant::{Rate, Variant};

/// So many segments are recorded before they are waited for, which is less than the queues hold.
const BATCH: u64 = 20;
const BATCHES: u64 = 150;

/// Prints the nanoseconds of processor time of a segment, from its start until it has arrived.
pub(crate) fn run(variant: Variant, ingest: &str) -> Result<(), Error> {
    let dsn = format!("http://key@127.0.0.1:{ingest}/{}", variant.place());
    let nanos = match variant {
        Variant::Bare => 0,
        Variant::Rina(_) => {
            let guard = rina::start(&dsn, Rate::All);
            measure(rina::segment, || _ = rina::settle(&guard))
        }
        Variant::Sentry(_) => {
            let client = sentry_sdk::start(&dsn, Rate::All);
            measure(sentry_sdk::segment, || _ = sentry_sdk::settle(&client))
        }
    };
    println!("{nanos}");
    Ok(())
}

fn measure(segment: impl Fn(), settle: impl Fn()) -> u64 {
    let batch = || {
        (0..BATCH).for_each(|_| segment());
        settle();
    };
    batch();
    let before = processor_time();
    (0..BATCHES).for_each(|_| batch());
    (processor_time() - before) / (BATCH * BATCHES)
}

/// Nanoseconds that this process has taken of all processors, in user and in system mode.
pub(crate) fn processor_time() -> u64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}
