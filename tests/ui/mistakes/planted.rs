// A program with a mistake of another kind in each of its functions. What has to be found stands behind `//~`: the
// words that are shown, and a part of what is said of them.
#![allow(dead_code, unused_variables)]

use rina_trace::{Op, op, span, traced, traced_db};

pub struct User {
    id: u64,
    password: String,
    profile: Profile,
}

struct Profile;

const TABLE: &str = "users";

#[traced(op = "db.qurey")] //~ "db.qurey" | did you mean `db.query`?
fn operation_misspelt() {}

#[traced(op = "logistics.label")] //~ "logistics.label" | `logistics` is no category
fn operation_of_an_unknown_category() {}

#[traced(op = "cahce.lookup")] //~ "cahce.lookup" | did you mean `cache`?
fn operation_of_a_misspelt_category() {}

#[traced(op = "payment")] //~ "payment" | is a category
fn operation_without_an_action() {}

#[traced(op = "DB Query")] //~ "DB Query" | is no operation
fn operation_in_other_letters() {}

#[traced(op = "db.redis")] //~ "db.redis" | deprecated in Sentry's conventions, write `db.query`
fn operation_deprecated() {}

#[traced(op = TABLE)] //~ TABLE | mismatched types
fn operation_of_another_type() {}

const OWN: Op = op!("warehouse.pick"); //~ "warehouse.pick" | unknown operation

#[traced(op = "http.server", name = "list users")] //~ "list users" | named by method and route
fn name_without_a_method() {}

#[traced(name = "GET /users/42")] //~ "GET /users/42" | belongs to one call only
fn name_with_a_number() {}

#[traced(name = "order 67e55044-10b1-426f-9247-bb680e5fe0c8")] //~ "order 67e55044-10b1-426f-9247-bb680e5fe0c8" | belongs to one call
fn name_with_a_uuid() {}

#[traced(data(http.response.status_cod = 200))] //~ status_cod | did you mean `http.response.status_code`?
fn key_misspelt() {}

#[traced(data(db.statement = "SELECT 1"))] //~ statement | write `db.query.text`
fn key_deprecated() {}

#[traced(data(http.target = "/"))] //~ target | nothing replaces it
fn key_deprecated_for_nothing() {}

#[traced(data(http.response.status_code = "200"))] //~ "200" | takes an integer
fn text_for_an_integer() {}

#[traced(data(gen_ai.request.temperature = "warm"))] //~ "warm" | takes a number
fn text_for_a_number() {}

#[traced(data(cache.hit = 1))] //~ 1 | takes `true` or `false`
fn integer_for_a_boolean() {}

#[traced(data(db.query.text = 1))] //~ 1 | takes a text
fn integer_for_a_text() {}

#[traced(data(user.roles = 7))] //~ 7 | takes a list of texts
fn integer_for_a_list() {}

#[traced(data(http.response.status_code = %status))] //~ status | makes a text of it
fn printed_integer(status: u16) {}

#[traced(data(http.response.status_code = status.to_string()))] //~ status.to_string() | takes an integer, not a value of type `String`
fn expression_of_another_type(status: u16) {}

#[traced(ok(http.response.status_code = |reply| reply.clone()))] //~ |reply| reply.clone() | takes an integer
fn result_of_another_type() -> String {
    String::new()
}

#[traced(data(profile = user.profile))] //~ user.profile | cannot be recorded
fn value_of_no_kind(user: &User) {}

#[traced(data(password))] //~ password | looks secret
fn secret_argument(password: &str) {}

#[traced(data(who = user.password))] //~ password | looks secret
fn secret_field(user: &User) {}

#[traced(tags(api_key = "live"))] //~ api_key | looks secret
fn secret_tag() {}

#[traced(data(items = 1, items = 2))] //~ items | given twice
fn key_twice() {}

#[traced(op = "function", op = "function")] //~ op | given twice
fn argument_twice() {}

#[traced(operation = "db.query")] //~ operation | did you mean `op`?
fn argument_unknown() {}

#[traced(query = "SELECT id FROM users")] //~ query | but of another attribute
fn argument_of_another_attribute() {}

#[traced(op = "function" name = "x")] //~ name | expected `,`
fn comma_missing() {}

#[traced(sample_rate = 1.5)] //~ 1.5 | from 0.0 (none) to 1.0 (all)
fn rate_out_of_range() {}

#[traced(root, child_only)] //~ child_only | exclude each other
fn arguments_that_exclude_each_other() {}

#[traced(err = report)] //~ report | `capture`, `record` or `ignore`
fn err_of_no_kind() -> Result<(), String> {
    Ok(())
}

#[traced(data(user_ids))] //~ user_ids | did you mean `user_id`?
fn argument_of_another_name(user_id: u64) {}

#[traced(data(self))] //~ self | name a field
fn argument_self() {}

#[traced(ok(never = |r| 1))] //~ ok | never returns
fn ok_of_nothing() -> ! {
    loop {}
}

#[traced]
const fn constant() {} //~ const | may run in the compiler

#[traced_db(system = "mysql", query = "DELETE FROM t WHERE zip = '10115'")] //~ "DELETE FROM t WHERE zip = '10115'" | write `DELETE FROM t WHERE zip = ?`
fn value_in_a_query() {}

#[traced_db(system = "sqlite", query = "SELECT count(id FROM users")] //~ "SELECT count(id FROM users" | at `(id FROM users`: write its `)`
fn query_without_a_parenthesis() {}

pub trait Store {
    #[traced]
    fn load(&self); //~ ; | without a body
}

fn by_hand(key: &str) {
    let span = span!("cache.got", "Look up"); //~ "cache.got" | did you mean `cache.get`?
    let other = span!("cache.get", "Look up", cache.hit = "yes"); //~ "yes" | takes `true` or `false`
}
