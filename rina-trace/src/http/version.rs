//! How the version of HTTP is told. Known by integrations.
//!
//! Source: <https://opentelemetry.io/docs/specs/semconv/registry/attributes/network/#network-protocol-version>.

use http::Version;

/// As it is told in `network.protocol.version`.
pub(crate) fn version(version: Version) -> Option<&'static str> {
    match version {
        Version::HTTP_09 => Some("0.9"),
        Version::HTTP_10 => Some("1.0"),
        Version::HTTP_11 => Some("1.1"),
        Version::HTTP_2 => Some("2"),
        Version::HTTP_3 => Some("3"),
        _ => None,
    }
}
