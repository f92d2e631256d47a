//! Stage 3, [`SpanPlan`] and function to tokens. Cannot fail.
//!
//! Names only the door of the runtime and `::core`. Variables are hygienic, so the body neither sees nor shadows
//! them; items are not, so each has a block of its own. Known by `lib` and `block`.

mod handed;

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt, quote, quote_spanned};
use syn::{AttrStyle, Attribute, ReturnType, Token, Type};

use crate::bind::bind;
use crate::door::DoorAt;
use crate::errors::Left;
use crate::func::{Body, Func};
use crate::linted;
use crate::plan::{Opening, Shape, SpanPlan};
use crate::query_tokens;
use crate::returns::{Deferred, Returns, is_never, is_opaque};
use crate::says;
use crate::subject::Subject;
use crate::written::{Written, capturing};

pub(crate) fn function(plan: &SpanPlan<'_>, func: &Func) -> TokenStream {
    let Body::Block(body) = &func.body else { return TokenStream::new() };
    let expansion = Expansion {
        plan,
        func,
        body,
        at: Span::mixed_site().located_at(func.sig.ident.span()),
        braces: Span::mixed_site().located_at(body.span()),
    };
    if linted::is_asked()
        && let Some(statements) = linted::uses(plan, func, expansion.at)
    {
        return expansion.as_written(&statements);
    }
    match (&plan.shape, plan.opening.subject.model()) {
        (Shape::Guard, _) => expansion.guard(),
        (Shape::Value, None) => expansion.value(),
        (Shape::Value, Some(ai)) => expansion.handed(ai),
        (Shape::Async, _) => expansion.asynchronous(),
        (Shape::KeptAsync, _) => expansion.kept_asynchronous(),
        (Shape::Deferred(returns), _) => expansion.deferred(returns),
    }
}

