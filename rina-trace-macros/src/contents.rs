//! Which keys hold prompts and answers: these are recorded only where that is wanted. Known by `tells`.

/// Keys that hold what a model or a tool is sent, also by names that are deprecated.
const INPUTS: [&str; 12] = [
    "gen_ai.input.messages",
    "gen_ai.system_instructions",
    "gen_ai.tool.call.arguments",
    "gen_ai.embeddings.input",
    "gen_ai.memory.query.text",
    "gen_ai.prompt.variable.",
    "mcp.request.argument.",
    "gen_ai.prompt",
    "gen_ai.request.messages",
    "gen_ai.system.message",
    "gen_ai.tool.input",
    "gen_ai.tool.message",
];

/// Those that hold what it has answered.
const OUTPUTS: [&str; 9] = [
    "gen_ai.output.messages",
    "gen_ai.tool.call.result",
    "gen_ai.memory.records",
    "mcp.prompt.result.",
    "mcp.tool.result.content",
    "mcp.logging.message",
    "gen_ai.response.text",
    "gen_ai.response.tool_calls",
    "gen_ai.tool.output",
];

/// Contents, which are recorded only where that is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    Input,
    Output,
}

impl Content {
    /// What is under a key, wherever that is written; `None`: no contents.
    pub(crate) fn of(key: &str) -> Option<Self> {
        let any = |known: &[&str]| known.iter().any(|known| is(key, known));
        if any(&INPUTS) {
            Some(Self::Input)
        } else if any(&OUTPUTS) {
            Some(Self::Output)
        } else {
            None
        }
    }
}

fn is(key: &str, known: &str) -> bool {
    key == known || (known.ends_with('.') && key.starts_with(known))
}
