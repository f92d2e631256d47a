// The program beside this one without its mistakes: of it nothing is to be said.
#![allow(dead_code, unused_variables)]

use rina_trace::{Op, op, span, traced, traced_db};

pub struct User {
    id: u64,
    password: String,
    profile: Profile,
}

#[derive(Debug)]
struct Profile;

const TABLE: &str = "users";

#[traced(op = "db.query")]
fn operation_misspelt() {}

#[traced(op = "business.label")]
fn operation_of_an_unknown_category() {}

#[traced(op = "cache.lookup")]
fn operation_of_a_misspelt_category() {}

#[traced(op = "payment.charge")]
fn operation_without_an_action() {}

#[traced(op = "db.query")]
fn operation_in_other_letters() {}

#[traced(op = "db.query")]
fn operation_deprecated() {}

#[traced(op = op::DB_QUERY)]
fn operation_of_another_type() {}

const OWN: Op = op!("business.pick");

#[traced(op = "http.server", name = "GET /users")]
fn name_without_a_method() {}

#[traced(name = "GET /users/{id}")]
fn name_with_a_number() {}

#[traced(name = "order")]
fn name_with_a_uuid() {}

#[traced(data(http.response.status_code = 200))]
fn key_misspelt() {}

#[traced(data(db.query.text = "SELECT 1"))]
fn key_deprecated() {}

#[traced(data(url.path = "/"))]
fn key_deprecated_for_nothing() {}

#[traced(data(http.response.status_code = 200))]
fn text_for_an_integer() {}

#[traced(data(gen_ai.request.temperature = 1))]
fn text_for_a_number() {}

#[traced(data(cache.hit = true))]
fn integer_for_a_boolean() {}

#[traced(data(db.query.text = "SELECT 1"))]
fn integer_for_a_text() {}

#[traced(data(user.roles = "admin"))]
fn integer_for_a_list() {}

#[traced(data(http.response.status_code = status))]
fn printed_integer(status: u16) {}

#[traced(data(http.response.status_code = status))]
fn expression_of_another_type(status: u16) {}

#[traced(ok(http.response.status_code = |reply| reply.len()))]
fn result_of_another_type() -> String {
    String::new()
}

#[traced(data(profile = ?user.profile))]
fn value_of_no_kind(user: &User) {}

#[traced(data(password = hash(password)))]
fn secret_argument(password: &str) {}

#[traced(data(who = mask(user.password)))]
fn secret_field(user: &User) {}

#[traced(tags(api_key = mask("live")))]
fn secret_tag() {}

#[traced(data(items = 1, more = 2))]
fn key_twice() {}

#[traced(op = "function")]
fn argument_twice() {}

#[traced(op = "db.query")]
fn argument_unknown() {}

#[traced(op = "db.query")]
fn argument_of_another_attribute() {}

#[traced(op = "function", name = "x")]
fn comma_missing() {}

#[traced(sample_rate = 0.5)]
fn rate_out_of_range() {}

#[traced(root)]
fn arguments_that_exclude_each_other() {}

#[traced(err = record)]
fn err_of_no_kind() -> Result<(), String> {
    Ok(())
}

#[traced(data(user_id))]
fn argument_of_another_name(user_id: u64) {}

#[traced(data())]
fn argument_self() {}

#[traced(name = "never")]
fn ok_of_nothing() -> ! {
    loop {}
}

const fn constant() {}

#[traced_db(system = "mysql", query = "DELETE FROM t WHERE zip = ?")]
fn value_in_a_query() {}

#[traced_db(system = "sqlite", query = "SELECT count(id) FROM users")]
fn query_without_a_parenthesis() {}

pub trait Store {
    fn load(&self);
}

fn by_hand(key: &str) {
    let span = span!("cache.get", "Look up");
    let other = span!("cache.get", "Look up", cache.hit = true);
}
