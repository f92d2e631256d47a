//! What `#[traced_http]` says of a request, as far as it can be seen in a literal method or URL.
//!
//! Known by `check`.

use rina_trace_conventions::http::{METHODS, Url, fold};
use rina_trace_conventions::secret;
use syn::LitStr;

use crate::args::Args;
use crate::errors::{Errors, did_you_mean};
use crate::values::text;

pub(super) fn check(args: &Args, errors: &mut Errors) {
    let literal = |given: &'static str| args.own(given).and_then(|given| text(&given.value));
    if let Some(written) = literal("method")
        && let Some(problem) = method(&written.value())
    {
        errors.at(written, problem);
    }
    if let Some(written) = literal("url") {
        check_url(written, errors);
    }
}

/// What is wrong with a literal method.
fn method(written: &str) -> Option<String> {
    if METHODS.contains(&written) {
        return None;
    }
    let upper = written.trim().to_uppercase();
    Some(if METHODS.contains(&&*upper) {
        format!("methods are written in capitals and have no blanks: write `{upper:?}`")
    } else {
        let meant = match did_you_mean(&upper, METHODS) {
            meant if meant.is_empty() => format!(": there are {}", METHODS.join(", ")),
            meant => meant,
        };
        format!("unknown method `{written}`{meant}")
    })
}

fn check_url(written: &LitStr, errors: &mut Errors) {
    let text = written.value();
    let url = Url::parse(&text);
    if let Some(problem) = problem(&text, &url) {
        return errors.at(written, problem);
    }
    let folded = fold(url.path);
    if folded != url.path {
        let part = url.path.split('/').zip(folded.split('/')).find(|(part, folded)| part != folded);
        let (part, place) = part.unwrap_or_default();
        let note = format!(
            "`{part}` belongs to one call only: the span is named `{}{folded}`, with `{place}` in its place; if \
             every call has another, write an expression such as `url = format!(..)`",
            url.origin()
        );
        errors.warn("URL_OF_ONE_CALL", written.span(), note);
    }
}

/// What is wrong with a literal URL.
fn problem(text: &str, url: &Url<'_>) -> Option<String> {
    let Url { scheme, credentials, host, path, query, .. } = *url;
    if text.contains(char::is_whitespace) {
        return Some("a URL has no blanks in it".to_owned());
    }
    if scheme.is_empty() && path.starts_with('/') {
        return Some(format!(
            "a URL begins with scheme and host: write `\"https://api.example.com{text}\"`, or put it together: \
             `url = format!(\"{{base}}{text}\")`"
        ));
    }
    if scheme.is_empty() {
        let host = text.trim_start_matches("//");
        return Some(format!("a URL begins with its scheme: write `\"https://{host}\"`"));
    }
    if !["http", "https"].contains(&scheme) {
        let meant = did_you_mean(&scheme.to_lowercase(), ["http", "https"]);
        return Some(format!(
            "a request of HTTP goes to `http://` or `https://`, not to `{scheme}://`{meant}"
        ));
    }
    if host.is_empty() {
        return Some("the URL has no host: write `\"https://api.example.com/..\"`".to_owned());
    }
    if !credentials.is_empty() {
        return Some(format!(
            "a user and a password do not belong into a URL, where everybody sees them: write `\"{}\"`, and send \
             them in the header `authorization`",
            url.without_credentials()
        ));
    }
    let secret = query.split('&').filter_map(|pair| pair.split_once('=')).find(|(name, value)| {
        !value.is_empty() && !value.starts_with('{') && secret::looks_secret_parameter(name)
    });
    secret.map(|(name, _)| {
        format!(
            "`{name}` looks secret: leave it out, the span is named without the query anyway: `\"{}{path}\"`",
            url.origin()
        )
    })
}
