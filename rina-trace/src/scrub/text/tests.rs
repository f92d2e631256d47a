//! Texts of real programs, with and without secrets.

use super::*;

fn scrubbed(text: &str) -> String {
    scrub(text, &Rules::default(), false).unwrap_or_else(|| text.to_owned())
}

/// Each `#` of a text is where a secret was.
fn becomes(text: &str, expected: &str) {
    assert_eq!(scrubbed(text), expected.replace('#', FILTERED), "{text}");
}

#[test]
fn pairs() {
    becomes("login failed: password=hunter2 for ada", "login failed: password=# for ada");
    becomes("host=db user=a password='it''s' dbname=x", "host=db user=a password='#' dbname=x");
    becomes("Server=db;Password=a,b)c;User=x", "Server=db;Password=#;User=x");
    becomes(r#"{"user":"a","password":"p\"w","n":1}"#, r##"{"user":"a","password":"#","n":1}"##);
    becomes(r#"{\"api_key\":\"k\",\"n\":1}"#, r##"{\"api_key\":\"#\",\"n\":1}"##);
    becomes("Login { password: Some(\"a b\"), name: \"x\" }", "Login { password: #, name: \"x\" }");
    becomes("Login { secret: b\"a b\", pin: 1234 }", "Login { secret: #, pin: # }");
    becomes("tokens { refresh_token: Token(\"x\") }", "tokens { refresh_token: # }");
    becomes("{'secrets': ['a', 'b'], 'n': 1}", "{'secrets': #, 'n': 1}");
    becomes("authorization: Digest username=\"x\", y\nhost: a", "authorization: #\"x\", y\nhost: a");
    becomes("cookie: a=b; c=d\nnext", "cookie: #\nnext");
    becomes("authorization=Bearer abc def", "authorization=# def");
    becomes("user_password => \"x\"", "user_password => \"#\"");
    becomes("password == x", "password == #");
}

#[test]
fn statements() {
    becomes("ALTER USER a WITH PASSWORD 'x y'", "ALTER USER a WITH PASSWORD '#'");
    becomes("CREATE USER a IDENTIFIED BY 'x'", "CREATE USER a IDENTIFIED BY '#'");
    becomes("UPDATE u SET password = 'x' WHERE id = 1", "UPDATE u SET password = '#' WHERE id = 1");
    for plain in [
        "SELECT password FROM users WHERE password = $1 AND token = ?",
        "SELECT * FROM sessions WHERE author = 'a' ORDER BY 'x'",
        "INSERT INTO orders (id, total) VALUES (1, 4111)",
    ] {
        becomes(plain, plain);
    }
}

#[test]
fn urls() {
    becomes("connect to postgres://bob:pw@db:5432/x failed", "connect to postgres://#@db:5432/x failed");
    becomes("postgres://bob:p/w@db/x", "postgres://#@db/x");
    becomes("redis://:pw@cache and amqp://guest@mq", "redis://#@cache and amqp://#@mq");
    becomes("GET /a?page=2&key=k&sig=s", "GET /a?page=2&key=#&sig=#");
    becomes("/a?code=1&token=t&x=y", "/a?code=1&token=#&x=y");
    assert_eq!(scrubbed("/a?token=t#top"), "/a?token=[Filtered]#top");
    becomes("http://127.0.0.1:80/a@b http://[::1]:80/@c", "http://127.0.0.1:80/a@b http://[::1]:80/@c");
    assert_eq!(scrub("key=k&page=2", &Rules::default(), true).unwrap(), "key=[Filtered]&page=2");
}

#[test]
fn shapes() {
    becomes("got Bearer abc.DEF-1, then", "got Bearer #, then");
    becomes("Basic dXNlcjpwYXNz=", "Basic #");
    becomes("jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln.", "jwt #.");
    becomes("key sk_live_4eC39HqLyjWDarjtT1 is bad", "key # is bad");
    becomes("(sk-ant-api03-abcdef0123456789)", "(#)");
    becomes("ghp_0123456789abcdefABCD AKIAIOSFODNN7EXAMPLE SG.abcdefgh1234.x-y", "# # #");
    becomes("a -----BEGIN RSA PRIVATE KEY-----\nMII=\n-----END RSA PRIVATE KEY----- b", "a # b");
    becomes("-----BEGIN PRIVATE KEY-----\nMII cut", "#");
    becomes("card 4111 1111 1111 1111, 378282246310005", "card #, #");
}

#[test]
fn plain_texts_stay_as_they_are_and_take_nothing() {
    for plain in [
        "",
        "=",
        ":",
        "://",
        "eyJ",
        "-----BEGIN ",
        "Bearer",
        "Bearer ",
        "basic",
        "4",
        "sk-",
        "SELECT * FROM users WHERE active = $1",
        "GET /users/{id}",
        "invalid digit found in string",
        "Bearer authentication failed",
        "Basic auth",
        "token: expired",
        "session: not found",
        "auth::token::verify",
        "https://example.com/a?page=1&sort=name",
        "12:30:45",
        "max_tokens: 4096",
        "unexpected token",
        "-----BEGIN CERTIFICATE-----",
        "4111 1111 1111 1112",
        "1700000000000",
        "0f4111111111111111",
        "550e8400-e29b-41d4-a716-446655440000",
        "password=[Filtered]",
        "pin: [Masked:1-8]",
        "password: None",
        "sk-is-not-a-token-here",
        "risk_live_",
        "ünïcödé: ä=ö",
        "the author: me",
        "secret: ",
    ] {
        assert_eq!(scrub(plain, &Rules::default(), false), None, "{plain}");
    }
}

#[test]
fn scrubbing_twice_changes_nothing_more() {
    for text in ["password=x token=y", "postgres://a:b@c", "Bearer Abc1", "{\"secret\":{\"a\":[1,\"x\"]}}"] {
        let once = scrubbed(text);
        assert_eq!(scrubbed(&once), once);
    }
}

#[test]
fn what_the_project_allows_and_denies_goes_for_texts() {
    let rules = Rules::new(&["session".into()], &["plan".into()], false);
    assert_eq!(scrub("session=A1 plan=B2", &rules, false).unwrap(), "session=A1 plan=[Filtered]");
}

/// No text takes long, panics, or loses what is before and behind its secrets.
#[test]
fn any_text_is_taken() {
    for piece in [
        "=",
        ":",
        "password=",
        "\"",
        "'",
        "eyJ",
        "sk-",
        "://",
        "a:b@",
        "://a:b/",
        "sk-.",
        "SG.",
        "bearer ",
        "pin: ",
        "eyJ.",
        "(",
        "password=(",
        "4",
        "-",
        "ä=",
        "\\",
    ] {
        let text = piece.repeat(200_000 / piece.len());
        let _ = scrubbed(&text);
        let with = scrubbed(&format!("before password=S3cret behind {text}"));
        assert!(with.starts_with("before password=[Filtered] behind") && !with.contains("S3cret"), "{piece}");
    }
}

proptest::proptest! {
    #[test]
    fn never_panics_and_finds_the_secret(before in "[ -~ä]{0,40}", secret in "[A-Za-z0-9]{6,20}") {
        let text = format!("{before} password={secret}\n");
        let left = scrubbed(&text).contains(&text[before.len()..]);
        proptest::prop_assert!(!left, "{}", text);
    }
}
