//! A corpus of commands, and what is told of them.

use proptest::prelude::*;

use super::*;

/// Command, operation, collection, and what is told of it.
const CORPUS: &[(&str, Option<&str>, Option<&str>, &str)] = &[
    (
        r#"{"find": "users", "filter": {"email": "ada@example.com", "age": {"$gt": 30}}, "limit": 1}"#,
        Some("find"),
        Some("users"),
        r#"{"find":"users","filter":{"email":"?","age":{"$gt":"?"}},"limit":"?"}"#,
    ),
    (
        r#"{"insert":"users","documents":[{"name":"Ada","tags":["a","b"]},{"name":"Grace","tags":["c"]}]}"#,
        Some("insert"),
        Some("users"),
        r#"{"insert":"users","documents":[{"name":"?","tags":["?"]}]}"#,
    ),
    (
        r#"{"insert":"t","documents":[{"a":1},{"b":2},{"b":3},{"a":4}]}"#,
        Some("insert"),
        Some("t"),
        r#"{"insert":"t","documents":[{"a":"?"},{"b":"?"},{"a":"?"}]}"#,
    ),
    (
        r#"{"aggregate":"orders","pipeline":[{"$match":{"paid":true}},{"$group":{"_id":"$user","n":{"$sum":1}}}],"cursor":{}}"#,
        Some("aggregate"),
        Some("orders"),
        r#"{"aggregate":"orders","pipeline":[{"$match":{"paid":"?"}},{"$group":{"_id":"?","n":{"$sum":"?"}}}],"cursor":{}}"#,
    ),
    (r#"{"aggregate":1,"pipeline":[]}"#, Some("aggregate"), None, r#"{"aggregate":"?","pipeline":[]}"#),
    (
        r#"{"update":"users","updates":[{"q":{"_id":{"$oid":"507f1f77bcf86cd799439011"}},"u":{"$set":{"x":null}}}]}"#,
        Some("update"),
        Some("users"),
        r#"{"update":"users","updates":[{"q":{"_id":{"$oid":"?"}},"u":{"$set":{"x":"?"}}}]}"#,
    ),
    (
        "{ \"delete\" : \"logs\" ,\n \"deletes\" : [ { \"q\" : { \"at\" : { \"$lt\" : -1.5e3 } } , \"limit\" : 0 } ] }",
        Some("delete"),
        Some("logs"),
        r#"{"delete":"logs","deletes":[{"q":{"at":{"$lt":"?"}},"limit":"?"}]}"#,
    ),
    (
        r#"{"getMore":123456789,"collection":"users"}"#,
        Some("getMore"),
        Some("users"),
        r#"{"getMore":"?","collection":"users"}"#,
    ),
    (r#"{"ping":1}"#, Some("ping"), None, r#"{"ping":"?"}"#),
    (
        r#"{"explain":{"find":"users","filter":{"a":1}}}"#,
        Some("explain"),
        None,
        r#"{"explain":{"find":"?","filter":{"a":"?"}}}"#,
    ),
    // No command: a filter alone. Its value is no collection.
    (r#"{"email":"ada@example.com","find":"secret"}"#, None, None, r#"{"email":"?","find":"?"}"#),
    (
        r#"{"find":"a","filter":{"name":"say \"hi\" \\"}}"#,
        Some("find"),
        Some("a"),
        r#"{"find":"a","filter":{"name":"?"}}"#,
    ),
    (
        r#"{"find":"größe","filter":{"ä":"ö"}}"#,
        Some("find"),
        Some("größe"),
        r#"{"find":"größe","filter":{"ä":"?"}}"#,
    ),
    ("{}", None, None, "{}"),
];

#[test]
fn commands_are_told_without_their_values() {
    for (command, operation, collection, told) in CORPUS {
        let read = read(command).unwrap();
        assert_eq!(read.text.as_deref(), Some(*told), "{command}");
        assert_eq!(
            (read.operation.as_deref(), read.collection.as_deref()),
            (*operation, *collection),
            "{command}"
        );
        assert_eq!(super::read(told).unwrap().text.as_deref(), Some(*told), "it stays what it is");
        let json: serde_json::Value = serde_json::from_str(told).unwrap();
        assert!(json.is_object());
    }
}

#[test]
fn what_is_no_command_is_not_read() {
    for text in [
        "",
        "[]",
        "db.users.find({})",
        r#"{"find":"users""#,
        r#"{"find":"users}"#,
        r#"{"find":"users"} x"#,
        r#"{"find" "users"}"#,
        r#"{"find":users}"#,
        r#"{"find":ISODate("2024-01-01")}"#,
        r#"{"a":1,}"#,
        r#"{"a":[1,]}"#,
        r#"{"a":\"#,
    ] {
        assert_eq!(read(text), None, "{text}");
    }
    let deep = format!("{}1{}", r#"{"a":"#.repeat(MAX_DEPTH + 1), "}".repeat(MAX_DEPTH + 1));
    assert_eq!(read(&deep), None);
}

#[test]
fn of_a_long_one_only_the_command_is_told() {
    let keys: Vec<_> = (0..2000).map(|n| format!("\"key{n}\":{n}")).collect();
    let read = read(&format!("{{\"insert\":\"t\",\"documents\":[{{{}}}]}}", keys.join(","))).unwrap();
    assert_eq!(read.text.as_deref(), Some(r#"{"insert":"t"}"#));
}

proptest! {
    #[test]
    fn nothing_panics_and_no_value_is_left(text in any::<String>(), near in "[{}\\[\\]\":,a\\\\ 1]{0,40}", secret in "[a-z]{12}") {
        let _ = (read(&text), read(&near));
        let command = serde_json::json!({ "find": "users", "filter": { "a": secret, "b": [text, secret] } });
        if let Some(read) = read(&command.to_string()) {
            prop_assert!(!read.text.unwrap_or_default().contains(&secret));
        }
    }
}
