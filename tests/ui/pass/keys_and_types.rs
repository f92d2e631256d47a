//! Keys of the program's own, templates, and values that are of the type that their key takes.
#![deny(deprecated)]
// The types that stand for keys in messages have names that are not of ASCII.
#![forbid(non_ascii_idents, uncommon_codepoints)]

use rina_trace::{IntoValue, Value, kind, span, traced};

struct Port(u16);

impl IntoValue for Port {
    type Kind = kind::Integer;

    fn to_value(&self) -> Option<Value> {
        self.0.to_value()
    }
}

#[traced(data(user_id = 1, order.total = 9.5, page = "first", cart.items = [1, 2]), tags(cache.hits = 1, port = 80))]
fn own_keys() {}

#[traced(data(score.accuracy = 1, db.query.parameter.limit = "10", http.request.header.accept = ["text/html"]))]
fn templates() {}

#[traced(data(http.response.status_code = 200, cache.hit = true, gen_ai.request.temperature = 0.5, db.query.text = "SELECT 1"))]
fn literals() {}

#[traced(data(gen_ai.request.temperature = 1, gen_ai.request.top_p = -1, user.roles = "admin"))]
fn literals_that_fit() {}

#[traced(
    data(
        server.port = port,
        http.response.status_code = value,
        gen_ai.request.temperature = number,
        user.roles = text,
        db.query.text = text.clone(),
        db.namespace = %number,
        user.id = ?text
    ),
    ok(http.response.status_code = |r| *r, cache.hit = |r| *r == 200)
)]
fn expressions(port: &Option<Port>, value: Value, number: u8, text: String) -> Result<u16, ()> {
    let _ = (port, value, number, text);
    Ok(200)
}

#[traced(data(server.port = hash(port), user.roles = mask(port), cache.hit = rina_trace::Sensitive(port)))]
fn what_hides_a_value_fits_every_key(port: u16) -> u16 {
    port
}

fn main() {
    own_keys();
    templates();
    literals();
    literals_that_fit();
    let _ = expressions(&Some(Port(80)), Value::from_static("200"), 1, String::new());
    what_hides_a_value_fits_every_key(80);
    let roles = vec!["admin"];
    let _ = span!("cache.get", "get", cache.hit = Some(&true), user.roles = roles);
}
