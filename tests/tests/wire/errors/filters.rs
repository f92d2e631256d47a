//! What the configuration says about errors.

use std::sync::{Arc, Mutex};

use rina_trace::traced;

use super::{NotFound, Rejected, chain};
use crate::app::App;

#[traced(op = "db.query", name = "find")]
fn find() -> Result<u8, NotFound> {
    Err(NotFound("cart"))
}

#[traced(name = "root")]
fn root() -> Result<u8, Rejected> {
    find().map_err(Rejected)
}

#[traced(name = "record", err = record)]
fn records() -> Result<u8, NotFound> {
    Err(NotFound("cart"))
}

#[test]
fn all_functions_may_capture_by_default() {
    for (rate, spans) in [(1.0, 2), (0.0, 0)] {
        let app = App::start(|config| config.capture_errors(true).traces_sample_rate(rate));
        assert!(root().is_err() && records().is_err());
        let events = app.events();
        assert_eq!(events.len(), 1, "what says otherwise itself does not");
        assert_eq!(chain(&events[0]).len(), 2);
        assert_eq!(app.transactions().len(), spans);
    }
    let app = App::start(|config| config);
    assert!(root().is_err());
    assert!(app.events().is_empty());
}

#[test]
fn a_filter_sees_the_error_before_an_event_is_made() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&seen);
    let app = App::start(|config| {
        config.capture_errors(true).error_filter(move |error, environment| {
            let chain: Vec<_> = error.chain().map(|(ty, text)| format!("{ty}: {text}")).collect();
            let (op, name) = (error.op().unwrap(), error.name().unwrap());
            noted.lock().unwrap().push(format!(
                "{environment} {op} {name} {} {} {chain:?}",
                error.type_name(),
                error.text()
            ));
            environment == "production"
        })
    });
    assert!(root().is_err());
    assert!(app.events().is_empty());
    let seen = std::mem::take(&mut *seen.lock().unwrap());
    assert_eq!(
        seen,
        ["test db.query find wire::errors::Rejected the order was rejected \
          [\"wire::errors::Rejected: the order was rejected\", \"wire::errors::NotFound: there is no cart\"]"]
    );
    drop(root());
    assert!(app.reported().contains(&("ignored".into(), "error".into(), 2)), "{:?}", app.reported());
}

#[test]
fn a_filter_that_panics_lets_through() {
    let app = App::start(|config| config.capture_errors(true).error_filter(|_, _| panic!("of the filter")));
    assert!(root().is_err());
    let events = app.events();
    assert!(events.iter().any(|event| chain(event).len() == 2), "{events:#?}");
}

#[test]
fn errors_are_ignored_by_type_or_text() {
    for pattern in ["Rejected", "no cart"] {
        let app = App::start(|config| config.capture_errors(true).ignore_errors([pattern]));
        assert!(root().is_err());
        assert!(app.events().is_empty(), "{pattern}");
    }
}

#[test]
fn the_callback_sees_events_last() {
    let app = App::start(|config| {
        config.capture_errors(true).before_send(|mut event| {
            event.tags.insert("seen".into(), event.exception[0].ty.clone());
            Some(event)
        })
    });
    assert!(root().is_err());
    assert_eq!(app.events()[0]["tags"]["seen"], "NotFound");
}
