//! Which keys look as if their value were a secret.
//!
//! One list for all: for what is written in attributes, which the macros ask about, and for keys that no compiler
//! saw, which the runtime scrubs. Judged by whole words, so that `author`, `monkey` and `max_tokens` are none.
//! Knows nothing.
//!
//! It covers, and a test keeps it so:
//! - `DEFAULT_DENYLIST` of Sentry's SDK for Python,
//!   <https://github.com/getsentry/sentry-python/blob/master/sentry_sdk/scrubber.py>
//! - the terms that Sentry's SDKs never send,
//!   <https://develop.sentry.dev/sdk/foundations/client/data-collection/>
//! - the password rule of Sentry's server,
//!   <https://github.com/getsentry/relay/blob/master/relay-pii/src/regexes.rs>

/// Words that make a secret of the key they stand in. Sorted by what they open or pay for.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "password", "passwords", "passwd", "passphrase", "passcode", "pwd", "secret", "secrets", "credential",
    "credentials", "creds", "authorization", "bearer", "jwt", "token", "otp", "totp", "csrf", "xsrf", "saml",
    "cookie", "cookies", "session", "sid", "auth", "symfony", "mnemonic", "cvv", "cvc", "iban", "ssn", "pin",
];

/// Words that end in one of these are one of them, written without a separator: `pgpassword`, `accesstoken`.
#[rustfmt::skip]
const ENDINGS: &[&str] = &[
    "password", "passwd", "passphrase", "secret", "token", "apikey", "secretkey", "privatekey", "accesskey",
    "credentials", "sessionid", "sessid", "cardnumber", "creditcard", "cookie",
];

/// Two words side by side that are a secret only together, and how a message names them.
const PAIRS: &[(&str, &str, &str)] = &[
    ("api", "key", "api key"),
    ("api", "keys", "api keys"),
    ("private", "key", "private key"),
    ("access", "key", "access key"),
    ("signing", "key", "signing key"),
    ("encryption", "key", "encryption key"),
    ("master", "key", "master key"),
    ("ssh", "key", "ssh key"),
    ("session", "key", "session key"),
    ("access", "tokens", "access tokens"),
    ("refresh", "tokens", "refresh tokens"),
    ("api", "tokens", "api tokens"),
    ("auth", "tokens", "auth tokens"),
    ("card", "number", "card number"),
    ("credit", "card", "credit card"),
    ("debit", "card", "debit card"),
    ("two", "factor", "two factor"),
    ("auth", "code", "auth code"),
    ("security", "code", "security code"),
    ("verification", "code", "verification code"),
    ("recovery", "code", "recovery code"),
];

/// A secret only at the end of the key: `user.auth` and `connect.sid`, not `auth.method` and `session.count`.
const ONLY_LAST: &[&str] = &["auth", "session", "sid", "pin"];

/// Words behind a secret that say that the value is a fact about it: `token_count`, `password.changed_at`.
#[rustfmt::skip]
const FACTS: &[&str] = &[
    "age", "alg", "algorithm", "arn", "at", "attempts", "audience", "bucket", "budget", "changed", "consent",
    "cost", "count", "counts", "created", "disabled", "domain", "duration", "enabled", "error", "errors",
    "expiration", "expired", "expires", "expiry", "failed", "failures", "format", "index", "invalid", "issued",
    "issuer", "kind", "label", "len", "length", "limit", "max", "method", "min", "missing", "mode", "ms",
    "name", "offset", "path", "policy", "position", "present", "price", "provider", "rate", "remaining",
    "required", "reset", "rotated", "scheme", "scope", "scopes", "size", "source", "status", "strength",
    "total", "ttl", "type", "updated", "url", "usage", "used", "valid", "verified", "version", "window",
];

/// Words before a secret that do: `has_password`, `cost.per_token`.
const QUESTIONS: &[&str] = &["has", "is", "max", "min", "needs", "num", "per", "requires"];

/// Keys of Sentry's conventions that a rule would take for secrets, and that are none: identifiers that Sentry
/// groups by, and figures about tokens of a language model.
const NO_SECRETS: &[&str] =
    &["gen_ai.response.time_to_first_token", "mcp.progress.token", "mcp.session.id", "session.id"];

/// What makes a secret of a parameter, a field of a form, or a header, whatever else its name says.
///
/// The terms of <https://develop.sentry.dev/sdk/foundations/client/data-collection/>, and signatures, which are as
/// good as a password in a URL.
#[rustfmt::skip]
const PARAMETER_WORDS: &[&str] = &[
    "auth", "token", "tokens", "secret", "password", "passwd", "pwd", "key", "keys", "apikey", "jwt", "bearer",
    "sso", "saml", "csrf", "xsrf", "credentials", "session", "sid", "identity", "sig", "signature",
];

/// What tells in a header where a request comes from, and so who sent it.
///
/// The extended terms of <https://develop.sentry.dev/sdk/foundations/client/data-collection/>, and
/// `DEFAULT_PII_DENYLIST` of Sentry's SDK for Python.
const PERSONAL_WORDS: &[&str] = &["forwarded", "ip", "remote", "via", "user"];

