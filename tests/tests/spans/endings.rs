//! Threads that end with something still open.

use std::cell::RefCell;
use std::sync::Arc;
use std::thread;

use rina_trace::testing::capture;
use rina_trace::{Span, bind, span, traced};

#[traced(name = "leaf", data(n))]
fn leaf(n: u32) {
    let _ = n;
}

#[test]
fn a_thread_ends_with_a_guard_that_was_leaked() {
    let traces = capture(|| {
        let root = Arc::new(span!("function", "root"));
        let theirs = Arc::clone(&root);
        let work = move || {
            std::mem::forget(theirs.enter());
            leaf(1);
        };
        thread::spawn(work).join().unwrap();
        leaf(2);
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "root"
    └─ function "leaf" n=1
    trace 2
    function "leaf" n=2
    "#);
}

thread_local! {
    static KEPT: RefCell<Kept> = const { RefCell::new(Kept(Vec::new())) };
}

struct Kept(Vec<Span>);

impl Drop for Kept {
    fn drop(&mut self) {
        leaf(9);
        for span in self.0.drain(..) {
            span.in_scope(|| leaf(10));
            span.set("at", "the end");
        }
    }
}

#[test]
fn a_thread_keeps_its_spans_until_its_end() {
    let traces = capture(|| {
        let keep = bind(|()| {
            let root = span!("function", "root");
            leaf(1);
            let child = root.in_scope(|| span!("function", "child"));
            KEPT.with_borrow_mut(|kept| kept.0.extend([child, root]));
        });
        let work = || {
            // First here, so last to go: what knows the current span is gone by then.
            KEPT.with_borrow(|kept| assert!(kept.0.is_empty()));
            keep(());
        };
        thread::spawn(work).join().unwrap();
    });
    insta::assert_snapshot!(traces, @r#"
    trace 1
    function "root"
    └─ function "child"
    trace 2
    function "leaf" n=1
    "#);
}
