//! Messages through a real client of Kafka, librdkafka, and the brokers that it brings along for tests.

use std::time::{Duration, SystemTime};

use rdkafka::config::ClientConfig;
use rdkafka::consumer::{Consumer, StreamConsumer};
use rdkafka::message::{BorrowedMessage, Header, Headers, Message, OwnedHeaders};
use rdkafka::mocking::MockCluster;
use rdkafka::producer::{FutureProducer, FutureRecord};
use rina_trace::testing::{Traces, capture_async};
use rina_trace::{InSpan, current, queue, traced};

use super::waited;

const TOPIC: &str = "emails";

/// Kafka calls a header's value optional, and has any bytes in it.
fn headers_of(message: &BorrowedMessage<'_>) -> Vec<(String, Vec<u8>)> {
    let headers = message.headers().map(|headers| headers.iter());
    let pair = |header: Header<'_, &[u8]>| (header.key.to_owned(), header.value.unwrap_or_default().to_vec());
    headers.into_iter().flatten().map(pair).collect()
}

#[traced(op = "http.server", name = "POST /orders")]
async fn order(producer: &FutureProducer, body: &str) {
    let (span, headers) = queue::publish(TOPIC).system("kafka").body_size(body.len()).start();
    let first = Header { key: "content-type", value: Some("text/plain") };
    let headers = headers.iter().fold(OwnedHeaders::new().insert(first), |all, (key, value)| {
        all.insert(Header { key, value: Some(value) })
    });
    let record = FutureRecord::<(), str>::to(TOPIC).payload(body).headers(headers);
    let send = async {
        let delivered = producer.send(record, Duration::from_secs(30)).await.unwrap();
        let id = format!("{}/{}", delivered.partition, delivered.offset);
        current().set("messaging.message.id", id);
    };
    send.in_span(span).await;
}

#[traced(name = "mail")]
async fn mail(body: &[u8]) -> Result<(), std::str::Utf8Error> {
    std::str::from_utf8(body).map(drop)
}

async fn work(message: &BorrowedMessage<'_>) -> Result<(), std::str::Utf8Error> {
    let id = format!("{}/{}", message.partition(), message.offset());
    let body = message.payload().unwrap_or_default();
    let process = queue::process(message.topic()).system("kafka").message_id(&id).body_size(body.len());
    process.headers(headers_of(message)).run_async(|| mail(body)).await
}

/// Publishes `bodies`, and lets `consume` have the consumer that is subscribed to them.
fn through_kafka(bodies: &'static [&'static str], consume: impl AsyncFnOnce(StreamConsumer)) -> Traces {
    let cluster = MockCluster::new(1).unwrap();
    cluster.create_topic(TOPIC, 1, 1).unwrap();
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", cluster.bootstrap_servers());
    let producer: FutureProducer = config.create().unwrap();
    config.set("group.id", "mailers").set("auto.offset.reset", "earliest");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let entered = runtime.enter();
    let consumer: StreamConsumer = config.create().unwrap();
    consumer.subscribe(&[TOPIC]).unwrap();
    drop(entered);
    runtime.block_on(capture_async(async {
        for body in bodies {
            order(&producer, body).await;
        }
        consume(consumer).await;
    }))
}

#[test]
fn the_trace_goes_through_the_headers_of_the_messages() {
    let traces = through_kafka(&["Hello", "Ada"], async |consumer| {
        for _ in 0..2 {
            work(&consumer.recv().await.unwrap()).await.unwrap();
        }
    });
    insta::assert_snapshot!(super::tree(&traces), @r#"
    trace 1
    http.server "POST /orders"
    └─ queue.publish "publish emails" messaging.destination.name="emails" messaging.system="kafka" messaging.operation.type="send" messaging.message.body.size=5 messaging.message.id="0/0"
    trace 2
    http.server "POST /orders"
    └─ queue.publish "publish emails" messaging.destination.name="emails" messaging.system="kafka" messaging.operation.type="send" messaging.message.body.size=3 messaging.message.id="0/1"
    trace 1, below queue.publish "publish emails"
    queue.process "process emails" messaging.destination.name="emails" messaging.system="kafka" messaging.operation.type="process" messaging.message.id="0/0" messaging.message.body.size=5
    └─ function "mail"
    trace 2, below queue.publish "publish emails"
    queue.process "process emails" messaging.destination.name="emails" messaging.system="kafka" messaging.operation.type="process" messaging.message.id="0/1" messaging.message.body.size=3
    └─ function "mail"
    "#);
    for index in [2, 3] {
        assert!(waited(&traces, index).is_some());
    }
}

#[test]
fn a_batch_is_linked_to_its_producers_and_has_waited_as_long_as_the_broker_says() {
    let traces = through_kafka(&["Hello", "Ada", "Grace"], async |consumer| {
        let mut batch = Vec::new();
        for _ in 0..3 {
            batch.push(consumer.recv().await.unwrap());
        }
        let stamps = batch.iter().filter_map(|message| message.timestamp().to_millis());
        let oldest = Duration::from_millis(stamps.min().unwrap() as u64);
        let process = queue::process(TOPIC).system("kafka").sent_at(SystemTime::UNIX_EPOCH + oldest);
        drop(process.batch(batch.iter().map(headers_of)).start());
    });
    let processed = traces.segments().last().unwrap();
    let linked: Vec<_> = processed.links().map(|link| (link.trace_id(), link.span_id())).collect();
    let published: Vec<_> = traces.segments()[..3]
        .iter()
        .flat_map(|segment| segment.spans().map(|span| (segment.trace_id(), span.id())))
        .collect();
    assert_eq!((linked.len(), &linked), (3, &published));
    assert!(published.iter().all(|(trace, _)| *trace != processed.trace_id()));
    assert!(waited(&traces, 3).is_some());
}
