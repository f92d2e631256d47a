//! The SDKs, one file each.

mod by_hand;
mod fastrace;
mod instrumented;
mod opentelemetry;
mod plain;
mod rina;
mod sentry_layer;
mod sentry_sink;

use crate::cases;

pub(crate) const PLAIN: &str = "plain";
pub(crate) const RINA: &str = "rina-trace";
pub(crate) const FASTRACE: &str = "fastrace";
pub(crate) const BY_HAND: &str = "sentry by hand";
pub(crate) const LAYER: &str = "sentry-tracing";
pub(crate) const OTEL: &str = "tracing-otel";

/// In the order of the table.
pub(crate) const NAMES: [&str; 6] = [PLAIN, RINA, FASTRACE, BY_HAND, LAYER, OTEL];

/// Runs the cases of one of [`NAMES`], or one case of it. False if there is none of that name.
pub(crate) fn run(name: &str, only: Option<&str>) -> bool {
    match name {
        PLAIN => cases::run::<plain::Plain>(only),
        RINA => cases::run::<rina::Rina>(only),
        FASTRACE => cases::run::<fastrace::Fastrace>(only),
        BY_HAND => cases::run::<by_hand::ByHand>(only),
        LAYER => cases::run::<sentry_layer::Layer>(only),
        OTEL => cases::run::<opentelemetry::Otel>(only),
        _ => return false,
    }
    true
}
