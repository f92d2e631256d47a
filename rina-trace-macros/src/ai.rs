//! A call to a model, an agent or a tool, as `#[traced_ai]` says it: what it is about, and how it is named.
//!
//! A part of stage 2. Known by `plan` and `check`, and as its answer by `tells`.
//!
//! Sources: <https://develop.sentry.dev/sdk/telemetry/traces/modules/ai-agents/> and
//! <https://develop.sentry.dev/sdk/telemetry/traces/modules/mcp-server/>.

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

use crate::args::{Args, Op};
use crate::fields::Field;
use crate::func::Func;
use crate::values::text;

/// A call to a model, an agent or a tool.
pub(crate) struct Ai<'a> {
    /// What is known when the program is compiled.
    pub(crate) literals: Vec<(&'static str, String)>,
    /// What is known when the span starts.
    pub(crate) named: Vec<Named<'a>>,
    pub(crate) messages: Option<&'a Expr>,
    /// The messages are what is embedded.
    pub(crate) embeds: bool,
    pub(crate) system: Option<&'a Expr>,
    /// Whether what is sent is recorded, if that is said.
    pub(crate) inputs: Option<bool>,
    /// Whether what is answered is.
    pub(crate) outputs: Option<bool>,
    /// What reads the answer in the returned value.
    pub(crate) usage: Option<&'a Expr>,
    /// It is a tool that answers, and no model.
    pub(crate) is_of_tool: bool,
}

/// An argument that is an expression.
pub(crate) struct Named<'a> {
    pub(crate) keys: &'static [&'static str],
    pub(crate) value: &'a Expr,
    /// The span is named by it, behind this.
    pub(crate) name: Option<String>,
}

impl<'a> Ai<'a> {
    /// All that is evaluated before the body.
    pub(crate) fn expressions(&self) -> impl Iterator<Item = &'a Expr> {
        self.named.iter().map(|named| named.value).chain(self.messages).chain(self.system)
    }
}

/// What the call is.
pub(crate) enum Asks {
    /// An operation of the category `gen_ai`, without that word.
    Model(String),
    /// A method that a server of MCP is asked for, as far as it is known here; and the name of what it is about.
    Server(Option<String>, Option<String>),
}

/// Each with its key.
const SUBJECTS: [(&str, &[&str]); 5] = [
    ("provider", &["gen_ai.provider.name"]),
    ("model", &["gen_ai.request.model"]),
    ("agent", &["gen_ai.agent.name"]),
    ("tool", &["gen_ai.tool.name"]),
    ("conversation", &["gen_ai.conversation.id"]),
];

/// Sentry's page of MCP still looks for the first, which is the old name of the second.
const MCP_TOOL: &[&str] = &["mcp.tool.name", "gen_ai.tool.name"];

/// Methods of MCP, each with the keys of what it is about.
const METHODS: [(&str, &[&str]); 2] =
    [("prompts/get", &["gen_ai.prompt.name", "mcp.prompt.name"]), ("resources/read", &["mcp.resource.uri"])];

impl Asks {
    pub(crate) fn of(args: &Args) -> Self {
        let given = |word| args.own(word).is_some();
        match literal_op(args) {
            Some(op) if op.starts_with("mcp.") => return server(args),
            Some(op) => return Self::Model(op.strip_prefix("gen_ai.").unwrap_or(&op).to_owned()),
            None => {}
        }
        let said = args.own("operation").and_then(|given| text(&given.value)).map(syn::LitStr::value);
        Self::Model(said.unwrap_or_else(|| {
            let operation = if given("tool") {
                "execute_tool"
            } else if given("agent") && !given("model") {
                "invoke_agent"
            } else {
                "chat"
            };
            operation.to_owned()
        }))
    }

    /// The argument that the name ends with.
    pub(crate) fn subject(&self) -> &'static str {
        match self {
            Self::Model(operation) => match operation.as_str() {
                "invoke_agent" | "create_agent" | "handoff" => "agent",
                "execute_tool" => "tool",
                _ => "model",
            },
            Self::Server(..) => "tool",
        }
    }

    /// What stands before it.
    fn before(&self) -> String {
        match self {
            Self::Model(operation) if operation == "handoff" => "handoff from".to_owned(),
            Self::Model(operation) => operation.clone(),
            Self::Server(method, _) => method.clone().unwrap_or_default(),
        }
    }

    /// The operation of the span.
    pub(crate) fn op(&self) -> Option<String> {
        match self {
            Self::Model(operation) => Some(format!("gen_ai.{operation}")),
            Self::Server(..) => None,
        }
    }

    /// True for what a model is asked, which has to be told.
    pub(crate) fn is_inference(&self) -> bool {
        matches!(self, Self::Model(operation)
            if self.subject() == "model" && !operation.starts_with("memory"))
    }
}

fn literal_op(args: &Args) -> Option<String> {
    match &args.op.as_ref()?.value {
        Op::Literal(op) => Some(op.value()),
        Op::Constant(_) => None,
    }
}

