//! An `async fn` becomes a function that returns a traced future.
//!
//! The part of `expand` that makes futures.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, TokenStreamExt};
use syn::{ReturnType, Token, Type};

use super::{Expansion, unit_at};
use crate::bind::bind;
use crate::put::put;
use crate::returns::is_never;
use crate::says;
use crate::written::{Written, capturing};

impl Expansion<'_> {
    /// `fn -> impl Future` nests twice as deep as `async fn { wrapper(async {}).await }` before the compiler
    /// gives up, and keeps the arguments once and not twice.
    pub(super) fn asynchronous(&self) -> TokenStream {
        let unit = unit_at(self.at);
        let ty = self.func.returns().unwrap_or(&unit);
        let returned = self.func.returned().unwrap_or_else(|| Written::erased(ty));
        let captured: &dyn ToTokens = if returned.is_partly_opaque { &capturing(ty) } else { &returned };
        let (begin, end) = match &self.func.sig.output {
            ReturnType::Type(..) => (says::hygienic(returned.ends.0), returned.ends.1),
            ReturnType::Default => (self.at, self.func.sig.paren_token.span.close()),
        };
        // As the braces, so the end of the signature is the user's: a lint about the function begins and ends there.
        let end = Token![>](end);
        let mut output = TokenStream::new();
        put!(&mut output, begin=> impl ::core::future::Future<Output = #captured #end);

        let (mut sig, mut statements) = (self.func.sig.clone(), self.typed(Some(&returned)));
        let is_changed = bind(&mut statements, &mut sig, &self.func.declared, true, self.from(), self.at);
        let body = self.future(statements, Some(&returned));
        if let (false, Some(mut tokens)) = (is_changed, self.head_of_future()) {
            tokens.extend([output]);
            tokens.append(says::block(body, self.body.span()));
            return tokens;
        }
        // The function still begins where it began.
        if let Some(asyncness) = sig.asyncness.take() {
            sig.fn_token.span = asyncness.span;
        }
        let arrow = match sig.output {
            ReturnType::Type(arrow, _) => arrow,
            ReturnType::Default => Token![->](self.at),
        };
        sig.output = ReturnType::Type(arrow, Box::new(Type::Verbatim(output)));
        self.emit(Some(&sig), body)
    }

    /// The head up to the type that is returned, as it was written but for the `async`, which the `fn` takes the place of.
    fn head_of_future(&self) -> Option<TokenStream> {
        let before = self.func.head_before_type()?;
        // `async fn name (..) - >`
        let asyncness = before.len().checked_sub(6)?;
        let mut tokens = TokenStream::new();
        tokens.append_all(&before[..asyncness]);
        tokens.append(Ident::new("fn", before[asyncness].span()));
        tokens.append_all(&before[asyncness + 2..]);
        Some(tokens)
    }

    /// `async fn { wrapper(async {}).await }`
    pub(super) fn kept_asynchronous(&self) -> TokenStream {
        let unit = unit_at(self.at);
        let returned = Some(self.func.returns().unwrap_or(&unit)).filter(|ty| !is_never(ty));
        let returned = returned.map(Written::erased);
        let (mut sig, mut statements) = (self.func.sig.clone(), self.typed(returned.as_ref()));
        bind(&mut statements, &mut sig, &self.func.declared, false, self.from(), self.at);
        let mut body = self.future(statements, returned.as_ref());
        put!(&mut body, self.at=> .await);
        self.emit(Some(&sig), body)
    }

    /// The first statement of the future: it returns nothing, but tells the compiler of which type the value is, as the
    /// signature of an `async fn` does.
    fn typed(&self, returned: Option<&Written>) -> TokenStream {
        let mut statements = TokenStream::new();
        if let Some(ty) = returned {
            let at = says::hygienic(ty.ends.0);
            let door = self.plan.opening.door.at(at);
            put!(&mut statements, at=> if false { return #door::never::<#ty>(); };);
        }
        statements
    }

    /// The traced future, with statements before its own.
    fn future(&self, mut statements: TokenStream, returned: Option<&Written>) -> TokenStream {
        let said = self.said();
        if !said.is_empty() {
            let at = returned.map_or(self.at, |ty| says::hygienic(ty.ends.0));
            let (door, said) = (self.plan.opening.door.at(at), says::block(said, at));
            put!(&mut statements, at=> #door::start(|fields| #said););
        }
        let future = says::block(self.before_body(statements), self.body.span());
        // What a model answers is handed on, in two steps: the compiler looks at closures side by side, and the second
        // has to know the type of the first's value.
        let is_apart = self.hands(returned).is_some();
        let (mut all, mut arguments) = (TokenStream::new(), says::callsite(&self.plan.opening, self.at));
        let (function, end) = self.future_end(returned);
        let function = match self.remote() {
            None => function.to_owned(),
            Some(remote) => {
                put!(&mut arguments, self.at=> , #remote);
                format!("{function}_from")
            }
        };
        put!(&mut arguments, self.at=> ,);
        if is_apart {
            put!(&mut all, self.at=> let future =);
            put!(&mut all, self.braces=> async move #future);
            put!(&mut all, self.at=> ;);
            put!(&mut arguments, self.at=> future);
        } else {
            put!(&mut arguments, self.braces=> async move #future);
        }
        put!(&mut arguments, self.at=> , #end);
        // A lifetime that is too short is shown at the call.
        let (at, end_at) = self.tail();
        let (door, function) = (self.plan.opening.door.at(at), Ident::new(&function, at));
        put!(&mut all, at=> #door::#function::<_,);
        self.put_given(&mut all, returned, at);
        put!(&mut all, at=> >);
        all.append(says::grouped(arguments, end_at));
        all
    }
}
