//! The lists against keys of real programs, and against those of Sentry that they are to cover.

use super::*;

fn not_secret(keys: &[&str]) {
    let taken: Vec<_> = keys.iter().filter_map(|key| Some((key, looks_secret(key)?))).collect();
    assert!(taken.is_empty(), "taken for secrets: {taken:?}");
}

fn secret(keys: &[&str]) {
    let missed: Vec<_> = keys.iter().filter(|key| looks_secret(key).is_none()).collect();
    assert!(missed.is_empty(), "missed: {missed:?}");
}

#[test]
fn secrets_are_found_in_any_spelling() {
    secret(&[
        "user.password",
        "apiKey",
        "X-Api-Key",
        "APIKey",
        "api_key",
        "card_number",
        "cardNumber",
        "authorization",
        "Proxy-Authorization",
        "stripe_secret",
        "clientSecret",
        "csrfToken",
        "PHPSESSID",
        "connect.sid",
        "set-cookie",
        "token",
        "access_token",
        "refreshToken",
        "OAuth2Token",
        "accesstoken",
        "PGPASSWORD",
        "DB_PASSWORD",
        "password1",
        "cvv2",
        "user.pin",
        "iban",
        "ssn",
        "otp",
        "private_key",
        "aws_secret_access_key",
        "bearer",
        "jwt",
        "creditCard",
        "credit_card",
        "session",
        "session_id",
        "sessionId",
        "two_factor_code",
        "two-factor",
        "security_code",
        "http.request.header.cookie",
        "db.query.parameter.password",
        "user.auth",
        "password_hash",
        "github.token",
        "token_github",
        "tokenValue",
        "params.secret",
    ]);
}

#[test]
fn words_that_only_look_alike_are_none() {
    not_secret(&[
        "author",
        "authority",
        "token_count",
        "max_tokens",
        "tokens",
        "key",
        "cache.key",
        "keyboard",
        "monkey",
        "secretary",
        "tokenizer",
        "passwordless",
        "primary_key",
        "foreign_key",
        "idempotency_key",
        "session.count",
        "session.duration",
        "auth.method",
        "auth.provider",
        "password_length",
        "password.changed_at",
        "token.type",
        "token_expires_at",
        "has_password",
        "is_secret",
        "cost_per_token",
        "cookie.consent",
        "message.id",
        "passenger",
        "compass",
        "pinned",
        "spin",
        "opinion",
        "side",
        "inside",
        "obsession",
        "user_id",
        "",
        "...",
        "routing_key",
        "partition_key",
        "sort.key",
        "signature",
        "identity",
        "pass",
        "ümlaut",
        "page.number",
    ]);
}

/// `DEFAULT_DENYLIST` of Sentry's SDK for Python, but for what is personal and no secret.
#[test]
fn what_python_denies_is_covered() {
    secret(&[
        "password",
        "passwd",
        "secret",
        "api_key",
        "apikey",
        "auth",
        "credentials",
        "mysql_pwd",
        "privatekey",
        "private_key",
        "token",
        "session",
        "csrftoken",
        "sessionid",
        "x_csrftoken",
        "set_cookie",
        "cookie",
        "authorization",
        "proxy-authorization",
        "x_api_key",
        "aiohttp_session",
        "connect.sid",
        "csrf_token",
        "csrf",
        "_csrf",
        "_csrf_token",
        "PHPSESSID",
        "_session",
        "symfony",
        "user_session",
        "_xsrf",
        "XSRF-TOKEN",
    ]);
    assert!(["x_forwarded_for", "x_real_ip", "ip_address", "remote_addr"].into_iter().all(looks_personal));
}

/// `PASSWORD_KEY_REGEX` of Sentry's server.
#[test]
fn what_the_server_removes_is_covered() {
    secret(&[
        "password",
        "secret",
        "passwd",
        "api_key",
        "apikey",
        "auth",
        "credentials",
        "mysql_pwd",
        "privatekey",
        "private_key",
        "token",
        "otp",
        "two_factor",
        "two-factor",
    ]);
}

#[test]
fn terms_of_data_collection_hold_for_parameters() {
    let terms = [
        "auth",
        "token",
        "secret",
        "password",
        "passwd",
        "pwd",
        "key",
        "jwt",
        "bearer",
        "sso",
        "saml",
        "csrf",
        "xsrf",
        "credentials",
        "session",
        "sid",
        "identity",
        "X-Amz-Signature",
        "sig",
        "x-auth-request",
        "id_token",
    ];
    for term in terms {
        assert!(looks_secret_parameter(term), "{term}");
    }
    for plain in ["page", "author", "keyword", "q", "content-type", "host", "user-agent", "monkey"] {
        assert!(!looks_secret_parameter(plain), "{plain}");
    }
    for limit in ["x-ratelimit-remaining-tokens", "anthropic-ratelimit-input-tokens-reset"] {
        assert!(!looks_secret_parameter(limit), "{limit}");
    }
    assert!(looks_secret_parameter("x-ratelimit-token") && looks_secret_parameter("x-tokens"));
}

#[test]
fn headers_that_tell_who_asks() {
    for name in ["X-Forwarded-For", "Forwarded", "x-real-ip", "REMOTE_ADDR", "Via", "remote-user"] {
        assert!(looks_personal(name), "{name}");
    }
    for name in ["User-Agent", "accept", "zip", "trivial"] {
        assert!(!looks_personal(name), "{name}");
    }
}

/// The keys of Sentry's conventions in which a term of the lists occurs, of 969 in all; those with a name to fill
/// in are left out. One of them is a secret: who has the drain token of an application can write its logs.
#[test]
fn keys_of_the_conventions_are_no_secrets() {
    not_secret(&CONVENTIONS.lines().filter(|key| !key.is_empty()).collect::<Vec<_>>());
    secret(&["heroku.logplex.drain_token"]);
}

const CONVENTIONS: &str = include_str!("borderline.txt");
