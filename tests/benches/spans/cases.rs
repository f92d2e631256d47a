//! The cases: the same for every SDK, because they are written once for all.
//!
//! A segment keeps a thousand spans and no more, so children are measured some hundred at a time below a fresh
//! root, and what an empty root takes is subtracted. Before anything is measured, the spans that come out are
//! counted: a figure of an SDK that did not record would be none.

use crate::measure::{elapsed, median, processor_time};
use crate::peer::Peer;
use crate::work::block_on;

/// Children below one root.
const CHILDREN: u32 = 500;
/// Futures below one root that are polled again, and how often each.
const POLLED: u32 = 50;
const POLLS: u32 = 100;
/// Roots of one reading of the processor's time, and the children of each.
const ROOTS: u32 = 50;
const FAMILY: u32 = 100;
/// Tasks of one root, and the children of each.
const TASKS: u32 = 8;
const TASK_CHILDREN: u32 = 125;

/// One line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Off,
    Unsampled,
    RecordedNone,
    RecordedTwo,
    UnsampledFuture,
    Future,
    Poll,
    Bytes,
    Tasks,
}

impl Case {
    pub(crate) const ALL: [Self; 9] = [
        Self::Off,
        Self::Unsampled,
        Self::RecordedNone,
        Self::RecordedTwo,
        Self::UnsampledFuture,
        Self::Future,
        Self::Poll,
        Self::Bytes,
        Self::Tasks,
    ];

    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Off => "off, a call",
            Self::Unsampled => "unsampled child",
            Self::RecordedNone => "recorded child, no values",
            Self::RecordedTwo => "recorded child, two values",
            Self::UnsampledFuture => "unsampled async child",
            Self::Future => "async child, two values",
            Self::Poll => "a further poll",
            Self::Bytes => "root and 100 children, to bytes, CPU",
            Self::Tasks => "child in 8 tasks on 2 threads",
        }
    }
}

/// Runs the cases of one SDK and prints a line for each.
pub(crate) fn run<P: Peer>(only: Option<&str>) {
    let wanted = |case: Case| only.is_none_or(|only| case.title() == only);
    let say = |case: Case, nanos: f64| println!("{}\t{nanos}", case.title());
    if wanted(Case::Off) {
        say(Case::Off, off::<P>());
    }
    let peer = P::start();
    verify(&peer);
    for case in Case::ALL.into_iter().filter(|case| *case != Case::Off && wanted(*case)) {
        say(case, measure(&peer, case));
    }
}

fn off<P: Peer>() -> f64 {
    const CALLS: u32 = 2000;
    elapsed(|| calls(CALLS, |n| _ = P::two(n)), || ()) / f64::from(CALLS)
}

fn measure<P: Peer>(peer: &P, case: Case) -> f64 {
    match case {
        Case::Off => f64::NAN,
        Case::Unsampled => children(|count| P::unsampled_root(|| calls(count, |n| _ = P::two(n))), peer),
        Case::RecordedNone => children(|count| P::root(|| calls(count, |n| _ = P::none(n))), peer),
        Case::RecordedTwo => children(|count| P::root(|| calls(count, |n| _ = P::two(n))), peer),
        Case::UnsampledFuture => children(|count| P::unsampled_root(|| futures::<P>(count, 0)), peer),
        Case::Future => children(|count| P::root(|| futures::<P>(count, 0)), peer),
        Case::Poll => poll(peer),
        Case::Bytes => bytes(peer),
        Case::Tasks => tasks(peer),
    }
}

#[inline(always)]
fn calls(count: u32, mut call: impl FnMut(u64)) {
    for n in 0..count {
        call(u64::from(n));
    }
}

fn futures<P: Peer>(count: u32, pending: u32) {
    calls(count, |n| _ = block_on(P::future(n, pending)));
}

/// What one child adds to its root.
fn children<P: Peer>(run: impl Fn(u32), peer: &P) -> f64 {
    let settle = || _ = peer.settle();
    let full = elapsed(|| run(CHILDREN), settle);
    let empty = elapsed(|| run(0), settle);
    (full - empty) / f64::from(CHILDREN)
}

/// What one poll more adds to a future.
fn poll<P: Peer>(peer: &P) -> f64 {
    let time = |pending| elapsed(|| P::root(|| futures::<P>(POLLED, pending)), || _ = peer.settle());
    (time(POLLS) - time(0)) / f64::from(POLLED * POLLS)
}

/// What a root costs from its start to its bytes, on whatever thread.
fn bytes<P: Peer>(peer: &P) -> f64 {
    let mut all: Vec<f64> = (0..7)
        .map(|_| {
            let taken = processor_time(|| {
                for _ in 0..ROOTS {
                    P::root(|| calls(FAMILY, |n| _ = P::two(n)));
                }
                peer.settle();
            });
            taken / f64::from(ROOTS)
        })
        .collect();
    median(&mut all)
}

/// What one child adds to a root whose tasks run side by side: time of the clock, not of the processors.
fn tasks<P: Peer>(peer: &P) -> f64 {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build();
    let Ok(runtime) = runtime else { return f64::NAN };
    let time = |children| elapsed(|| runtime.block_on(async { family::<P>(children) }), || _ = peer.settle());
    (time(TASK_CHILDREN) - time(0)) / f64::from(TASKS * TASK_CHILDREN)
}

/// The root is on the thread that waits, the tasks on two others.
fn family<P: Peer>(children: u32) {
    P::root(|| {
        let task = || P::spawn(async move { calls(children, |n| _ = P::two(n)) });
        for task in (0..TASKS).map(|_| task()).collect::<Vec<_>>() {
            while !task.is_finished() {
                std::hint::spin_loop();
            }
        }
    });
}

/// Says on stderr which case is not what it says.
fn verify<P: Peer>(peer: &P) {
    let check = |what: &str, run: &dyn Fn(), expected: u64| {
        peer.settle();
        run();
        let (seen, expected) = (peer.settle(), if P::RECORDS { expected } else { 0 });
        if seen != expected {
            eprintln!("{what}: {seen} spans came out, not {expected}");
        }
    };
    let below_root = u64::from(CHILDREN) + 1;
    check("unsampled", &|| P::unsampled_root(|| calls(CHILDREN, |n| _ = P::two(n))), 0);
    check("unsampled async", &|| P::unsampled_root(|| futures::<P>(CHILDREN, 0)), 0);
    check("no values", &|| P::root(|| calls(CHILDREN, |n| _ = P::none(n))), below_root);
    check("two values", &|| P::root(|| calls(CHILDREN, |n| _ = P::two(n))), below_root);
    check("async", &|| P::root(|| futures::<P>(CHILDREN, 1)), below_root);
    let Ok(runtime) = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build() else { return };
    let in_tasks = 1 + u64::from(TASKS) * (u64::from(TASK_CHILDREN) + P::SPANS_PER_TASK);
    check("tasks", &|| runtime.block_on(async { family::<P>(TASK_CHILDREN) }), in_tasks);
}
