//! What a server records of the calls that it answers.

use rina_trace::NameSource;
use rina_trace::tower::ServerLayer;
use tonic::{Code, Request};

use super::{asking, captured, plain, serving, traced_client, tree};
use crate::app::App;

#[test]
fn a_call_is_named_by_its_method() {
    let traces = captured(ServerLayer::new, async |at| {
        plain(at).await.check(asking("well")).await.unwrap();
    });
    let told = traces.to_string();
    for said in [
        "http.request.method=\"POST\" rpc.system.name=\"grpc\" rpc.service=\"grpc.health.v1.Health\" rpc.method=\"Check\" \
         url.path=\"/grpc.health.v1.Health/Check\"",
        "network.protocol.version=\"2\" server.address=\"127.0.0.1\"",
        "http.response.status_code=200 rpc.response.status_code=\"OK\"",
    ] {
        assert!(told.contains(said), "{told}");
    }
    assert_eq!(
        tree(&traces),
        "trace 1\n\
         http.server \"grpc.health.v1.Health/Check\" rpc.method=\"Check\" http.response.status_code=200 \
         rpc.response.status_code=\"OK\" http.response.body.size=7\n\
         └─ function \"look\"\n"
    );
    assert_eq!(traces.segments()[0].name_source(), NameSource::Route);
}

#[test]
fn its_status_is_that_of_the_call() {
    for (code, name, status) in [
        (Code::NotFound, "NOT_FOUND", "not_found"),
        (Code::Internal, "INTERNAL", "internal_error"),
        (Code::Unauthenticated, "UNAUTHENTICATED", "unauthenticated"),
        (Code::DeadlineExceeded, "DEADLINE_EXCEEDED", "deadline_exceeded"),
    ] {
        let service = (code as i32).to_string();
        let traces = captured(ServerLayer::new, async |at| {
            // In the headers, where there is no message.
            let error = plain(at).await.check(asking(&service)).await.unwrap_err();
            assert_eq!(error.code(), code);
            // In the trailers, behind two messages.
            let mut answers = plain(at).await.watch(asking(&service)).await.unwrap().into_inner();
            assert!(answers.message().await.unwrap().is_some() && answers.message().await.unwrap().is_some());
            assert_eq!(answers.message().await.unwrap_err().code(), code);
        });
        for (index, method) in ["Check", "Watch"].into_iter().enumerate() {
            let segment = &traces.segments()[index];
            let told = segment.data().find(|(key, _)| *key == "rpc.response.status_code").unwrap().1;
            assert_eq!(
                (segment.name(), told.to_string()),
                (&*format!("grpc.health.v1.Health/{method}"), name.into())
            );
            assert_eq!(segment.status().to_string(), status);
        }
    }
}

#[test]
fn a_stream_is_open_until_its_trailers() {
    let traces = captured(ServerLayer::new, async |at| {
        let mut answers = plain(at).await.watch(asking("well")).await.unwrap().into_inner();
        while answers.message().await.unwrap().is_some() {}
    });
    assert_eq!(
        tree(&traces),
        "trace 1\n\
         http.server \"grpc.health.v1.Health/Watch\" rpc.method=\"Watch\" http.response.status_code=200 \
         rpc.response.status_code=\"OK\" http.response.body.size=14\n\
         ├─ function \"answer\"\n\
         └─ function \"answer\"\n"
    );
}

#[test]
fn a_client_that_leaves_has_cancelled_the_call() {
    let traces = captured(ServerLayer::new, async |at| {
        let mut answers = plain(at).await.watch(asking("waits")).await.unwrap().into_inner();
        answers.message().await.unwrap();
        answers.message().await.unwrap();
    });
    let line = tree(&traces).lines().nth(1).unwrap().to_owned();
    assert!(line.starts_with("http.server \"grpc.health.v1.Health/Watch\" [cancelled]"), "{line}");
}

#[test]
fn a_panic_is_an_error() {
    let traces = captured(ServerLayer::new, async |at| {
        plain(at).await.check(asking("panics")).await.unwrap_err();
    });
    let line = tree(&traces).lines().nth(1).unwrap().to_owned();
    assert!(line.starts_with("http.server \"grpc.health.v1.Health/Check\" [internal_error]"), "{line}");
}

#[test]
fn health_checks_are_left_out_by_their_service() {
    let layer = || ServerLayer::new().ignore(["/grpc.health.v1.Health/*"]);
    let traces = captured(layer, async |at| {
        plain(at).await.check(asking("well")).await.unwrap();
    });
    assert_eq!((traces.segments().len(), traces.unsampled()), (0, 1));
}

#[test]
fn the_trace_of_the_client_goes_on_in_its_metadata() {
    let traces = captured(ServerLayer::new, async |at| {
        let mut request = Request::new(asking("well"));
        let value = "771a43a4192642f0b136d5159a501700-b0e6f15b45c36b12-1".parse().unwrap();
        request.metadata_mut().insert("sentry-trace", value);
        assert_eq!(
            rina_trace::continue_trace(request.metadata()).trace_id().unwrap().to_string(),
            "771a43a4192642f0b136d5159a501700"
        );
        plain(at).await.check(request).await.unwrap();
        traced_client(at).await.check(asking("well")).await.unwrap();
    });
    assert_eq!(traces.segments()[0].trace_id().to_string(), "771a43a4192642f0b136d5159a501700");
    assert_eq!(
        tree(&traces).lines().skip(3).collect::<Vec<_>>(),
        [
            "trace 2",
            "rpc \"grpc.health.v1.Health/Check\" rpc.method=\"Check\" rpc.response.status_code=\"OK\"",
            "trace 2, below rpc \"grpc.health.v1.Health/Check\"",
            "http.server \"grpc.health.v1.Health/Check\" rpc.method=\"Check\" http.response.status_code=200 \
             rpc.response.status_code=\"OK\" http.response.body.size=7",
            "└─ function \"look\"",
        ]
    );
}

#[test]
fn a_failure_of_the_server_is_an_event_if_that_is_asked_for() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let app = App::start(|config| config);
    let layer = ServerLayer::new();
    runtime.block_on(serving(layer, async |at| {
        plain(at).await.check(asking("5")).await.unwrap_err();
        plain(at).await.check(asking("13")).await.unwrap_err();
        plain(at).await.check(asking("untraced")).await.unwrap_err();
        let mut answers = plain(at).await.watch(asking("15")).await.unwrap().into_inner();
        while let Ok(Some(_)) = answers.message().await {}
    }));
    let told = app.events().into_iter().map(|event| {
        let [exception] = &**event["exception"]["values"].as_array().unwrap() else { panic!("{event}") };
        let word = |of: &serde_json::Value| of.as_str().unwrap().to_owned();
        [word(&exception["type"]), word(&exception["value"]), word(&event["transaction"])]
    });
    let mut told: Vec<_> = told.collect();
    told.sort();
    // What the function within has failed with; where none has, the status of the call.
    assert_eq!(
        told,
        [
            ["Status", "code: 'Internal error', message: \"as asked for\"", "grpc.health.v1.Health/Check",],
            [
                "Status",
                "code: 'Unrecoverable data loss or corruption', message: \"as asked for\"",
                "grpc.health.v1.Health/Watch",
            ],
            ["gRPC INTERNAL", "grpc.health.v1.Health/Check", "grpc.health.v1.Health/Check"],
        ]
    );
}
