//! Stage 3, [`SpanPlan`] and function to tokens. Cannot fail.
//!
//! Names only the door of the runtime and `::core`. Variables are hygienic, so the body neither sees nor shadows
//! them; items are not, so each has a block of its own. Known by `lib` and `block`.

mod asynchronous;
mod handed;

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt, quote, quote_spanned};
use syn::{AttrStyle, Attribute, Type};

use crate::bind::bind;
use crate::body::tail;
use crate::door::DoorAt;
use crate::ends::{self, End};
use crate::errors::Left;
use crate::func::{Body, Func};
use crate::linted;
use crate::plan::{Opening, Shape, SpanPlan};
use crate::put::put;
use crate::query_tokens;
use crate::returns::{Deferred, Returns, is_opaque};
use crate::says;
use crate::subject::Subject;
use crate::written::Written;

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
            if statements.is_empty() { self.body.stream() } else { self.before_body(statements.clone()) };
        let function = self.func.with_body(&statements, self.body.span());
        // The only advice that cannot be followed: a `const fn` cannot be traced.
        quote_spanned!(self.at=> #[allow(clippy::missing_const_for_fn)] #function)
    }

    /// `{ let _span = enter(..); body }`: no closure, so nothing changes for `return`, borrows and `Location::caller`.
    fn guard(&self) -> TokenStream {
        let mut opened = TokenStream::new();
        self.opened(&mut opened, "enter", "_span");
        self.emit(None, self.before_body(opened))
    }

    /// The value goes through a closure, to be looked at on its way out. The call stands last: so the closure's
    /// value is expected to be of the type that the function returns.
    fn value(&self) -> TokenStream {
        let mut body = TokenStream::new();
        let span = self.opened(&mut body, "enter", "span");
        let (mut sig, mut bound) = (self.func.sig.clone(), TokenStream::new());
        let is_changed = bind(&mut bound, &mut sig, &self.func.declared, false, self.outside(), self.at);
        let returned = self.func.returned();
        // A closure may capture something, and learns the type of the value from where it stands.
        let outcome = self.plan.outcome;
        let is_plain = outcome.reads_nothing()
            && outcome.answer.is_none()
            && !returned.as_ref().is_some_and(|ty| ty.is_partly_opaque);
        let (door, run) = (self.door(), Ident::new(if is_plain { "run" } else { "run_with" }, self.at));
        let closure = self.closure(bound, returned.as_ref());
        let end = self.end(None, returned.as_ref());
        put!(&mut body, self.at=> #door::#run(#span, #closure, #end));
        self.emit(Some(&sig).filter(|_| is_changed), body)
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
        let mut body = TokenStream::new();
        self.opened(&mut body, self.open(), "span");
        let (mut sig, mut bound) = (self.func.sig.clone(), TokenStream::new());
        bind(&mut bound, &mut sig, &self.func.declared, false, self.outside(), self.at);
        let returned = self.func.returned();
        let (door, closure) = (self.door(), self.closure(bound, returned.as_ref()));
        let end = self.deferred_end(returns, said, gives);
        // What is wrong with the lifetimes of the value is shown here.
        let (first, last) = self.tail();
        let arguments = says::grouped(quote_spanned!(self.at=> inner, #end), last);
        let method = Ident::new(method, first);
        let counted = self.plan.outcome.is_item.then(|| query_tokens::counted(self.plan, said, self.at));
        let wrapped = quote_spanned!(first=> span.#method #arguments);
        let wrapped = if *boxed { quote_spanned!(self.at=> #door::Box::pin(#wrapped)) } else { wrapped };
        put!(&mut body, self.at=> let inner = #door::once(#closure); #counted #wrapped);
        self.emit(Some(&sig), body)
    }

    /// `move || -> T { body }`. The arguments are bound again in it: so they are its own, as they were the function's.
    fn closure<'a>(&self, bound: TokenStream, returned: Option<&'a Written>) -> Closure<'a> {
        let body = says::block(self.before_body(bound), self.body.span());
        let is_opaque = self.func.returns().is_some_and(is_opaque);
        Closure { returned: returned.filter(|_| !is_opaque), body, at: self.at }
    }

    /// Where the last expression of the body begins and ends, or the whole body if it has none.
    fn tail(&self) -> (Span, Span) {
        match tail(self.body) {
            Some((first, last)) => (says::hygienic(first), says::hygienic(last)),
            None => (self.braces, self.braces),
        }
    }

    /// Adds `let span = enter(..);` and what is said on it. Gives the name of it, which is `silent` if that is nothing.
    fn opened(&self, tokens: &mut TokenStream, enter: &str, silent: &str) -> Ident {
        let (door, said) = (self.door(), self.said());
        // A guard takes what fields say itself.
        let is_told = enter == "enter" && matches!(self.plan.opening.subject, Subject::Function);
        let (enter, arguments) = self.entered(enter);
        let speaking = if is_told { "fields" } else { "span" };
        let name = if said.is_empty() { silent } else { speaking };
        let name = Ident::new(name, self.at);
        put!(tokens, self.at=> let #name = #door::#enter #arguments;);
        if said.is_empty() {
            return name;
        }
        if !is_told {
            put!(tokens, self.at=> let fields = span.fields(););
        }
        let said = says::block(said, self.at);
        put!(tokens, self.at=> if fields.is_kept() #said);
        name
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
        let mut tokens = subject.expressions();
        tokens.append_all(data.iter().chain(*tags).map(|field| &field.value).chain(*renamed));
        tokens.append_all(self.plan.continue_from);
        tokens
    }

    /// The one that stands before a future.
    fn from(&self) -> TokenStream {
        self.plan.continue_from.map(ToTokens::to_token_stream).unwrap_or_default()
    }

    fn remote(&self) -> Option<TokenStream> {
        self.plan.continue_from.map(|from| says::by_reference(self.plan.opening.door, "remote", from))
    }

    /// What looks at the value of type `ty`, which is not `said` again if the compiler knows it by then.
    fn end<'a>(&'a self, said: Option<&Written>, ty: Option<&'a Written>) -> End<'a> {
        let (door, outcome) = (self.plan.opening.door, self.plan.outcome.without_counted());
        let ty = ty.filter(|ty| !ty.is_partly_opaque);
        ends::plain_end(door, outcome, ty, self.at)
            .unwrap_or_else(|| End::Closure(ends::at_end(door, outcome, said, self.at)))
    }

    fn door(&self) -> DoorAt<'_> {
        self.plan.opening.door.at(self.at)
    }

    /// The statements of the body come right behind ours, for braces of their own would be blamed for a missing
    /// value. But an item behind a statement is a lint of clippy's, so items keep their braces.
    fn before_body(&self, statements: TokenStream) -> TokenStream {
        let mut all = statements;
        if self.func.starts_with_item {
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

/// `move || -> T { body }`, where the braces are the body's.
struct Closure<'a> {
    returned: Option<&'a Written>,
    body: Group,
    at: Span,
}

impl ToTokens for Closure<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { returned, body, at } = self;
        put!(tokens, *at=> move ||);
        if let Some(ty) = returned {
            put!(tokens, *at=> -> #ty);
        }
        tokens.append(body.clone());
    }
}

fn unit_at(span: Span) -> Type {
    Type::Verbatim(TokenTree::from(says::grouped(TokenStream::new(), span)).into())
}
