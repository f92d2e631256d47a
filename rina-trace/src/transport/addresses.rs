//! The addresses of the server, remembered for a while.
//!
//! `ureq` looks its host up before it looks for a connection that is still open, and starts a thread for that, because
//! the look-up blocks and an attempt may not take longer than its timeout. So without this each envelope would cost a
//! thread and a question to the name server. Known by [`super::http`].

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::http::uri::Authority;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// How long an answer of the name server is good, if no attempt fails: about what services of many hosts give theirs.
const FRESH: Duration = Duration::from_secs(60);

/// Remembers the addresses of the one host that its agent reaches, be it the server or a proxy.
#[derive(Debug, Clone, Default)]
pub(super) struct Addresses(Arc<Mutex<Option<Known>>>);

#[derive(Debug)]
struct Known {
    authority: Authority,
    addresses: Vec<SocketAddr>,
    until: Instant,
}

impl Addresses {
    /// The server was not reached: perhaps it has moved.
    pub(super) fn forget(&self) {
        *self.lock() = None;
    }

    fn known(&self, uri: &Uri) -> Option<ResolvedSocketAddrs> {
        let known = self.lock();
        let known = known.as_ref()?;
        let is_fresh = Instant::now() < known.until && uri.authority() == Some(&known.authority);
        is_fresh.then(|| {
            let mut addresses = self.empty();
            known.addresses.iter().for_each(|address| addresses.push(*address));
            addresses
        })
    }

    fn lock(&self) -> MutexGuard<'_, Option<Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Resolver for Addresses {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        if let Some(known) = self.known(uri) {
            return Ok(known);
        }
        let found = DefaultResolver::default().resolve(uri, config, timeout)?;
        if let Some(authority) = uri.authority() {
            let (authority, addresses) = (authority.clone(), found.to_vec());
            *self.lock() = Some(Known { authority, addresses, until: Instant::now() + FRESH });
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No host has a port 0, so nobody else is asked for it.
    const KNOWN: &str = "127.0.0.1:0";

    fn ask(addresses: &Addresses, uri: &str) -> Vec<SocketAddr> {
        let timeout = NextTimeout { after: Duration::from_secs(20).into(), ..NextTimeout::default() };
        addresses.resolve(&uri.parse().unwrap(), &Config::default(), timeout).unwrap().to_vec()
    }

    fn remember(addresses: &Addresses, until: Instant) {
        let known = Known {
            authority: "localhost:9".parse().unwrap(),
            addresses: vec![KNOWN.parse().unwrap()],
            until,
        };
        *addresses.lock() = Some(known);
    }

    #[test]
    fn a_host_is_looked_up_once() {
        let addresses = Addresses::default();
        let found = ask(&addresses, "http://127.0.0.1:9/a");
        assert_eq!(found, ["127.0.0.1:9".parse().unwrap()]);
        assert_eq!(addresses.lock().as_ref().unwrap().addresses, found);
    }

    #[test]
    fn what_is_fresh_is_not_looked_up_again() {
        let (addresses, now) = (Addresses::default(), Instant::now());
        remember(&addresses, now + FRESH);
        assert_eq!(ask(&addresses, "http://localhost:9/b"), [KNOWN.parse().unwrap()]);
        assert_ne!(ask(&addresses, "http://localhost:8/b"), [KNOWN.parse().unwrap()], "another host");
        remember(&addresses, now);
        assert_ne!(ask(&addresses, "http://localhost:9/b"), [KNOWN.parse().unwrap()], "too old");
        remember(&addresses, now + FRESH);
        addresses.forget();
        assert_ne!(ask(&addresses, "http://localhost:9/b"), [KNOWN.parse().unwrap()], "forgotten");
    }
}