fn server(args: &Args) -> Asks {
    let said = data(args, "mcp.method.name").map(|field| text(&field.value).map(syn::LitStr::value));
    if args.own("tool").is_some() {
        return Asks::Server(said.flatten().or(Some("tools/call".to_owned())), None);
    }
    let about = METHODS.iter().find_map(|(method, keys)| {
        let field = keys.iter().find_map(|key| data(args, key))?;
        Some((*method, text(&field.value).map(syn::LitStr::value)))
    });
    match (said, about) {
        (Some(said), about) => Asks::Server(said, about.and_then(|(_, subject)| subject)),
        (None, Some((method, subject))) => Asks::Server(Some(method.to_owned()), subject),
        (None, None) => Asks::Server(None, None),
    }
}

/// A field of `data(..)`.
pub(crate) fn data<'a>(args: &'a Args, key: &str) -> Option<&'a Field> {
    args.data.as_ref()?.value.iter().find(|field| field.name == key)
}

/// What the arguments say of the call.
pub(crate) fn of<'a>(args: &'a Args, func: &Func) -> Ai<'a> {
    let asks = Asks::of(args);
    let (mut literals, mut named) = (Vec::new(), Vec::new());
    match &asks {
        Asks::Model(operation) => literals.push(("gen_ai.operation.name", operation.clone())),
        Asks::Server(Some(method), _) if data(args, "mcp.method.name").is_none() => {
            literals.push(("mcp.method.name", method.clone()));
        }
        Asks::Server(..) => {}
    }
    let is_named = args.name.is_some();
    for (word, keys) in SUBJECTS {
        let Some(given) = args.own(word) else { continue };
        let keys = if word == "tool" && matches!(asks, Asks::Server(..)) { MCP_TOOL } else { keys };
        match text(&given.value) {
            Some(literal) => literals.extend(keys.iter().map(|key| (*key, literal.value()))),
            None => {
                let name = (word == asks.subject() && !is_named).then(|| asks.before());
                named.push(Named { keys, value: &given.value, name });
            }
        }
    }
    literals.extend(transport(args).map(|transport| ("network.transport", transport.to_owned())));
    let is_tool = matches!(&asks, Asks::Model(operation) if operation == "execute_tool");
    let is_tool = is_tool || (matches!(asks, Asks::Server(..)) && args.own("tool").is_some());
    if is_tool && data(args, DESCRIPTION).is_none() {
        literals.extend(documentation(&func.attrs).map(|text| (DESCRIPTION, text)));
    }
    let value = |word| args.own(word).map(|given| &given.value);
    let (messages, system, usage) = (value("messages"), value("system_instructions"), value("usage"));
    let embeds = matches!(&asks, Asks::Model(operation) if operation == "embeddings");
    let [inputs, outputs] = ["record_inputs", "record_outputs"].map(|word| value(word).and_then(flag));
    let is_of_tool = is_tool || matches!(asks, Asks::Server(..));
    Ai { literals, named, messages, embeds, system, inputs, outputs, usage, is_of_tool }
}

/// The name of a call of which all is known, or what is known of it.
pub(crate) fn name(args: &Args) -> String {
    let asks = Asks::of(args);
    let before = asks.before();
    let literal = args.own(asks.subject()).and_then(|given| text(&given.value)).map(syn::LitStr::value);
    let subject = match &asks {
        Asks::Server(_, Some(subject)) => Some(subject.clone()),
        _ => literal,
    };
    match subject {
        Some(subject) => format!("{before} {subject}"),
        None if before.is_empty() => "mcp".to_owned(),
        None => before,
    }
}

/// `true` or `false`, written as such.
pub(crate) fn flag(value: &Expr) -> Option<bool> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Bool(flag), .. }) => Some(flag.value),
        Expr::Group(group) => flag(&group.expr),
        _ => None,
    }
}

/// By what the messages of a server go, where it is said how they are packed.
fn transport(args: &Args) -> Option<&'static str> {
    if data(args, "network.transport").is_some() {
        return None;
    }
    match text(&data(args, "mcp.transport")?.value)?.value().as_str() {
        "stdio" => Some("pipe"),
        "http" | "sse" => Some("tcp"),
        _ => None,
    }
}

const DESCRIPTION: &str = "gen_ai.tool.description";

/// The first paragraph of a function's documentation.
fn documentation(attrs: &[Attribute]) -> Option<String> {
    let lines = attrs.iter().filter_map(|attr| match &attr.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => text(&meta.value).map(syn::LitStr::value),
        _ => None,
    });
    let lines: Vec<String> = lines.map(|line| line.trim().to_owned()).collect();
    let paragraph: Vec<&str> = lines
        .iter()
        .map(String::as_str)
        .skip_while(|line| line.is_empty())
        .take_while(|line| !line.is_empty())
        .collect();
    (!paragraph.is_empty()).then(|| paragraph.join(" "))
}
