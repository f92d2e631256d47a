//! What the example sends lights up Sentry's pages of queries, caches, AI agents and MCP: the conditions of their
//! widgets, over the envelopes as they came. Those of backends and outbound requests are in `edge` and `client`.
//!
//! Source: <https://github.com/getsentry/sentry/tree/master/static/app/views/dashboards/utils/prebuiltConfigs>

mod agents;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::relay;

/// The spans of transactions whose operation is this, or below it.
fn spans(category: &str) -> Vec<&'static Value> {
    let is_below =
        |op: &str| op.strip_prefix(category).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    relay::spans().filter(|span| is_below(span["op"].as_str().unwrap())).collect()
}

fn number(span: &Value, key: &str) -> f64 {
    span[key].as_f64().unwrap()
}

/// `span.category:db has:sentry.normalized_description`: the server makes the second of the description.
#[test]
fn queries_are_rows_by_their_text_without_values() {
    let queries = spans("db");
    assert!(queries.len() > 20, "{}", queries.len());
    for query in &queries {
        let (text, data) = (query["description"].as_str().unwrap(), &query["data"]);
        let is_part = |c: char| c.is_ascii_alphanumeric() || "_?.".contains(c);
        let has_value = text.split(|c| !is_part(c)).any(|word| word.parse::<f64>().is_ok());
        assert!(text.len() > 10 && !has_value && !text.contains(['\'', '"']), "{text}");
        assert_eq!((&data["db.query.text"], &data["db.system.name"]), (&text.into(), &"sqlite".into()));
        assert!(["SELECT", "INSERT"].iter().any(|known| data["db.operation.name"] == *known), "{query}");
        let (table, summary) = (data["db.collection.name"].as_str().unwrap(), &data["db.query.summary"]);
        assert!(text.contains(table) && summary.as_str().unwrap().ends_with(table), "{query}");
        assert!(data["code.file.path"].is_string() && data["code.line.number"].is_u64(), "{query}");
    }
    let texts: BTreeSet<_> = queries.iter().map(|query| query["description"].as_str().unwrap()).collect();
    assert!(texts.iter().any(|text| text.contains("WHERE active = ?")), "a literal is a value, too");
    let users: BTreeSet<_> = queries.iter().filter_map(|query| query["data"]["user.id"].as_str()).collect();
    let rows = texts.iter().filter(|text| text.contains("FROM users WHERE id"));
    assert!(users.len() > 1 && rows.count() == 1, "one row for all that differ in their values: {texts:?}");
}

/// `span.op:[cache.get,cache.get_item]`, `cache.hit:false`, `avg(cache.item_size)`.
#[test]
fn caches_tell_hits_and_sizes_by_their_keys() {
    let of = |op| spans("cache").into_iter().filter(move |span| span["op"] == op);
    let (mut hits, mut misses) = (0, 0);
    for look_up in of("cache.get") {
        let data = &look_up["data"];
        match data["cache.hit"].as_bool().unwrap_or_else(|| panic!("neither hit nor miss: {look_up}")) {
            true => hits += 1,
            false => misses += 1,
        }
        assert_eq!(data["cache.item_size"].is_u64(), data["cache.hit"] == true, "{look_up}");
    }
    assert!(hits >= 1 && misses >= 3, "{hits} hits, {misses} misses");
    assert_eq!(of("cache.put").count(), misses, "what was not there is put there");
    assert!(of("cache.put").all(|put| put["data"]["cache.item_size"].as_u64() > Some(10)));
    for span in spans("cache") {
        let keys = span["data"]["cache.key"].as_array().unwrap_or_else(|| panic!("no list of keys: {span}"));
        let keys: Vec<_> = keys.iter().map(|key| key.as_str().unwrap()).collect();
        assert_eq!(span["description"], keys.join(", "), "{span}");
    }
}

/// `span.op:mcp.server has:mcp.tool.name`.
#[test]
fn a_server_of_mcp_tells_its_methods_and_its_tools() {
    let mut served = spans("mcp");
    served.sort_by(|one, other| number(one, "start_timestamp").total_cmp(&number(other, "start_timestamp")));
    let names: Vec<_> = served.iter().map(|span| span["description"].as_str().unwrap()).collect();
    assert_eq!(names, ["initialize", "tools/call list_orders"]);
    for (span, method) in served.iter().zip(["initialize", "tools/call"]) {
        let data = &span["data"];
        assert_eq!((&span["op"], &data["mcp.method.name"]), (&"mcp.server".into(), &method.into()));
        assert_eq!((&data["mcp.transport"], &data["network.transport"]), (&"http".into(), &"tcp".into()));
        assert_eq!((&data["jsonrpc.request.id"], &span["status"]), (&"1".into(), &"ok".into()));
    }
    let tools: Vec<_> = served.iter().filter(|span| span["data"]["mcp.tool.name"].is_string()).collect();
    let [tool] = tools.as_slice() else { panic!("{tools:?}") };
    assert_eq!(
        (&tool["data"]["mcp.tool.name"], &tool["data"]["gen_ai.tool.name"]),
        (&"list_orders".into(), &"list_orders".into())
    );
    assert!(relay::spans().any(|span| span["parent_span_id"] == tool["span_id"] && span["op"] == "db.query"));
    assert_eq!(served[0]["data"]["mcp.client.name"], "customers");
}
