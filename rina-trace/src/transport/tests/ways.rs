//! Ways to the server: TLS, and a proxy.

use std::io::{Read, Write};
use std::sync::Arc;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::connections::{OK, post, read, serve_at, write};
use crate::transport::endpoint::Endpoint;

/// What says to clients who trust it that they speak with 127.0.0.1.
fn certified() -> Arc<ServerConfig> {
    let own = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = own.signing_key.serialize_der().try_into().unwrap();
    let config = ServerConfig::builder_with_provider(rustls::crypto::ring::default_provider().into());
    let config = config.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
    Arc::new(config.with_single_cert(vec![own.cert.der().clone()], key).unwrap())
}

#[test]
fn requests_go_together_over_tls() {
    let endpoint =
        |at| Endpoint { url: format!("https://{at}/"), accept_invalid_certs: true, ..Endpoint::default() };
    let (mut http, server) = serve_at(endpoint, |connect| {
        let mut stream = StreamOwned::new(ServerConnection::new(certified()).unwrap(), connect());
        for requests in [1, 2, 4] {
            read(&mut stream, requests);
            write(&mut stream, &vec![OK; requests]);
        }
    });
    for requests in [1, 2, 4] {
        assert_eq!(post(&mut http, requests), vec![200; requests]);
    }
    server.join().unwrap();
}

#[test]
fn a_server_that_nobody_vouches_for_gets_nothing() {
    let endpoint = |at| Endpoint { url: format!("https://{at}/"), ..Endpoint::default() };
    let (mut http, server) = serve_at(endpoint, |connect| {
        let mut stream = StreamOwned::new(ServerConnection::new(certified()).unwrap(), connect());
        stream.read(&mut [0; 1]).is_err()
    });
    assert!(post(&mut http, 1).is_empty());
    assert!(server.join().unwrap());
}

#[test]
fn a_proxy_is_asked_for_the_way_once() {
    let endpoint = |at| Endpoint {
        url: "http://sentry.invalid/".to_owned(),
        proxy: Some(format!("http://ada:secret@{at}")),
        ..Endpoint::default()
    };
    let (mut http, server) = serve_at(endpoint, |connect| {
        let mut stream = connect();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            head.extend(byte);
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
        for requests in [1, 2] {
            read(&mut stream, requests);
            write(&mut stream, &vec![OK; requests]);
        }
        String::from_utf8(head).unwrap()
    });
    for requests in [1, 2] {
        assert_eq!(post(&mut http, requests), vec![200; requests]);
    }
    let head = server.join().unwrap();
    assert!(head.starts_with("CONNECT sentry.invalid:80 HTTP/1.1\r\n"), "{head}");
    assert!(head.contains("Proxy-Authorization: Basic "), "{head}");
}

#[test]
fn hosts_that_need_no_proxy_are_reached_without_it() {
    let endpoint = |at| Endpoint {
        url: format!("http://{at}/"),
        proxy: Some("http://proxy.invalid:9".to_owned()),
        no_proxy: Some("localhost, 127.0.0.1".to_owned()),
        ..Endpoint::default()
    };
    let (mut http, server) = serve_at(endpoint, |connect| {
        let mut stream = connect();
        read(&mut stream, 1);
        write(&mut stream, &[OK]);
    });
    assert_eq!(post(&mut http, 1), [200]);
    server.join().unwrap();
}