/// The word for which `key` looks as if its value were a secret.
///
/// Words are what separators and changes of case divide, so `apiKey`, `X-Api-Key` and `stripe.api_key` are alike.
/// Takes no allocation; the time is linear in the key.
///
/// ```
/// use rina_trace_conventions::secret;
///
/// assert_eq!(secret::looks_secret("user.password"), Some("password"));
/// assert_eq!(secret::looks_secret("apiKey"), Some("api key"));
/// assert_eq!(secret::looks_secret("author"), None);
/// assert_eq!(secret::looks_secret("gen_ai.usage.input_tokens"), None);
/// ```
pub fn looks_secret(key: &str) -> Option<&'static str> {
    // Most keys end here.
    if !beginnings::may_be_in(key) || NO_SECRETS.iter().any(|known| known.eq_ignore_ascii_case(key)) {
        return None;
    }
    let (mut found, mut before, mut is_question) = (None, "", false);
    let mut words = words(key).peekable();
    while let Some(word) = words.next() {
        let is_last = words.peek().is_none_or(|next| next.bytes().all(|byte| byte.is_ascii_digit()));
        if found.is_some() {
            if is_in(FACTS, word) {
                found = None;
            }
        } else if !is_question {
            found = pair(before, word).or_else(|| single(word, is_last));
        }
        is_question = is_question || is_in(QUESTIONS, word);
        before = word;
    }
    found
}

/// The same for the name of a query parameter, a field of a form, or a header: fewer of them are harmless.
///
/// ```
/// use rina_trace_conventions::secret;
///
/// assert!(secret::looks_secret_parameter("key") && secret::looks_secret_parameter("X-Auth-Request"));
/// assert!(!secret::looks_secret_parameter("page"));
/// ```
pub fn looks_secret_parameter(name: &str) -> bool {
    // `x-ratelimit-remaining-tokens` counts what a model may still read.
    let is_limit = || words(name).any(|word| word.eq_ignore_ascii_case("ratelimit"));
    let looks_secret_there = words(name).any(|word| is_in(PARAMETER_WORDS, word)) && !is_limit();
    looks_secret_there || looks_secret(name).is_some()
}

/// True if the header, or the variable of a gateway, tells who sent the request: `X-Forwarded-For`, `REMOTE_ADDR`.
pub fn looks_personal(name: &str) -> bool {
    words(name).any(|word| is_in(PERSONAL_WORDS, word)) && !name.eq_ignore_ascii_case("user-agent")
}

/// What the words of secrets begin with, three letters each: a key in which none of them stands is none. It is asked
/// for every key of a program, by macros, which are compiled without optimisation, and by the scrubber.
mod beginnings {
    use super::{ENDINGS, PAIRS, WORDS};

    /// A bit for each of the beginnings, by their hash; few enough of all bits that other letters rarely hit one.
    static BITS: [u64; 64] = {
        let (mut bits, mut at) = ([0; 64], 0);
        while at < WORDS.len() + ENDINGS.len() + PAIRS.len() {
            let word = if at < WORDS.len() {
                WORDS[at]
            } else if at < WORDS.len() + ENDINGS.len() {
                ENDINGS[at - WORDS.len()]
            } else {
                PAIRS[at - WORDS.len() - ENDINGS.len()].0
            };
            let word = word.as_bytes();
            let hash = add(add(add(0, word[0]), word[1]), word[2]);
            bits[hash / 64] |= 1 << (hash % 64);
            at += 1;
        }
        bits
    };

    /// The hash of the last three letters, of four bits each.
    const fn add(hash: usize, letter: u8) -> usize {
        (hash << 4 & 0xfff) ^ letter.to_ascii_lowercase() as usize & 0x1f
    }

    pub(super) fn may_be_in(key: &str) -> bool {
        let (mut hash, mut at) = (0, 0);
        let key = key.as_bytes();
        while at < key.len() {
            hash = add(hash, key[at]);
            at += 1;
            if at > 2 && BITS[hash / 64] >> (hash % 64) & 1 == 1 {
                return true;
            }
        }
        false
    }
}

fn single(word: &str, is_last: bool) -> Option<&'static str> {
    let plain = word.trim_end_matches(|last: char| last.is_ascii_digit());
    let whole = WORDS.iter().find(|known| known.eq_ignore_ascii_case(plain));
    if let Some(known) = whole {
        return (is_last || !ONLY_LAST.contains(known)).then_some(*known);
    }
    ENDINGS.iter().copied().find(|known| ends_with(plain, known))
}

fn pair(before: &str, word: &str) -> Option<&'static str> {
    // The identifier of a session opens it.
    if before.eq_ignore_ascii_case("session") && word.eq_ignore_ascii_case("id") {
        return Some("session id");
    }
    let found = PAIRS
        .iter()
        .find(|(first, second, _)| first.eq_ignore_ascii_case(before) && second.eq_ignore_ascii_case(word));
    found.map(|(.., name)| *name)
}

fn ends_with(word: &str, ending: &str) -> bool {
    let (word, ending) = (word.as_bytes(), ending.as_bytes());
    word.len() >= ending.len() && word[word.len() - ending.len()..].eq_ignore_ascii_case(ending)
}

fn is_in(list: &[&str], word: &str) -> bool {
    list.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// The words of a key: divided by what is no letter or digit, and where the case changes.
fn words(key: &str) -> impl Iterator<Item = &str> {
    key.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric())
        .flat_map(humps)
        .filter(|word| !word.is_empty())
}

/// `accessToken` is two words, and so is `APIKey`; `PHPSESSID` is one.
fn humps(mut rest: &str) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        let bytes = rest.as_bytes();
        if bytes.is_empty() {
            return None;
        }
        let is_upper = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_uppercase);
        let is_lower = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_lowercase);
        let starts = |at: usize| is_upper(at) && (!is_upper(at - 1) || is_lower(at + 1));
        let (word, behind) = rest.split_at((1..bytes.len()).find(|at| starts(*at)).unwrap_or(bytes.len()));
        rest = behind;
        Some(word)
    })
}

#[cfg(test)]
mod tests;
