//! The head of a request, kept until its response has ended, in case that an error has to tell of it.
//!
//! Nearly never has it, so it is one block of bytes, and read only then. Known by what opens segments of requests.

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;

use sentry::protocol;

use super::Head;
use crate::segment::Asked;

/// As much as the heads of most requests take.
const USUAL: usize = 512;

/// Stands for the length of a part that is not there.
const ABSENT: u32 = u32::MAX;

/// The parts of a head one after the other, each behind its length: method, path, query, scheme, authority, then name and
/// value of each header.
pub(crate) struct Kept(Vec<u8>);

impl Kept {
    /// The request as events carry it, made if there is one. `client` is who asks, if that may be told.
    pub(crate) fn asked(head: &impl Head, client: Option<IpAddr>) -> Asked {
        let kept = Self::of(head);
        Asked(Arc::new(move || kept.told(client)))
    }

    fn of(head: &impl Head) -> Self {
        let mut kept = Self(Vec::with_capacity(USUAL));
        for part in [Some(head.method()), Some(head.path()), head.query(), head.scheme(), head.authority()] {
            kept.put(part.map(str::as_bytes));
        }
        head.each_header(&mut |name, value| {
            kept.put(Some(name.as_bytes()));
            kept.put(Some(value));
        });
        kept
    }

    fn put(&mut self, part: Option<&[u8]>) {
        // No server takes one that is longer.
        let part = part.filter(|part| part.len() < ABSENT as usize);
        self.0.extend_from_slice(&part.map_or(ABSENT, |part| part.len() as u32).to_le_bytes());
        self.0.extend_from_slice(part.unwrap_or_default());
    }

    fn parts(&self) -> impl Iterator<Item = Option<Cow<'_, str>>> {
        let mut rest = &*self.0;
        std::iter::from_fn(move || {
            let (length, behind) = rest.split_first_chunk()?;
            let length = u32::from_le_bytes(*length);
            let (part, behind) =
                behind.split_at_checked(if length == ABSENT { 0 } else { length as usize })?;
            rest = behind;
            Some((length != ABSENT).then(|| String::from_utf8_lossy(part)))
        })
    }

    /// The scrubber takes out of it what is nobody's business.
    fn told(&self, client: Option<IpAddr>) -> protocol::Request {
        let mut parts = self.parts();
        let mut part = || parts.next().flatten();
        let (method, path, query, scheme, authority) = (part(), part(), part(), part(), part());
        let mut told = protocol::Request {
            method: method.map(Cow::into_owned),
            query_string: query.map(Cow::into_owned),
            env: client.map(|client| ("REMOTE_ADDR".to_owned(), client.to_string())).into_iter().collect(),
            ..protocol::Request::default()
        };
        while let (Some(name), Some(value)) = (part(), part()) {
            if name == "cookie" {
                join(told.cookies.get_or_insert_default(), "; ", &value);
            } else {
                join(told.headers.entry(name.into_owned()).or_default(), ", ", &value);
            }
        }
        let host = authority.as_deref().or_else(|| told.headers.get("host").map(|host| &**host));
        if let Some(host) = host.and_then(|host| host.rsplit('@').next()) {
            let (scheme, path) = (scheme.as_deref().unwrap_or("http"), path.unwrap_or_default());
            told.url = format!("{scheme}://{host}{path}").parse().ok();
        }
        told
    }
}

fn join(list: &mut String, separator: &str, value: &str) {
    if !list.is_empty() {
        list.push_str(separator);
    }
    list.push_str(value);
}
