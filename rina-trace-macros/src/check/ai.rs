//! What `#[traced_ai]` says of a call, as far as it can be seen in its literals.
//!
//! Known by `check`.

use proc_macro2::Span;
use rina_trace_conventions::{self as conventions, Standing};
use syn::{Expr, LitStr};

use super::op;
use super::settings::Settings;
use crate::ai::{Asks, data, flag};
use crate::args::{Args, Op};
use crate::errors::{Errors, did_you_mean};
use crate::values::text;

/// Providers as the conventions and those of OpenTelemetry call them, and some that they leave out.
///
/// Source: <https://opentelemetry.io/docs/specs/semconv/registry/attributes/gen-ai/#gen-ai-provider-name>
const PROVIDERS: [&str; 22] = [
    "anthropic",
    "aws.bedrock",
    "azure.ai.inference",
    "azure.ai.openai",
    "cerebras",
    "cohere",
    "deepseek",
    "fireworks",
    "gcp.gemini",
    "gcp.gen_ai",
    "gcp.vertex_ai",
    "groq",
    "huggingface",
    "ibm.watsonx.ai",
    "mistral_ai",
    "moonshot_ai",
    "ollama",
    "openai",
    "openrouter",
    "perplexity",
    "together_ai",
    "x_ai",
];

/// What one says, and what is written.
const ALSO_CALLED: [(&str, &str); 16] = [
    ("aws", "aws.bedrock"),
    ("aws_bedrock", "aws.bedrock"),
    ("azure", "azure.ai.openai"),
    ("azure_openai", "azure.ai.openai"),
    ("bedrock", "aws.bedrock"),
    ("claude", "anthropic"),
    ("gemini", "gcp.gemini"),
    ("google", "gcp.gemini"),
    ("gpt", "openai"),
    ("grok", "x_ai"),
    ("mistral", "mistral_ai"),
    ("open_ai", "openai"),
    ("together", "together_ai"),
    ("vertex", "gcp.vertex_ai"),
    ("vertex_ai", "gcp.vertex_ai"),
    ("xai", "x_ai"),
];

pub(super) fn check(args: &Args, project: &Settings, at: Span, errors: &mut Errors) {
    if !check_op(args, errors) || !check_operation(args, project, errors) {
        return;
    }
    if let Some(provider) = literal(args, "provider") {
        check_provider(provider, errors);
    }
    for word in ["record_inputs", "record_outputs"] {
        if let Some(given) = args.own(word)
            && flag(&given.value).is_none()
        {
            let message = "is `true` or `false`: what depends on more is said by `Config::record_ai_inputs` and \
                           `Config::record_ai_outputs`";
            errors.at(&given.value, format_args!("`{word}` {message}"));
        }
    }
    if let Some(given) = args.own("usage")
        && let Expr::Lit(value) = &given.value
    {
        errors.at(value, "`usage` takes a function of the returned value: `usage = |r| r.usage()`");
    }
    if !args.is_partial {
        needed(args, at, errors);
    }
}

fn literal<'a>(args: &'a Args, word: &str) -> Option<&'a LitStr> {
    args.own(word).and_then(|given| text(&given.value))
}

/// The operation of the span decides what is recorded, so it has to be known here. False if nothing is.
fn check_op(args: &Args, errors: &mut Errors) -> bool {
    let Some(given) = &args.op else { return true };
    let Op::Literal(op) = &given.value else {
        let message = "`op` decides here what is recorded: write the text itself, such as `\"gen_ai.chat\"` or \
                       `\"mcp.server\"`";
        errors.at(&given.value, message);
        return false;
    };
    let written = op.value();
    if !["gen_ai", "mcp"].contains(&written.split('.').next().unwrap_or_default()) {
        errors.at(
            op,
            format_args!(
                "`#[traced_ai]` is for operations of `gen_ai` and `mcp`: for another write `#[traced(op = {written:?})]`"
            ),
        );
        return false;
    }
    if let Some(operation) = args.own("operation") {
        errors.at(&operation.word, "`op` says the operation already: leave one of the two out");
        return false;
    }
    true
}

fn check_operation(args: &Args, project: &Settings, errors: &mut Errors) -> bool {
    let Some(given) = args.own("operation") else { return true };
    let Some(operation) = text(&given.value) else {
        let message = "the operation decides what is recorded: write the text itself, such as `\"chat\"`, \
                       `\"embeddings\"`, `\"invoke_agent\"` or `\"execute_tool\"`";
        errors.at(&given.value, message);
        return false;
    };
    let written = operation.value();
    if let Some(short) = written.strip_prefix("gen_ai.") {
        errors.at(operation, format_args!("the operation is written without its category: `\"{short}\"`"));
        return false;
    }
    let op = format!("gen_ai.{written}");
    // Nothing stands for these, and what they name is done all the same.
    if !conventions::op_named(&op).is_some_and(|known| known.standing == Standing::Gone) {
        op::check(operation, &op, project, errors);
    }
    true
}

fn check_provider(provider: &LitStr, errors: &mut Errors) {
    let written = provider.value();
    if PROVIDERS.contains(&&*written) {
        return;
    }
    let plain = written.trim().to_lowercase().replace(['-', ' '], "_");
    let known = PROVIDERS.iter().find(|known| **known == plain).copied();
    let known =
        known.or_else(|| ALSO_CALLED.iter().find(|(other, _)| *other == plain).map(|(_, known)| *known));
    let meant = match known {
        Some(known) => format!(", did you mean `{known}`?"),
        None => did_you_mean(&plain, PROVIDERS),
    };
    if written.is_empty() {
        errors.at(provider, "the provider is empty, write one such as \"anthropic\"");
    } else if !meant.is_empty() {
        errors.at(
            provider,
            format_args!(
                "unknown provider `{written}`{meant}\nif it is another, write an expression, such as a constant"
            ),
        );
    }
}

/// Without them there is nothing that Sentry could show. What stands in `data(..)` is said too.
fn needed(args: &Args, at: Span, errors: &mut Errors) {
    let asks = Asks::of(args);
    let beside = args.own.first().map(|given| given.word.span());
    let beside = beside.or(args.op.as_ref().map(|op| op.word.span())).unwrap_or(at);
    let is_missing = |word: &str, key: &str| args.own(word).is_none() && data(args, key).is_none();
    let mut push = |message: &str| errors.push(syn::Error::new(beside, message));
    if asks.is_inference() {
        if is_missing("provider", "gen_ai.provider.name") {
            push("`#[traced_ai]` has to know who is asked: `provider = \"anthropic\"`, or an expression");
        }
        if is_missing("model", "gen_ai.request.model") {
            push("`#[traced_ai]` has to know the model: `model = \"claude-sonnet-4-5\"`, or an expression");
        }
        return;
    }
    match (&asks, asks.subject()) {
        (Asks::Server(None, _), _) if data(args, "mcp.method.name").is_none() => push(
            "`#[traced_ai]` has to know what the server is asked: `tool = \"search\"`, or \
             `data(mcp.method.name = \"initialize\")`",
        ),
        (Asks::Model(_), "agent") if is_missing("agent", "gen_ai.agent.name") => {
            push("`#[traced_ai]` has to know the agent: `agent = \"researcher\"`, or an expression");
        }
        (Asks::Model(_), "tool") if is_missing("tool", "gen_ai.tool.name") => {
            push("`#[traced_ai]` has to know the tool: `tool = \"search\"`, or an expression");
        }
        _ => {}
    }
}
