//! A server that is far away gets more connections.

use super::*;
use crate::transport::lanes::Lanes;
use crate::transport::outbox::Waiting;
use crate::transport::sender::Load;

/// More than may be on their way at once.
const SEGMENTS: usize = 60;
/// So many answers tell that the server is far away; the worker waits for each.
const FIRST: usize = 4;
/// Then so many are on their way, the last of them the worker's own.
const AT_ONCE: usize = 17;

fn far(server: &Server) -> Delivery {
    let mut options = to(server);
    options.delays.far = Duration::ZERO;
    Delivery::start(options)
}

/// Pushes the segments while the worker waits for the answer to the first, and waits until as many are on their way
/// as can be. None of these has an answer.
fn on_their_way(server: &Server, delivery: &Delivery) {
    delivery.push(segment(0));
    server.request();
    (1..SEGMENTS).for_each(|_| delivery.push(segment(0)));
    server.accept(FIRST);
    (1..FIRST + AT_ONCE).for_each(|_| drop(server.request()));
    assert!(server.request_so_far().is_none());
}

fn sent_and_lost(delivery: &Delivery) -> (u64, u64) {
    let stats = delivery.ledger.counters.snapshot();
    (stats.sent(), stats.lost())
}

#[test]
fn many_are_on_their_way_at_once() {
    let server = Server::start();
    let delivery = far(&server);
    on_their_way(&server, &delivery);
    server.accept(SEGMENTS - FIRST);
    assert!(delivery.flush(LONG));
    assert_eq!(sent_and_lost(&delivery), (SEGMENTS as u64, 0));
}

#[test]
fn what_a_server_fails_at_on_the_way_is_tried_again() {
    let server = Server::start();
    let delivery = far(&server);
    on_their_way(&server, &delivery);
    for _ in 0..5 {
        server.answer("503 Unavailable", "");
    }
    server.accept(SEGMENTS - FIRST);
    assert!(delivery.flush(LONG));
    assert_eq!(sent_and_lost(&delivery), (SEGMENTS as u64, 0));
}

#[test]
fn a_flush_waits_for_what_is_on_its_way() {
    let server = Server::start();
    let delivery = far(&server);
    on_their_way(&server, &delivery);
    // All go out, and one has no answer.
    server.accept(SEGMENTS - FIRST - 1);
    (FIRST + AT_ONCE..SEGMENTS).for_each(|_| drop(server.request()));
    assert!(!delivery.flush(Duration::from_millis(50)));
    server.accept(1);
    assert!(delivery.flush(LONG));
    assert_eq!(sent_and_lost(&delivery), (SEGMENTS as u64, 0));
}

#[test]
fn the_end_waits_for_what_is_on_its_way() {
    let server = Server::start();
    let delivery = far(&server);
    on_their_way(&server, &delivery);
    assert!(!delivery.shutdown(Duration::from_millis(5)), "nothing is answered");
    server.accept(AT_ONCE);
    assert!(delivery.queue.wait_for_end(deadline(LONG)));
    assert_eq!(sent_and_lost(&delivery), ((FIRST + AT_ONCE) as u64, (SEGMENTS - FIRST - AT_ONCE) as u64));
}

fn load(sequence: u64) -> Load {
    let parcel = envelope::Parcel::of_segment(&segment(0), &about(), true);
    Load { waiting: Waiting { parcel, sequence, failures: 0 }, report: Vec::new() }
}

#[test]
fn what_a_lane_is_sending_is_not_done() {
    let server = Server::start();
    let queue = Arc::new(Queue::default());
    (0..16).for_each(|_| drop(queue.push(Job::Segment(Box::new(segment(0))))));
    let endpoint = to(&server).endpoint.unwrap();
    let mut sender = Sender {
        destination: Destination::Nowhere,
        lanes: Some(Lanes::new(endpoint, Duration::ZERO)),
        ledger: Arc::new(Ledger::new(Arc::default())),
        about: Arc::new(about()),
        outbox: Outbox::new(Delays::default()),
        limits: Limits::default(),
        reported_at: Instant::now(),
    };
    let give =
        |sender: &mut Sender, sequence| sender.lanes.as_mut().unwrap().give(load(sequence), &queue).is_none();
    let hear = |sender: &mut Sender, took| sender.lanes.as_mut().unwrap().hear(took);
    assert!(!give(&mut sender, 7), "nobody knows yet how far away the server is");
    (0..FIRST).for_each(|_| hear(&mut sender, Some(Duration::ZERO)));
    assert!(give(&mut sender, 7));
    server.request();
    assert!(sender.is_done_to(6) && !sender.is_done_to(7));
    server.accept(1);
    sender.finish();
    assert!(sender.is_done_to(7));
    hear(&mut sender, None);
    assert!(!give(&mut sender, 8), "one that is down is not far away");
}
