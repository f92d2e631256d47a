//! Stage 2, arguments and signature to [`SpanPlan`]: what the words mean for this function, defaults, conflicts.
//!
//! Knows `args` and `func`; known by `expand`, which finds every answer here.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Expr, LitStr};

use crate::ai::{self, Asks};
use crate::args::{Args, ErrPolicy, Given, Op};
use crate::door::Door;
use crate::errors::{Errors, Left};
use crate::fields::Field;
use crate::fit;
use crate::func::Func;
use crate::kind::Kind;
use crate::outcome::{self, Outcome};
use crate::returns::{Returns, is_never};
use crate::says::{self, hygienic};
use crate::subject::{self, Subject};
use crate::values::text;

/// All that `expand` needs to know of a function's span.
pub(crate) struct SpanPlan<'a> {
    pub(crate) opening: Opening<'a>,
    pub(crate) continue_from: Option<&'a Expr>,
    pub(crate) shape: Shape,
    /// What is read from the returned value.
    pub(crate) outcome: Outcome<'a>,
}

/// What is known of a span when it starts.
pub(crate) struct Opening<'a> {
    pub(crate) door: Door<'a>,
    /// The constant of the rules that the options change.
    pub(crate) rules: &'static str,
    pub(crate) op: Constant,
    pub(crate) name: Constant,
    /// What is called on the rules.
    pub(crate) options: Option<TokenStream>,
    /// The name that is made when the span starts.
    pub(crate) renamed: Option<&'a Expr>,
    pub(crate) data: &'a [Field],
    pub(crate) tags: &'a [Field],
    pub(crate) subject: Subject<'a>,
    /// What the checks leave in the body.
    pub(crate) left: Left,
}

/// A constant text. Most are literals, and a stream for each of them is dear.
#[derive(Clone)]
pub(crate) enum Constant {
    Literal(Literal),
    /// Of the user's, or one that the compiler makes.
    Computed(TokenStream),
}

impl Constant {
    pub(crate) const fn is_literal(&self) -> bool {
        matches!(self, Self::Literal(_))
    }
}

impl ToTokens for Constant {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Literal(literal) => literal.to_tokens(tokens),
            Self::Computed(computed) => computed.to_tokens(tokens),
        }
    }
}

/// How the body is wrapped.
pub(crate) enum Shape {
    /// A guard beside the statements.
    Guard,
    /// A closure around them, whose value is looked at.
    Value,
    /// `async fn` to `fn -> impl Future`.
    Async,
    /// An `async fn` that has to stay one.
    KeptAsync,
    /// A function that gives back a future or a stream.
    Deferred(Returns),
}

/// Where a function stands.
#[derive(Default)]
pub(crate) struct Place {
    /// The type or trait of the annotated block around it.
    pub(crate) owner: Option<Ident>,
    /// Another macro will still look at the block.
    pub(crate) is_watched: bool,
}

/// `None` only after an error.
pub(crate) fn plan<'a>(
    args: &'a Args,
    kind: &Kind,
    func: &Func,
    place: &Place,
    errors: &mut Errors,
) -> Option<SpanPlan<'a>> {
    fit::check(args, kind, func, errors);
    let function = || function_path(func, place);
    let subject = subject::of(args, kind, func, &function, errors);
    if !errors.is_empty() {
        return None;
    }
    let outcome = outcome::of(args, kind, func, &subject);
    let door = Door(args.krate.as_ref());
    let op = args
        .op
        .as_ref()
        .map_or_else(|| own_operation(args, kind), |op| operation(&op.value, op.word.span(), door));
    let opening = Opening {
        door,
        rules: kind.rules,
        options: options(args, door),
        name: match &subject {
            // Until the key is known.
            Subject::Cache(cache) if cache.renames => op.clone(),
            _ => fixed_name(args, &subject, &function),
        },
        op,
        renamed: args.name.as_ref().map(|name| &name.value).filter(|name| text(name).is_none()),
        data: fields(args.data.as_ref()),
        tags: fields(args.tags.as_ref()),
        subject,
        left: errors.take_left(),
    };
    Some(SpanPlan {
        opening,
        continue_from: args.continue_from.as_ref().map(|from| &from.value),
        shape: shape(func, place, outcome),
        outcome,
    })
}

pub(crate) fn fields(given: Option<&Given<Vec<Field>>>) -> &[Field] {
    given.map_or(&[], |given| &given.value)
}

