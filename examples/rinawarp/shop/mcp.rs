//! `POST /mcp`: what the assistant looks up, for other assistants that speak the Model Context Protocol.
//!
//! Each message is a request of JSON-RPC with its answer in the response, so no session is kept.
//! Source: <https://modelcontextprotocol.io/specification/2025-06-18/basic/transports#streamable-http>

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use rina_trace::traced_ai;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{AppError, Shop, ai};

const PROTOCOL: &str = "2025-06-18";

/// Codes of errors: <https://www.jsonrpc.org/specification#error_object>
const METHOD_NOT_FOUND: i32 = -32_601;
const INVALID_PARAMS: i32 = -32_602;
const INTERNAL_ERROR: i32 = -32_603;

#[derive(Deserialize)]
pub(super) struct Message {
    /// What is to be answered has one; a notification has none.
    id: Option<Value>,
    method: String,
    #[serde(default)]
    params: Value,
}

pub(super) async fn answer(State(shop): State<Arc<Shop>>, Json(message): Json<Message>) -> Response {
    let Message { id: Some(id), method, params } = message else {
        return StatusCode::ACCEPTED.into_response();
    };
    let result = match method.as_str() {
        "initialize" => Ok(initialize(&id, &params["clientInfo"])),
        "ping" => Ok(json!({})),
        "tools/list" => Ok(list(&id)),
        "tools/call" => {
            let name = params["name"].as_str().unwrap_or_default();
            call(&shop, &id, name, &params["arguments"])
                .await
                .map_err(|error| (code(&error), error.to_string()))
        }
        method => Err((METHOD_NOT_FOUND, format!("there is no method {method}"))),
    };
    Json(match result {
        Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
        Err((code, message)) => {
            json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message } })
        }
    })
    .into_response()
}

#[traced_ai(op = "mcp.server", data(
    mcp.method.name = "initialize",
    mcp.transport = "http",
    mcp.protocol.version = PROTOCOL,
    mcp.client.name = client["name"].as_str(),
    mcp.client.version = client["version"].as_str(),
    jsonrpc.request.id = %id,
))]
fn initialize(id: &Value, client: &Value) -> Value {
    json!({
        "protocolVersion": PROTOCOL,
        "capabilities": { "tools": {} },
        "serverInfo": { "name": "rinawarp", "version": env!("CARGO_PKG_VERSION") },
    })
}

#[traced_ai(op = "mcp.server", data(mcp.method.name = "tools/list", mcp.transport = "http", jsonrpc.request.id = %id))]
fn list(id: &Value) -> Value {
    let user_id = json!({ "type": "integer", "description": "Whose orders." });
    json!({ "tools": [{
        "name": "list_orders",
        "description": "Lists what a user has ordered.",
        "inputSchema": { "type": "object", "properties": { "user_id": user_id }, "required": ["user_id"] },
    }] })
}

/// Looks something up for another assistant.
#[traced_ai(op = "mcp.server", tool = name, data(mcp.transport = "http", jsonrpc.request.id = %id))]
async fn call(shop: &Shop, id: &Value, name: &str, arguments: &Value) -> Result<Value, AppError> {
    if name != "list_orders" {
        return Err(AppError::NotFound("tool"));
    }
    let user_id = arguments["user_id"].as_i64();
    let user_id = user_id.ok_or(AppError::Invalid { field: "user_id", reason: "must be a whole number" })?;
    let orders = json!(ai::list_orders(&shop.db, user_id).await?);
    Ok(json!({ "content": [{ "type": "text", "text": orders.to_string() }], "isError": false }))
}

fn code(error: &AppError) -> i32 {
    match error {
        AppError::NotFound(_) | AppError::Invalid { .. } => INVALID_PARAMS,
        _ => INTERNAL_ERROR,
    }
}
