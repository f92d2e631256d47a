//! The address of a database. Known by expanded code.

use crate::fields::Fields;
use crate::value::{IntoValue, Text, Value};

/// Records where a database is: a host, a host and a port, or the path of a socket.
///
/// Of a URL only these are told: user, password and parameters are not.
pub(crate) fn record(fields: &Fields, server: &Text) {
    let (host, port) = split(server);
    if host.is_empty() {
        return;
    }
    fields.data("server.address", Some(Value::Text(Text::new(host))));
    fields.data("server.port", port.to_value());
}

fn split(server: &str) -> (&str, Option<u16>) {
    let server = server.trim();
    if server.starts_with('/') {
        return (server, None);
    }
    let server = server.split_once("://").map_or(server, |(_, rest)| rest);
    // Words of a connection string, or a password with a sign in it that would end the host: neither is told.
    let is_cut = server.find(['/', '?']).is_some_and(|at| server[at..].contains('@'));
    let server = server.split(['/', '?']).next().unwrap_or_default();
    if is_cut || server.contains(['=', ' ']) {
        return ("", None);
    }
    let server = server.rsplit_once('@').map_or(server, |(_, host)| host);
    let (host, port) = match server.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, rest)) => (host, rest.strip_prefix(':')),
        None => match server.rsplit_once(':') {
            // More than one colon is an address of IPv6.
            Some((host, port)) if !host.contains(':') => (host, Some(port)),
            _ => (server, None),
        },
    };
    (host, port.and_then(|port| port.parse().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_ports_and_sockets() {
        for (server, address, port) in [
            ("db.example.com:5432", "db.example.com", Some(5432)),
            ("db.example.com", "db.example.com", None),
            ("127.0.0.1:3306", "127.0.0.1", Some(3306)),
            ("[::1]:5432", "::1", Some(5432)),
            ("[::1]", "::1", None),
            ("::1", "::1", None),
            ("/var/run/postgresql", "/var/run/postgresql", None),
            ("postgres://ada:pa@ss@db:5433/shop?sslmode=off", "db", Some(5433)),
            ("db:none", "db", None),
            ("host=db user=ada password=hunter2", "", None),
            ("postgres://ada:1234/x@db/shop", "", None),
            ("postgres://db/shop?user=ada&password=hunter2", "db", None),
            ("", "", None),
        ] {
            assert_eq!(split(server), (address, port), "{server}");
        }
    }
}
