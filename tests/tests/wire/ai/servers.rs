//! Agents that use tools, and servers of MCP: what is below what, and how each is named.

use rina_trace::testing::{capture, capture_async};
use rina_trace::{traced, traced_ai};
use serde_json::{Value, json};

use super::{Refused, lines};
use crate::edge::block_on;

#[traced_ai(agent = "researcher", conversation = conversation, data(gen_ai.pipeline.name = "research"))]
async fn research(conversation: &str) -> Result<String, Refused> {
    let wanted = ask().await?;
    let found = search(wanted["content"][0]["input"]["query"].as_str().unwrap_or_default());
    lookup(&found);
    Ok(found)
}

#[traced_ai(provider = "anthropic", model = "claude-sonnet-4-5")]
async fn ask() -> Result<Value, Refused> {
    Ok(json!({
        "type": "message", "id": "msg_1", "model": "claude-sonnet-4-5", "stop_reason": "tool_use",
        "content": [{ "type": "tool_use", "id": "t1", "name": "search", "input": { "query": "Ada" } }],
        "usage": { "input_tokens": 9, "output_tokens": 4 },
    }))
}

/// Searches the documents
/// of the user.
///
/// Not those of others.
#[traced_ai(tool = "search", agent = "researcher")]
fn search(query: &str) -> String {
    lookup(query);
    query.to_owned()
}

#[traced(op = "db.query", name = "lookup")]
fn lookup(_query: &str) {}

#[test]
fn an_agent_and_what_it_uses() {
    let told = "gen_ai.response.id=\"msg_1\" gen_ai.response.model=\"claude-sonnet-4-5\" \
                gen_ai.response.finish_reasons=\"[\\\"tool_use\\\"]\" gen_ai.usage.input_tokens=9 \
                gen_ai.usage.output_tokens=4 gen_ai.usage.total_tokens=13";
    let conversation = "gen_ai.conversation.id=\"c-7\"";
    assert_eq!(
        lines(&block_on(capture_async(research("c-7")))),
        format!(
            "gen_ai.invoke_agent \"invoke_agent researcher\" gen_ai.operation.name=\"invoke_agent\" \
             gen_ai.agent.name=\"researcher\" {conversation} gen_ai.pipeline.name=\"research\"\n\
             ├─ gen_ai.chat \"chat claude-sonnet-4-5\" gen_ai.operation.name=\"chat\" gen_ai.provider.name=\"anthropic\" \
             gen_ai.request.model=\"claude-sonnet-4-5\" {told} {conversation}\n\
             ├─ gen_ai.execute_tool \"execute_tool search\" gen_ai.operation.name=\"execute_tool\" \
             gen_ai.agent.name=\"researcher\" gen_ai.tool.name=\"search\" \
             gen_ai.tool.description=\"Searches the documents of the user.\" {conversation}\n\
             │  └─ db.query \"lookup\"\n\
             └─ db.query \"lookup\"\n"
        )
    );
}

const TRIAGE: &str = "triage";

#[traced_ai(operation = "handoff", agent = TRIAGE)]
fn hand_over() {}

#[traced_ai(operation = "embeddings", provider = "openai", model = "text-embedding-3-small")]
fn embed() -> Value {
    json!({ "object": "list", "data": [], "model": "text-embedding-3-small", "usage": { "prompt_tokens": 8, "total_tokens": 8 } })
}

#[traced_ai(operation = "rerank", provider = "cohere", model = None::<&str>)]
fn rerank() {}

#[traced_ai(
    op = "gen_ai.generate_content",
    provider = "gcp.gemini",
    model = "gemini-3-pro",
    name = "translate"
)]
fn translate() {}

#[test]
fn each_operation_has_its_name() {
    let line = |f: fn()| lines(&capture(f));
    assert_eq!(
        line(hand_over),
        "gen_ai.handoff \"handoff from triage\" gen_ai.operation.name=\"handoff\" gen_ai.agent.name=\"triage\"\n"
    );
    assert_eq!(
        line(|| drop(embed())),
        "gen_ai.embeddings \"embeddings text-embedding-3-small\" gen_ai.operation.name=\"embeddings\" \
         gen_ai.provider.name=\"openai\" gen_ai.request.model=\"text-embedding-3-small\" \
         gen_ai.response.model=\"text-embedding-3-small\" gen_ai.usage.input_tokens=8 gen_ai.usage.total_tokens=8\n"
    );
    assert_eq!(
        line(rerank),
        "gen_ai.rerank \"rerank\" gen_ai.operation.name=\"rerank\" gen_ai.provider.name=\"cohere\"\n"
    );
    assert_eq!(
        line(translate),
        "gen_ai.generate_content \"translate\" gen_ai.operation.name=\"generate_content\" \
         gen_ai.provider.name=\"gcp.gemini\" gen_ai.request.model=\"gemini-3-pro\"\n"
    );
}

/// Says the weather.
#[traced_ai(op = "mcp.server", tool = tool, data(mcp.transport = "stdio", mcp.session.id = "s1"))]
fn call(tool: &str, fails: bool) -> Value {
    json!({ "content": [{ "type": "text", "text": ".." }], "isError": fails })
}

#[traced_ai(op = "mcp.server", data(gen_ai.prompt.name = "greeting", mcp.transport = "http"))]
fn prompt() {}

#[traced_ai(op = "mcp.server", data(mcp.resource.uri = uri))]
fn resource(uri: &str) {}

#[traced_ai(op = "mcp.server", data(mcp.method.name = "initialize", mcp.client.name = "editor"))]
fn initialize() {}

#[traced_ai(op = "mcp.notification.client_to_server", data(mcp.method.name = "notifications/cancelled"))]
fn notified() {}

#[test]
fn servers_of_mcp() {
    let line = |f: fn()| lines(&capture(f));
    let weather = |status: &str, error: &str| {
        format!(
            "mcp.server \"tools/call weather\"{status} mcp.method.name=\"tools/call\" network.transport=\"pipe\" \
             gen_ai.tool.description=\"Says the weather.\" mcp.tool.name=\"weather\" gen_ai.tool.name=\"weather\" \
             mcp.transport=\"stdio\" mcp.session.id=\"s1\"{error}\n"
        )
    };
    assert_eq!(line(|| drop(call("weather", false))), weather("", ""));
    assert_eq!(
        line(|| drop(call("weather", true))),
        weather(" [internal_error]", " error.type=\"tool_error\"")
    );
    assert_eq!(
        line(prompt),
        "mcp.server \"prompts/get greeting\" mcp.method.name=\"prompts/get\" network.transport=\"tcp\" \
         gen_ai.prompt.name=\"greeting\" mcp.transport=\"http\"\n"
    );
    assert_eq!(
        line(|| resource("file:///a")),
        "mcp.server \"resources/read\" mcp.method.name=\"resources/read\" mcp.resource.uri=\"file:///a\"\n"
    );
    assert_eq!(
        line(initialize),
        "mcp.server \"initialize\" mcp.method.name=\"initialize\" mcp.client.name=\"editor\"\n"
    );
    assert_eq!(
        line(notified),
        "mcp.notification.client_to_server \"notifications/cancelled\" mcp.method.name=\"notifications/cancelled\"\n"
    );
}
