//! `POST /ai/command`: an assistant that may look things up for its user.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use rina_trace::{traced_ai, traced_db};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::SqlitePool;

use super::anthropic::{Block, MODEL, chat};
use super::users::{self, User};
use super::{AppError, Shop};

/// How often the model may ask for a tool before it has to answer.
const MAX_TURNS: usize = 4;

#[derive(Deserialize)]
pub(super) struct CommandRequest {
    user_id: i64,
    command: String,
}

#[derive(Serialize)]
pub(super) struct Answer {
    answer: String,
}

pub(super) async fn command(
    State(shop): State<Arc<Shop>>,
    Json(request): Json<CommandRequest>,
) -> Result<Json<Answer>, AppError> {
    if request.command.trim().is_empty() {
        return Err(AppError::Invalid { field: "command", reason: "must not be empty" });
    }
    let user = users::sign_in(&shop, request.user_id).await?;
    let answer = run_agent(&shop, &user, &request.command).await?;
    store(&shop.db, user.id, &request.command, &answer).await?;
    Ok(Json(Answer { answer }))
}

/// Asks the model and runs the tools it asks for, until it answers in words.
#[traced_ai(agent = "rinawarp", messages = command, data(gen_ai.request.model = MODEL))]
async fn run_agent(shop: &Shop, user: &User, command: &str) -> Result<String, AppError> {
    let tools = json!([{
        "name": "list_orders",
        "description": "Lists the orders of the user who asks.",
        "input_schema": { "type": "object", "properties": {} },
    }]);
    let mut messages = vec![json!({ "role": "user", "content": command })];
    for _ in 0..MAX_TURNS {
        let reply = chat(&shop.outside, &messages, &tools).await?;
        match reply.content.into_iter().next() {
            Some(Block::Text { text }) => return Ok(text),
            Some(Block::ToolUse { id, name, input }) => {
                let result = run_tool(shop, user, &name).await?;
                let asked = json!({ "type": "tool_use", "id": id, "name": name, "input": input });
                messages.push(json!({ "role": "assistant", "content": [asked] }));
                let done = json!({ "type": "tool_result", "tool_use_id": id, "content": result.to_string() });
                messages.push(json!({ "role": "user", "content": [done] }));
            }
            None => break,
        }
    }
    Err(AppError::Upstream { service: "Anthropic", reason: "without a text".to_owned() })
}

/// Looks something up for the user who asks.
#[traced_ai(tool = name)]
async fn run_tool(shop: &Shop, user: &User, name: &str) -> Result<Value, AppError> {
    match name {
        "list_orders" => Ok(json!(list_orders(&shop.db, user.id).await?)),
        _ => Err(AppError::NotFound("tool")),
    }
}

const LIST_ORDERS: &str = "SELECT plan, seats FROM orders WHERE user_id = ? ORDER BY created_at";

#[traced_db(system = "sqlite", query = LIST_ORDERS)]
pub(super) async fn list_orders(db: &SqlitePool, user_id: i64) -> sqlx::Result<Vec<(String, i64)>> {
    sqlx::query_as(LIST_ORDERS).bind(user_id).fetch_all(db).await
}

const STORE: &str = "INSERT INTO ai_commands (user_id, command, answer) VALUES (?, ?, ?)";

#[traced_db(system = "sqlite", query = STORE)]
async fn store(db: &SqlitePool, user_id: i64, command: &str, answer: &str) -> sqlx::Result<()> {
    sqlx::query(STORE).bind(user_id).bind(command).bind(answer).execute(db).await?;
    Ok(())
}
