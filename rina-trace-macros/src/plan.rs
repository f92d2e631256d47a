//! Stage 2, arguments and signature to [`SpanPlan`]: what the words mean for this function, defaults, conflicts.
//!
//! Knows `args` and `func`; known by `expand`, which finds every answer here.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Expr, LitStr, Path};

use crate::args::{Args, ErrPolicy, Expected, Given, Op};
use crate::errors::{Errors, Left, did_you_mean};
use crate::fields::{Field, as_written};
use crate::func::{Body, Func};
use crate::returns::{Returns, is_never};
use crate::says::{self, hygienic};
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
    pub(crate) op: TokenStream,
    /// The operation is no constant of the user's, which would have to be asked for its name.
    pub(crate) has_literal_op: bool,
    /// A constant text.
    pub(crate) name: TokenStream,
    /// What is called on the rules.
    pub(crate) options: TokenStream,
    /// The name that is made when the span starts.
    pub(crate) renamed: Option<&'a Expr>,
    pub(crate) data: &'a [Field],
    pub(crate) tags: &'a [Field],
    /// What the checks leave in the body.
    pub(crate) left: Left,
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

/// What is read from the returned value.
#[derive(Clone, Copy)]
pub(crate) struct Outcome<'a> {
    pub(crate) failure: bool,
    /// Of these no event is sent.
    pub(crate) expected: &'a [Expected],
    pub(crate) ok: &'a [Field],
}

impl Outcome<'_> {
    pub(crate) const fn is_nothing(&self) -> bool {
        !self.failure && self.ok.is_empty()
    }
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
    func: &Func,
    place: &Place,
    errors: &mut Errors,
) -> Option<SpanPlan<'a>> {
    conflicts(args, errors);
    check_function(args, func, errors);
    check_names(args, func, errors);
    if !errors.is_empty() {
        return None;
    }
    let outcome = outcome(args, func);
    let door = Door(args.krate.as_ref());
    let opening = Opening {
        door,
        rules: "FUNCTION",
        has_literal_op: !matches!(&args.op, Some(Given { value: Op::Constant(_), .. })),
        options: options(args, door),
        op: args
            .op
            .as_ref()
            .map_or_else(|| quote!("function"), |op| operation(&op.value, op.word.span(), door)),
        name: fixed_name(args, func, place),
        renamed: args.name.as_ref().map(|name| &name.value).filter(|name| text(name).is_none()),
        data: fields(args.data.as_ref()),
        tags: fields(args.tags.as_ref()),
        left: errors.take_left(),
    };
    Some(SpanPlan {
        opening,
        continue_from: args.continue_from.as_ref().map(|from| &from.value),
        shape: shape(func, place, outcome),
        outcome,
    })
}

fn fields(given: Option<&Given<Vec<Field>>>) -> &[Field] {
    given.map_or(&[], |given| &given.value)
}

/// Arguments that exclude each other, wherever the attribute stands.
pub(crate) fn conflicts(args: &Args, errors: &mut Errors) {
    if let (Some(_), Some(child_only)) = (&args.root, &args.child_only) {
        errors.at(
            child_only,
            "`child_only` and `root` exclude each other: one never starts a segment, the other always",
        );
    }
    if let (Some(child_only), Some(_)) = (&args.child_only, &args.continue_from) {
        errors.at(child_only, "`child_only` and `continue_from` exclude each other: one never starts a segment, the other always");
    }
    if let (Some(expected), Some(ErrPolicy::Ignore)) = (&args.expected, args.err) {
        errors.at(
            &expected.word,
            "`expected` and `err = ignore` exclude each other: what is ignored is not looked at",
        );
    }
    for field in fields(args.ok.as_ref()) {
        if let Some(bare) = &field.bare {
            errors.at(bare, format_args!("`ok` takes functions of the returned value: `{bare} = |r| ..`"));
        } else if let Expr::Lit(value) = &field.value {
            let key = as_written(&field.key.value());
            let message = "`ok` takes functions of the returned value: what is known before stands in";
            errors.at(value, format_args!("{message} `data({key} = {})`", value.to_token_stream()));
        }
    }
}

