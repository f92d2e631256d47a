use rina_trace::traced_ai;

#[traced_ai]
fn nothing() {}

#[traced_ai(model = "gpt-5.2")]
fn no_provider() {}

#[traced_ai(provider = "openai", operation = "embeddings")]
fn no_model() {}

#[traced_ai(operation = "invoke_agent")]
fn no_agent() {}

#[traced_ai(op = "gen_ai.execute_tool")]
fn no_tool() {}

#[traced_ai(op = "mcp.server", data(mcp.transport = "stdio"))]
fn no_method() {}

fn main() {
    nothing();
    no_provider();
    no_model();
    no_agent();
    no_tool();
    no_method();
}