/// The function as it was, after an error; with its warnings, for all are to be seen at once.
pub(crate) fn untraced(func: &Func, left: &Left) -> TokenStream {
    let Body::Block(body) = &func.body else { return func.to_token_stream() };
    let (Left { items, warnings }, statements) = (left, body.stream());
    func.with_body(&quote!(#items #warnings #statements), body.span())
}

struct Expansion<'a> {
    plan: &'a SpanPlan<'a>,
    func: &'a Func,
    body: &'a Group,
    /// The name of the function, hygienic.
    at: Span,
    /// The braces of the function, hygienic.
    braces: Span,
}

impl Expansion<'_> {
    /// The function of the user, for clippy.
    fn as_written(&self, statements: &TokenStream) -> TokenStream {
        let statements =
            if statements.is_empty() { self.body.stream() } else { self.before_body(statements) };
        let function = self.func.with_body(&statements, self.body.span());
        // The only advice that cannot be followed: a `const fn` cannot be traced.
        quote_spanned!(self.at=> #[allow(clippy::missing_const_for_fn)] #function)
    }

    /// `{ let _span = enter(..); body }`: no closure, so nothing changes for `return`, borrows and `Location::caller`.
    fn guard(&self) -> TokenStream {
        let (_, opened) = self.opened("enter", "_span");
        self.emit(None, self.before_body(&opened))
    }

    /// The value goes through a closure, to be looked at on its way out. The call stands last: so the closure's
    /// value is expected to be of the type that the function returns.
    fn value(&self) -> TokenStream {
        let (span, opened) = self.opened("enter", "span");
        let mut sig = self.func.sig.clone();
        let bound = bind(&mut sig, false, self.outside(), self.at);
        let returned = self.func.returns().map(Written::erased);
        let (door, closure) = (self.door(), self.closure(&bound, returned.as_ref()));
        let end = self.end(None, returned.as_ref());
        // A closure may capture something, and learns the type of the value from where it stands.
        let outcome = self.plan.outcome;
        let is_plain = outcome.reads_nothing()
            && outcome.answer.is_none()
            && !returned.is_some_and(|ty| ty.is_partly_opaque);
        let run = Ident::new(if is_plain { "run" } else { "run_with" }, self.at);
        let body = quote_spanned!(self.at=> #opened #door::#run(#span, #closure, #end));
        // Nothing is taken out of the signature that is not bound.
        self.emit(Some(&sig).filter(|_| !bound.is_empty()), body)
    }

    /// `fn -> impl Future` nests twice as deep as `async fn { wrapper(async {}).await }` before the compiler
    /// gives up, and keeps the arguments once and not twice.
    fn asynchronous(&self) -> TokenStream {
        let mut sig = self.func.sig.clone();
        // The function still begins where it began.
        if let Some(asyncness) = sig.asyncness.take() {
            sig.fn_token.span = asyncness.span;
        }
        let bound = bind(&mut sig, true, self.from(), self.at);
        let unit = unit_at(self.at);
        let ty = self.func.returns().unwrap_or(&unit);
        let returned = Written::erased(ty);
        let captured: &dyn ToTokens = if returned.is_partly_opaque { &capturing(ty) } else { &returned };
        let (arrow, begin, end) = match &self.func.sig.output {
            ReturnType::Type(arrow, _) => (*arrow, says::hygienic(returned.ends.0), returned.ends.1),
            ReturnType::Default => (Token![->](self.at), self.at, sig.paren_token.span.close()),
        };
        // As the braces, so the end of the signature is the user's: a lint about the function begins and ends there.
        let end = Token![>](end);
        let future = quote_spanned!(begin=> impl ::core::future::Future<Output = #captured #end);
        sig.output = ReturnType::Type(arrow, Box::new(Type::Verbatim(future)));
        let body = self.future(&bound, Some(&returned));
        self.emit(Some(&sig), body)
    }

    /// `async fn { wrapper(async {}).await }`
    fn kept_asynchronous(&self) -> TokenStream {
        let mut sig = self.func.sig.clone();
        let bound = bind(&mut sig, false, self.from(), self.at);
        let unit = unit_at(self.at);
        let returned = Some(self.func.returns().unwrap_or(&unit)).filter(|ty| !is_never(ty));
        let future = self.future(&bound, returned.map(Written::erased).as_ref());
        let body = quote_spanned!(self.at=> #future.await);
        self.emit(Some(&sig), body)
    }

    /// The traced future. Its first statement returns nothing, but tells the compiler of which type the value is,
    /// as the signature of an `async fn` does.
    fn future(&self, bound: &TokenStream, returned: Option<&Written>) -> TokenStream {
        let at = returned.map_or(self.at, |ty| says::hygienic(ty.ends.0));
        let door = self.plan.opening.door.at(at);
        let typed = returned.map(|ty| quote_spanned!(at=> if false { return #door::never::<#ty>(); };));
        let said = self.said();
        let start = (!said.is_empty()).then(|| quote_spanned!(at=> #door::start(|fields| { #said });));
        let statements = says::block(self.before_body(&quote!(#typed #bound #start)), self.body.span());
        let callsite = says::callsite(&self.plan.opening, self.at);
        let (function, end) = self.future_end(returned);
        let (made, future) = self.made(quote_spanned!(self.braces=> async move #statements), returned);
        let (function, arguments) = match self.remote() {
            None => (function.to_owned(), quote!(#callsite, #future, #end)),
            Some(remote) => (format!("{function}_from"), quote!(#callsite, #remote, #future, #end)),
        };
        // A lifetime that is too short is shown at the call.
        let (at, end_at) = self.tail();
        let (door, function) = (self.plan.opening.door.at(at), Ident::new(&function, at));
        let arguments = says::grouped(arguments, end_at);
        let given = self.future_given(returned, at);
        quote_spanned!(at=> #made #door::#function::<_, #given> #arguments)
    }

    /// What is returned is wrapped, whatever expression made it.
    fn deferred(&self, returns: &Returns) -> TokenStream {
        let (method, deferred) = match returns {
            Returns::Stream(deferred) => ("stream", deferred),
            Returns::Future(deferred) => ("future", deferred),
            Returns::Value => return self.value(),
        };
        let Deferred { boxed, gives } = deferred;
        // Behind a box the type is known from the closure; elsewhere it is said here, before it is looked at.
        let gives = gives.as_deref();
        let said = gives.filter(|ty| !boxed && !is_opaque(ty));
        let (_, opened) = self.opened(self.open(), "span");
        let mut sig = self.func.sig.clone();
        let bound = bind(&mut sig, false, self.outside(), self.at);
        let returned = self.func.returns().map(Written::erased);
        let (door, closure) = (self.door(), self.closure(&bound, returned.as_ref()));
        let end = self.deferred_end(returns, said, gives);
        // What is wrong with the lifetimes of the value is shown here.
        let (first, last) = self.tail();
        let arguments = says::grouped(quote_spanned!(self.at=> inner, #end), last);
        let method = Ident::new(method, first);
        let counted = self.plan.outcome.is_item.then(|| query_tokens::counted(self.plan, said, self.at));
        let wrapped = quote_spanned!(first=> span.#method #arguments);
        let wrapped = if *boxed { quote_spanned!(self.at=> #door::Box::pin(#wrapped)) } else { wrapped };
        let body = quote_spanned!(self.at=> #opened let inner = #door::once(#closure); #counted #wrapped);
        self.emit(Some(&sig), body)
    }

    /// `move || -> T { body }`. The arguments are bound again in it: so they are its own, as they were the function's.
    fn closure(&self, bound: &TokenStream, returned: Option<&Written>) -> TokenStream {
        let body = says::block(self.before_body(bound), self.body.span());
        let is_opaque = self.func.returns().is_some_and(is_opaque);
        let returned = returned.filter(|_| !is_opaque).map(|ty| quote_spanned!(self.at=> -> #ty));
        // A closure with a return type has to have braces, and those are the body's.
        quote_spanned!(self.at=> move || #returned #body)
    }

    /// Where the last expression of the body begins and ends, or the whole body if it has none.
    fn tail(&self) -> (Span, Span) {
        match self.func.seen.tail {
            Some((first, last)) => (says::hygienic(first), says::hygienic(last)),
            None => (self.braces, self.braces),
        }
    }

    /// `let span = enter(..);` and what is said on it; with the name of it, which is `silent` if that is nothing.
    fn opened(&self, enter: &str, silent: &str) -> (Ident, TokenStream) {
        let (door, said) = (self.door(), self.said());
        // A guard takes what fields say itself.
        let is_told = enter == "enter" && matches!(self.plan.opening.subject, Subject::Function);
        let (enter, arguments) = self.entered(enter);
        let speaking = if is_told { "fields" } else { "span" };
        let name = if said.is_empty() { silent } else { speaking };
        let name = Ident::new(name, self.at);
        let opened = quote_spanned!(self.at=> let #name = #door::#enter #arguments;);
        if said.is_empty() {
            return (name, opened);
        }
        let fields = (!is_told).then(|| quote_spanned!(self.at=> let fields = span.fields();));
        let said = says::block(said, self.at);
        (name, quote_spanned!(self.at=> #opened #fields if fields.is_kept() #said))
    }

    fn said(&self) -> TokenStream {
        says::at_start(&self.plan.opening, self.at)
    }

    /// What is called, and with what.
    fn entered(&self, enter: &str) -> (Ident, Group) {
        let callsite = says::callsite(&self.plan.opening, self.at);
        let (enter, arguments) = match self.remote() {
            None => (Ident::new(enter, self.at), callsite),
            Some(remote) => {
                (Ident::new(&format!("{enter}_from"), self.at), quote_spanned!(self.at=> #callsite, #remote))
            }
        };
        (enter, says::grouped(arguments, self.at))
    }

    /// The user's expressions that stand before a closure around the body.
    fn outside(&self) -> TokenStream {
        let Opening { data, tags, renamed, subject, .. } = &self.plan.opening;
        let values = data.iter().chain(*tags).map(|field| &field.value).chain(*renamed);
        values.map(ToTokens::to_token_stream).chain([subject.expressions(), self.from()]).collect()
    }

    /// The one that stands before a future.
    fn from(&self) -> TokenStream {
        self.plan.continue_from.map(ToTokens::to_token_stream).unwrap_or_default()
    }

    fn remote(&self) -> Option<TokenStream> {
        self.plan.continue_from.map(|from| says::by_reference(self.plan.opening.door, "remote", from))
    }

    /// What looks at the value of type `ty`, which is not `said` again if the compiler knows it by then.
    fn end(&self, said: Option<&Written>, ty: Option<&Written>) -> TokenStream {
        let (door, outcome) = (self.plan.opening.door, self.plan.outcome.without_counted());
        let ty = ty.filter(|ty| !ty.is_partly_opaque);
        says::plain_end(door, outcome, ty, self.at)
            .unwrap_or_else(|| says::at_end(door, outcome, said, self.at))
    }

    fn door(&self) -> DoorAt<'_> {
        self.plan.opening.door.at(self.at)
    }

    /// The statements of the body come right behind ours, for braces of their own would be blamed for a missing
    /// value. But an item behind a statement is a lint of clippy's, so items keep their braces.
    fn before_body(&self, statements: &TokenStream) -> TokenStream {
        let mut all = statements.clone();
        if self.func.seen.starts_with_item {
            all.append(self.body.clone());
        } else {
            all.extend([self.body.stream()]);
        }
        all
    }

    /// With another signature, or the function's own. The outermost braces are the user's too: the compiler takes a
    /// function that ends in tokens of a macro for one that nobody wrote, and does not say that it is never called.
    fn emit(&self, sig: Option<&syn::Signature>, body: TokenStream) -> TokenStream {
        let Func { attrs, vis, head, .. } = self.func;
        let body = says::block(body, self.body.span());
        match (sig, head) {
            (None, Some(head)) => head.iter().cloned().chain([body.into()]).collect(),
            _ => {
                let attrs = attrs.iter().map(|attr| Attribute { style: AttrStyle::Outer, ..attr.clone() });
                let sig = sig.unwrap_or(&self.func.sig);
                quote!(#(#attrs)* #vis #sig #body)
            }
        }
    }
}

fn unit_at(span: Span) -> Type {
    Type::Verbatim(TokenTree::from(says::grouped(TokenStream::new(), span)).into())
}