fn check_function(args: &Args, func: &Func, errors: &mut Errors) {
    if let Some(skip) = &args.skip {
        errors.at(skip, "`skip` leaves a method out of a `#[traced] impl` or `#[traced] trait`, and stands alone on the method");
    }
    if let Some(constness) = &func.sig.constness {
        errors.at(constness, "a `const fn` cannot be traced: it may run in the compiler");
    }
    if let Body::None(semicolon) = &func.body {
        errors.at(
            semicolon,
            "a method without a body cannot be traced: put `#[traced]` on the method of the `impl`, or give it a body here",
        );
    }
    let is_hidden = func.is_track_caller() && func.sig.asyncness.is_none();
    if let Some(expected) = &args.expected {
        if !func.may_fail() {
            errors.at(&expected.word, "`expected` has nothing to read: the function returns no `Result`");
        } else if is_hidden {
            errors.at(
                &expected.word,
                "`expected` and `#[track_caller]` exclude each other: a closure around the body would hide its caller",
            );
        }
    }
    let Some(ok) = &args.ok else { return };
    if func.returns().is_some_and(is_never) {
        errors.at(&ok.word, "`ok` has nothing to read: the function never returns");
    } else if is_hidden {
        errors.at(
            &ok.word,
            "`ok` and `#[track_caller]` exclude each other: a closure around the body would hide its caller",
        );
    }
}

/// A name that stands alone has to be an argument's.
fn check_names(args: &Args, func: &Func, errors: &mut Errors) {
    let names = func.argument_names();
    for bare in [&args.data, &args.tags].into_iter().flatten().flat_map(|list| &list.value) {
        let Some(bare) = &bare.bare else { continue };
        if !names.contains(bare) {
            let known: Vec<String> = names.iter().map(ToString::to_string).collect();
            let meant = match did_you_mean(&bare.to_string(), known.iter().map(String::as_str)) {
                meant if !meant.is_empty() => meant,
                _ if known.is_empty() => format!(", which has none: write `{bare} = value`"),
                _ => format!(", which has `{}`: write `{bare} = value`", known.join("`, `")),
            };
            errors.at(bare, format_args!("`{bare}` is no argument of `{}`{meant}", func.sig.ident));
        }
    }
}

fn outcome<'a>(args: &'a Args, func: &Func) -> Outcome<'a> {
    let ok = fields(args.ok.as_ref());
    let expected = args.expected.as_ref().map_or(&[] as &[_], |given| &given.value);
    Outcome { failure: func.may_fail() && args.err != Some(ErrPolicy::Ignore), expected, ok }
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

/// The module of the runtime that expanded code speaks to.
#[derive(Clone, Copy)]
pub(crate) struct Door<'a>(pub(crate) Option<&'a Path>);

impl Door<'_> {
    /// Its path, absolute unless the user gave another. An error about it is shown at `span`.
    pub(crate) fn at(self, span: Span) -> TokenStream {
        let library = self.0.map_or_else(|| quote_spanned!(span=> ::rina_trace), ToTokens::to_token_stream);
        quote_spanned!(span=> #library::__private)
    }
}

fn options(args: &Args, door: Door<'_>) -> TokenStream {
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
    quote!(#root #child_only #sample_rate #err #allowed)
}

/// The keys that the project lets through although they look secret.
pub(crate) fn allowed<'a>(fields: impl Iterator<Item = &'a Field>) -> Option<TokenStream> {
    let mut keys = fields.filter(|field| field.is_allowed).map(|field| &field.key).peekable();
    keys.peek().is_some().then(|| quote!(.allowed(&[#(#keys),*])))
}

/// The operation as a constant text. A path is one of type `Op`, as is said at `word` if it is not.
pub(crate) fn operation(op: &Op, word: Span, door: Door<'_>) -> TokenStream {
    match op {
        Op::Literal(op) => quote!(#op),
        Op::Constant(op) => {
            let wanted = hygienic(word);
            let door = door.at(wanted);
            let op = of_type(&quote_spanned!(wanted=> #door::Op), op);
            quote_spanned!(wanted=> #op.name())
        }
    }
}

/// A constant that has to be of a type. Not by a function of the door, which would be shown with the error.
fn of_type(wanted: &TokenStream, value: &impl ToTokens) -> TokenStream {
    let at = says::hygienic_span_of(value).0;
    quote_spanned!(at=> { let value: #wanted = #value; value })
}

/// The name as a constant: the literal, or `module::function`, `module::Type::method`.
fn fixed_name(args: &Args, func: &Func, place: &Place) -> TokenStream {
    if let Some(name) = args.name.as_ref().and_then(|name| text(&name.value)) {
        return quote!(#name);
    }
    let function = func.sig.ident.unraw();
    let path = match &place.owner {
        Some(owner) => format!("::{}::{function}", owner.unraw()),
        None => format!("::{function}"),
    };
    let path = LitStr::new(&path, func.sig.ident.span());
    quote!(::core::concat!(::core::module_path!(), #path))
}