fn shape(func: &Func, place: &Place, outcome: Outcome<'_>) -> Shape {
    if func.sig.asyncness.is_some() {
        // `!` can be written only as the type that a function returns.
        let never = func.returns().is_some_and(is_never);
        let kept = never || place.is_watched || func.is_watched();
        return if kept { Shape::KeptAsync } else { Shape::Async };
    }
    match Returns::of(&func.sig.output) {
        Returns::Value if outcome.is_nothing() || func.is_track_caller() => Shape::Guard,
        Returns::Value => Shape::Value,
        deferred => Shape::Deferred(deferred),
    }
}

fn options(args: &Args, door: Door<'_>) -> Option<TokenStream> {
    let root = args.root.as_ref().map(|_| quote!(.root()));
    let child_only = args.child_only.as_ref().map(|_| quote!(.child_only()));
    let sample_rate = args.sample_rate.as_ref().map(|Given { word, value }| {
        let wanted = hygienic(word.span());
        let rate = of_type(&quote_spanned!(wanted=> ::core::primitive::f64), value);
        quote!(.sample_rate(#rate))
    });
    let door = door.at(Span::mixed_site());
    let err = match args.err {
        None => None,
        Some(ErrPolicy::Record) => Some(quote!(.err(#door::ErrPolicy::Record))),
        Some(ErrPolicy::Capture) => Some(quote!(.err(#door::ErrPolicy::Capture))),
        Some(ErrPolicy::Ignore) => Some(quote!(.err(#door::ErrPolicy::Ignore))),
    };
    let lists = [&args.data, &args.tags, &args.ok].into_iter().flatten();
    let allowed = allowed(lists.flat_map(|list| &list.value));
    let outputs = args.own("record_outputs").and_then(|given| ai::flag(&given.value));
    let outputs = outputs.map(|flag| quote!(.outputs(#flag)));
    let options = [root, child_only, sample_rate, err, allowed, outputs];
    options.iter().any(Option::is_some).then(|| quote!(#(#options)*))
}

/// The keys that the project lets through although they look secret.
pub(crate) fn allowed<'a>(fields: impl Iterator<Item = &'a Field>) -> Option<TokenStream> {
    let mut keys = fields.filter(|field| field.is_allowed).map(|field| &field.key).peekable();
    keys.peek().is_some().then(|| quote!(.allowed(&[#(#keys),*])))
}

/// The operation as a constant text. A path is one of type `Op`, as is said at `word` if it is not.
pub(crate) fn operation(op: &Op, word: Span, door: Door<'_>) -> Constant {
    match op {
        Op::Literal(op) => Constant::Literal(op.token()),
        Op::Constant(op) => {
            let wanted = hygienic(word);
            let door = door.at(wanted);
            let op = of_type(&quote_spanned!(wanted=> #door::Op), op);
            Constant::Computed(quote_spanned!(wanted=> #op.name()))
        }
    }
}

/// A constant that has to be of a type. Not by a function of the door, which would be shown with the error.
fn of_type(wanted: &TokenStream, value: &impl ToTokens) -> TokenStream {
    let at = says::hygienic_span_of(value).0;
    quote_spanned!(at=> { let value: #wanted = #value; value })
}

/// The name as a constant: the literal, what an attribute of its own makes of its arguments, or the function's path.
fn fixed_name(args: &Args, subject: &Subject<'_>, function: &dyn Fn() -> Constant) -> Constant {
    if let Some(name) = args.name.as_ref().and_then(|name| text(&name.value)) {
        return Constant::Literal(name.token());
    }
    subject.name(args).map_or_else(function, |name| constant(&name))
}

/// `module::function`, `module::Type::method`.
fn function_path(func: &Func, place: &Place) -> Constant {
    let function = func.sig.ident.unraw();
    let path = match &place.owner {
        Some(owner) => format!("::{}::{function}", owner.unraw()),
        None => format!("::{function}"),
    };
    let path = LitStr::new(&path, func.sig.ident.span());
    Constant::Computed(quote!(::core::concat!(::core::module_path!(), #path)))
}

/// The operation where none is given.
fn own_operation(args: &Args, kind: &Kind) -> Constant {
    let op = if kind.is_ai { Asks::of(args).op() } else { None };
    constant(op.as_deref().unwrap_or(kind.op))
}

fn constant(text: &str) -> Constant {
    Constant::Literal(Literal::string(text))
}
