//! A child costs no allocation: not where nothing is kept, and not where it is recorded, once the buffers are there.
//! A request, a message and a call cost none where nothing is switched on.
//!
//! A binary of its own, because the allocator is the process's; only what the counting thread does is counted.

mod edges;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use futures_util::{Stream, StreamExt, stream};
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware, Middleware, Next};
use rina_trace::reqwest::ClientMiddleware;
use rina_trace::testing::{Traces, capture_with};
use rina_trace::tonic::ClientLayer;
use rina_trace::tower::ServerLayer;
use rina_trace::tracing::SpanLayer;
use rina_trace::{Config, current, queue, traced, traced_ai, traced_db, traced_http};
use serde_json::Value;
use tower_layer::Layer;
use tower_service::Service;
use tracing_subscriber::layer::SubscriberExt;

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

fn count() {
    // Not there at the end of a thread, where nobody counts.
    let _ = ALLOCATIONS.try_with(|count| count.set(count.get() + 1));
}

// SAFETY: hands everything to the system's allocator.
#[allow(unsafe_code, reason = "an allocator cannot be written without")]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations_of(f: impl FnOnce()) -> u64 {
    let before = ALLOCATIONS.get();
    f();
    ALLOCATIONS.get() - before
}

const CHILDREN: usize = 1000;
const COUNTED: std::ops::Range<usize> = 250..750;

/// Buffers that several threads share grow by doubling: a few times, however many children there are.
const GROWTH: u64 = 4;

#[traced(name = "child", data(text = "static", number))]
fn child(number: usize) -> usize {
    std::hint::black_box(number)
}

#[traced(name = "child", data(text, number))]
fn child_with_a_text(text: &str, number: usize) -> usize {
    std::hint::black_box(text.len() + number)
}

#[traced(name = "child", data(text = "static", number))]
async fn async_child(number: usize) -> usize {
    std::hint::black_box(number)
}

#[traced_http(method = "GET", url = format!("https://api.example.com/users/{number}"), status = |code| *code)]
fn asked(number: usize) -> Result<u16, std::fmt::Error> {
    Ok(std::hint::black_box(number) as u16)
}

#[traced_http(method = "GET", url = "https://api.example.com/users")]
async fn async_asked(number: usize) -> Result<http::StatusCode, std::fmt::Error> {
    std::hint::black_box(number);
    Ok(http::StatusCode::NOT_FOUND)
}

#[traced_db(system = "postgresql", query = "SELECT id FROM users WHERE active = $1", rows = |count| *count)]
fn queried(number: usize) -> Result<usize, std::fmt::Error> {
    Ok(std::hint::black_box(number))
}

/// The text is made elsewhere, and has been read before.
#[traced_db(system = "postgresql", query = query)]
async fn queried_by(query: &str, number: usize) -> Result<Option<usize>, std::fmt::Error> {
    std::hint::black_box(query);
    Ok(Some(number))
}

const QUERY: &str =
    "SELECT o.id, u.name FROM orders o JOIN users u ON u.id = o.user_id WHERE u.email = 'ada@example.com'";

#[traced_ai(provider = "openai", model = format!("gpt-{number}"), messages = [number])]
fn model_asked(number: usize) -> Result<Value, std::fmt::Error> {
    Ok(std::hint::black_box(Value::from(number)))
}

#[traced_ai(provider = "openai", model = "gpt")]
async fn async_model_asked(number: usize) -> Result<impl Stream<Item = usize>, std::fmt::Error> {
    Ok(stream::iter([number]))
}

/// Is pending once, after it has said its values.
#[traced(name = "child", data(text = "static", number))]
async fn waiting_child(number: usize) -> usize {
    yield_once().await;
    std::hint::black_box(number)
}

async fn yield_once() {
    let mut waited = false;
    std::future::poll_fn(
        |_| if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending },
    )
    .await;
}

fn ready<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return value;
        }
    }
}

/// The allocations of the children in the middle of many: the buffers have been made before.
fn counted(each: impl Fn(usize)) -> u64 {
    (0..COUNTED.start).for_each(&each);
    let allocations = allocations_of(|| COUNTED.for_each(&each));
    (COUNTED.end..CHILDREN).for_each(each);
    allocations
}

#[traced(name = "root")]
fn root(each: impl Fn(usize)) -> u64 {
    counted(each)
}

#[traced(name = "root")]
async fn async_root(each: impl AsyncFn(usize)) -> u64 {
    let mut before = 0;
    let mut after = 0;
    for n in 0..CHILDREN {
        if n == COUNTED.start {
            before = ALLOCATIONS.get();
        }
        if n == COUNTED.end {
            after = ALLOCATIONS.get();
        }
        each(n).await;
    }
    after - before
}

fn captured(rate: f64, run: impl FnOnce() -> u64) -> (u64, Traces) {
    let config = Config::new().dsn("http://key@127.0.0.1:1/1").traces_sample_rate(rate).max_spans(CHILDREN);
    let mut allocations = 0;
    let traces = capture_with(&config, || allocations = run());
    (allocations, traces)
}

#[track_caller]
fn assert_recorded(run: impl FnOnce() -> u64) {
    let (allocations, traces) = captured(1.0, run);
    assert_eq!(traces.segments()[0].spans().len(), CHILDREN, "all are there");
    assert!(allocations <= GROWTH, "{allocations} allocations for {} children", COUNTED.len());
}

#[track_caller]
fn assert_unsampled(run: impl FnOnce() -> u64) {
    let (allocations, traces) = captured(0.0, run);
    assert_eq!((traces.segments().len(), traces.unsampled()), (0, 1));
    assert_eq!(allocations, 0);
}

#[test]
fn a_recorded_child() {
    assert_recorded(|| {
        root(|n| {
            child(n);
        })
    });
    assert_recorded(|| {
        root(|n| {
            child_with_a_text("twenty-four bytes, short", n);
        })
    });
    assert_recorded(|| {
        ready(async_root(async |n| {
            async_child(n).await;
        }))
    });
    assert_recorded(|| {
        ready(async_root(async |n| {
            waiting_child(n).await;
        }))
    });
}

#[test]
fn a_recorded_query() {
    assert_recorded(|| {
        root(|n| {
            let _ = queried(n);
        })
    });
    assert_recorded(|| {
        ready(async_root(async |n| {
            let _ = queried_by(QUERY, n).await;
        }))
    });
}

#[test]
fn a_child_that_is_not_kept() {
    assert_unsampled(|| {
        root(|n| {
            child(n);
        })
    });
    assert_unsampled(|| {
        ready(async_root(async |n| {
            async_child(n).await;
        }))
    });
    assert_unsampled(|| {
        root(|n| {
            let _ = queried(n);
        })
    });
    assert_unsampled(|| {
        ready(async_root(async |n| {
            let _ = queried_by(QUERY, n).await;
        }))
    });
    assert_unsampled(|| {
        root(|n| {
            let _ = asked(n);
        })
    });
    assert_unsampled(|| {
        ready(async_root(async |n| {
            let _ = async_asked(n).await;
        }))
    });
    assert_unsampled(|| {
        root(|n| {
            let _ = model_asked(n);
        })
    });
    assert_unsampled(|| {
        ready(async_root(async |n| {
            let stream = async_model_asked(n).await.unwrap();
            assert_eq!(stream.fold(0, async |sum, n| sum + n).await, n);
        }))
    });
}

#[test]
fn the_counter_counts() {
    assert_eq!(allocations_of(|| drop(std::hint::black_box(Box::new(1)))), 1);
}
