//! What a function of a cache tells without being asked: its key, which names its span, how long and how much it keeps,
//! and whether there was anything.
//!
//! Stages 2 and 3 of it. By the operation alone, so functions of no cache have none of it. Known by `plan`, and as its
//! answer by `says` and `expand`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use rina_trace_conventions::op_named;
use syn::ExprPath;

use crate::args::{Args, Op};
use crate::door::Door;
use crate::fields::Field;
use crate::func::Func;
use crate::kind::Answer;

/// The attribute that names a span.
const KEY: &str = "cache.key";

/// What the arguments of a function of a cache tell.
pub(crate) struct Cache {
    /// Arguments, with the type of the runtime that reads them.
    pub(crate) told: Vec<(Told, Ident)>,
    /// The span has no name but its key.
    pub(crate) renames: bool,
    /// It asks the cache, so what it returns tells whether there was anything.
    pub(crate) asks: bool,
}

/// What an argument is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    Key,
    Ttl,
    Value,
}

impl Told {
    /// What an argument of that name is to a cache.
    fn of(name: &str) -> Option<Self> {
        match name {
            "key" | "keys" => Some(Self::Key),
            "ttl" => Some(Self::Ttl),
            "value" => Some(Self::Value),
            _ => None,
        }
    }

    const fn attribute(self) -> &'static str {
        match self {
            Self::Key => KEY,
            Self::Ttl => "cache.ttl",
            Self::Value => "cache.item_size",
        }
    }

    const fn reader(self) -> &'static str {
        match self {
            Self::Key => "CacheKey",
            Self::Ttl => "CacheTtl",
            Self::Value => "CacheSize",
        }
    }
}

/// `None` where the operation is none of a cache, or is not known here.
pub(crate) fn of(args: &Args, func: &Func) -> Option<Cache> {
    let named;
    let below = match &args.op.as_ref()?.value {
        Op::Literal(_) => args.operation.as_deref()?,
        Op::Constant(path) => {
            named = of_constant(path)?;
            &named
        }
    };
    let below = below.strip_prefix("cache.")?;
    let is_one = |words: &[&str]| words.iter().any(|word| below.starts_with(word));
    let fills = is_one(&["put", "set"]);
    let data = args.data.iter().flat_map(|data| &data.value);
    // What is said in the attribute goes before.
    let is_said = |told: Told| data.clone().any(|field| field.name == told.attribute());
    let told = func.argument_names().into_iter().filter_map(|name| {
        let told = Told::of(&name.to_string())?;
        let is_wanted = told != Told::Value || fills;
        (is_wanted && !is_said(told)).then_some((told, name))
    });
    let told: Vec<_> = told.collect();
    let has_key = is_said(Told::Key) || told.iter().any(|(told, _)| *told == Told::Key);
    Some(Cache { told, renames: has_key && args.name.is_none(), asks: is_one(&["get", "lookup"]) })
}

/// The operation that a constant of `rina_trace::op` stands for: `CACHE_GET` for `cache.get`.
fn of_constant(path: &ExprPath) -> Option<String> {
    let name = path.path.segments.last()?.ident.to_string();
    let below = name.strip_prefix("CACHE_")?;
    let op = format!("cache.{}", below.to_lowercase());
    op_named(&op).is_some().then_some(op)
}

impl Cache {
    /// What reads whether there was anything.
    pub(crate) const ANSWER: Answer = Answer { probe: "Lookup", is_in_errors: false };

    /// True if a value of the attribute names the span.
    pub(crate) fn is_named_by(&self, field: &Field) -> bool {
        self.renames && field.name == KEY
    }

    /// Statements that say on `fields` what the arguments tell.
    pub(crate) fn said(&self, door: Door<'_>, at: Span) -> TokenStream {
        let (door, renames) = (door.at(at), self.renames);
        let mut statements = TokenStream::new();
        for (told, name) in &self.told {
            let reader = Ident::new(told.reader(), at);
            let renames = (*told == Told::Key).then(|| quote_spanned!(at=> , #renames));
            statements.extend(quote_spanned! {at=>
                #door::#reader::of(&#name).say()(&#name, fields #renames);
            });
        }
        statements
    }
}
