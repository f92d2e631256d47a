//! The attributes of rina-trace. Use them through the crate rina-trace.
//!
//! Each goes through three stages: tokens to `args`, arguments and signature to a `plan`, the plan to tokens in
//! `expand`. All that can be wrong is found before the last, and every problem of it is reported at once.

mod ai;
mod args;
mod bind;
mod block;
mod body;
mod cache;
mod check;
mod contents;
mod declared;
mod door;
mod ends;
mod errors;
mod expand;
mod fields;
mod fit;
mod func;
mod holds;
mod item;
mod kind;
mod linted;
mod named;
mod op_macro;
mod outcome;
mod plan;
mod put;
mod query;
mod query_tokens;
mod request;
mod returns;
mod says;
mod signature;
mod span_macro;
mod subject;
mod tells;
mod values;
mod written;

use proc_macro::TokenStream;

/// Opens a span when a function is called, and finishes it when the function is done.
///
/// It stands on a function, a method, an `impl` block or a `trait`. Without arguments the operation is `function` and
/// the name the function's path. Nothing is recorded of arguments and results but what is named here; there is one
/// exception, functions of a [cache](#caches).
///
/// ```text
/// #[traced(op = "business.checkout", name = "checkout", data(user_id, items = cart.len()), tags(plan = %user.plan))]
/// async fn checkout(user_id: u64, user: &User, cart: Vec<Item>) -> Result<Receipt, CheckoutError> { .. }
/// ```
///
/// The span of an `async fn`, and of a function that is declared to return a future or a stream (`impl Future`,
/// `Pin<Box<dyn Future>>`, `BoxFuture`, `LocalBoxFuture` and the same of `Stream`), ends with what is returned, not
/// with the call.
///
/// # Arguments
///
/// - `op = "db.query"`: the operation, a literal or the path of a constant such as `rina_trace::op::DB_QUERY`.
/// - `name = "find user"`, or an expression such as `name = format!("GET {route}")`, which is evaluated only if the
///   span is recorded.
/// - `data(..)`: attributes, typed. `key = expression`, `dotted.key = expression`, `"any key" = expression`, or the name of
///   an argument alone. `%` records by `Display`, `?` by `Debug`, before the expression or the name. Expressions are
///   evaluated before the body, by reference, and only if the span is recorded.
/// - `tags(..)`: texts to search by, written as `data(..)`.
/// - `ok(items = |r| r.len(), all = ?|r| r.clone())`: attributes from the returned value, or from the value in its
///   `Ok`: closures that take it by reference, or paths of such functions. For a future or a stream they capture no
///   variables.
/// - `err = record`: an `Err` marks the span, which is the default, unless `Config::capture_errors` says otherwise.
///   `err = capture` sends it to Sentry too, once it has left the outermost traced function; `err = ignore` does not
///   look at it. A `Result` is known by its type, also behind an alias. An error that implements `SpanError` says the
///   status itself.
/// - `expected = NotFound`, `expected = [NotFound, |error| error.is_timeout()]`: errors that are nothing to worry
///   about, by their type or by closures that take the error by reference; a type is looked for in the whole chain of
///   causes. No event is sent for them, and the span ends with the status that the error says, else with `ok`. A type
///   asks for errors that are `'static`; for a future or a stream a closure captures no variables.
/// - `sample_rate = 0.5`: of segments that start here, from 0.0 (none) to 1.0 (all); a constant.
/// - `root`: always starts a segment of its own. `child_only`: never starts one, so that the function costs nothing
///   where no span is open.
/// - `continue_from = headers`: starts a segment in the trace of another service.
/// - `crate = path::to::rina_trace`, where the library has another name.
///
/// # What is checked when the program is compiled
///
/// - **Operations.** One that [Sentry knows](https://getsentry.github.io/sentry-conventions/), one below a category
///   that it knows (`cache.lookup`) unless that is nearly a known one (`cache.gte`), below `business`, `payment`, `email`
///   or `ai`, or one that the project declares. Anything else is an error. A deprecated one is a warning.
/// - **Names.** A literal name that holds an id or a number is a warning, and so is one of `http.server` or
///   `http.client` that is not `METHOD /route`.
/// - **Keys.** One that is nearly a known one is a warning, and so is a deprecated one. Others are the project's own.
/// - **Types.** A known key takes the type that Sentry gives it: an integer, a number, `true` or `false`, a text, or a
///   list of texts, for which a text alone will do; by reference, in an `Option`, or as a type of your own that
///   implements `IntoValue`. An argument that is declared as a `bool`, a number or `&str` is taken to be the language's.
/// - **Secrets.** A key, an argument or a field whose name looks secret (`password`, `api_key`, `authorization`, ..) is
///   recorded only as `hash(..)`, which tells values apart, or `mask(..)`, which tells the class of the length; both
///   may be written bare here, and take their argument by reference.
///
/// Warnings are those for deprecated constants, so `#[allow(deprecated)]` on the function allows them.
///
/// The project says more in `Cargo.toml`, of the package or, as `workspace.metadata`, of the workspace:
///
/// ```toml
/// [package.metadata.rina-trace]
/// ops = ["shipping.*", "checkout.pay"]   # operations of your own
/// strict = true                          # only known and declared operations
/// deny_keys = ["iban_*"]                 # secret here
/// allow_keys = ["otp.attempts"]          # not secret here, and not misspelt
/// ```
///
/// # Blocks
///
/// On an `impl` or a `trait`, every method with a body is traced with the block's arguments: `op`, `tags`, `err`,
/// `sample_rate`, `root`, `child_only` and `crate`. A method may bring a `#[traced(..)]` of its own instead;
/// `#[traced(skip)]` leaves it out, and a `const fn` is left out always.
///
/// ```text
/// #[traced(op = "business.orders", tags(component = "orders"))]
/// impl Orders {
///     async fn place(&self, order: Order) -> Result<(), Rejected> { .. }
///
///     #[traced(skip)]
///     fn len(&self) -> usize { .. }
/// }
/// ```
///
/// # Caches
///
/// A function of `cache.get`, `cache.put`, `cache.remove` or another operation below `cache.` tells by itself what
/// Sentry's page of caches is made of, and without which the span of a cache says nothing:
///
/// - `cache.key` from the argument `key` or `keys`: a text, bytes, whatever has `Display` or implements `IntoValue`, or a
///   list of them. It is the name of the span, too, where there is no `name = ..`.
/// - `cache.ttl` from the argument `ttl`: a `Duration`, or a whole number of seconds.
/// - `cache.item_size` from the argument `value` of a function that fills the cache (`cache.put..`, `cache.set..`), and
///   from what one that asks it (`cache.get..`, `cache.lookup..`) has found: texts, bytes, and what implements
///   `rina_trace::cache::ItemSize`.
/// - `cache.hit` from the `Option` that a function that asks the cache returns, alone or in an `Ok`.
///
/// ```text
/// #[traced(op = "cache.get")]
/// async fn session(&self, key: &str) -> RedisResult<Option<String>> { .. }
///
/// #[traced(op = "cache.get", data(cache.key = hash(key)))]
/// async fn user_by_mail(&self, key: &str) -> RedisResult<Option<String>> { .. }
/// ```
///
/// What `data(..)`, `ok(..)` and `name` say goes before: the second function tells a hash, and is named by it. Other
/// arguments, and types that tell nothing, are left alone. The operation is known where it is a literal or a constant of
/// `rina_trace::op`.
///
/// # What is expanded
///
/// The body stays what it is. A function that may return a `Result` gets a closure around it, all others only a
/// guard; `#[track_caller]` functions always a guard, which does not see an `Err`. An `async fn` becomes
/// `fn -> impl Future` with the same lifetimes, unless another attribute macro still has to see it. Under clippy the
/// function stays as it was written.
#[proc_macro_attribute]
pub fn traced(args: TokenStream, item: TokenStream) -> TokenStream {
    item::expand(args.into(), item.into(), &kind::TRACED).into()
}

/// Opens the span of a request to another service when a function is called, and finishes it when the function is done.
///
/// All arguments of [`macro@traced`] are there, and all that it says of functions holds here. The operation is
/// `http.client`; the span is named `METHOD https://host/path`, with a placeholder for each id in the path, unless
/// `name = ..` says otherwise.
///
/// ```text
/// #[traced_http(method = "POST", url = "https://api.stripe.com/v1/checkout/sessions", status = |r| r.status())]
/// async fn create_session(&self, form: &Form) -> Result<Reply, StripeError> { .. }
///
/// #[traced_http(method = "GET", url = format!("{}/users/{id}", self.base))]
/// async fn user(&self, id: u64) -> reqwest::Result<reqwest::Response> { .. }
/// ```
///
/// # Its own arguments
///
/// - `method = "POST"`: the method, a literal or an expression of any type with `Display`, such as
///   `request.method()`.
/// - `url = "https://.."`: the URL, likewise. `url.full` is recorded without user and password, and secrets in the query
///   are filtered; the query is no part of the name.
/// - `status = |r| r.status()`: the code of the response, from the returned value or the value in its `Ok`: a closure
///   that takes it by reference, or the path of such a function, and gives a `u16`, an `http::StatusCode` or an
///   `Option` of one. Not needed where the value is a response by its type: see `rina_trace::http::HttpResponse`.
///
/// Expressions are evaluated before the body, by reference, and only if the span is recorded.
///
/// # What is recorded
///
/// `http.request.method`, `url.full`, `server.address` and `server.port`; `url.template`, where the path has
/// placeholders; of a response `http.response.status_code`, `http.response.body.size`, and the headers that tell of
/// limits and of the request's id. The status of the span follows from the code:
/// 404 is `not_found`, 429 `resource_exhausted`, and so on. An `Err` is `internal_error`, unless it tells a code.
/// A function that has a response but does not return it calls `rina_trace::http::record_response`. What else the function
/// knows stands in `data(..)`, such as `data(http.request.body.size = body.len())`.
///
/// The headers of the trace are the function's to send: `rina_trace::trace_headers().apply(request.headers_mut())`.
///
/// # What is checked when the program is compiled
///
/// A literal method that HTTP does not know; a literal URL without scheme and host, with a user or a password, or with
/// a secret in its query: each is an error. A literal URL with an id in it is a warning.
#[proc_macro_attribute]
pub fn traced_http(args: TokenStream, item: TokenStream) -> TokenStream {
    item::expand(args.into(), item.into(), &kind::TRACED_HTTP).into()
}

#[doc = include_str!("../docs/traced_db.md")]
#[proc_macro_attribute]
pub fn traced_db(args: TokenStream, item: TokenStream) -> TokenStream {
    item::expand(args.into(), item.into(), &kind::TRACED_DB).into()
}

#[doc = include_str!("../docs/traced_ai.md")]
#[proc_macro_attribute]
pub fn traced_ai(args: TokenStream, item: TokenStream) -> TokenStream {
    item::expand(args.into(), item.into(), &kind::TRACED_AI).into()
}

/// Opens a span by hand: an operation, a name, and attributes written as in `data(..)` of `#[traced]`.
///
/// ```text
/// let span = span!("cache.lookup", "Check user cache", cache.key = key, "cache.type" = "redis", %user_id);
/// let span = span!("http.client", format!("GET {route}"));
/// ```
///
/// The name and the attributes are evaluated only if the span is recorded, and checked as those of
/// [`macro@traced`] are. `crate = path,` comes first where the
/// library has another name.
#[proc_macro]
pub fn span(tokens: TokenStream) -> TokenStream {
    span_macro::expand(tokens.into()).into()
}

/// An operation of the project's own, as a constant of type `Op`, checked as in an attribute.
///
/// ```text
/// const SHIPPING_LABEL: Op = op!("shipping.label");
///
/// #[traced(op = SHIPPING_LABEL)]
/// fn print_label() { .. }
/// ```
#[proc_macro]
pub fn op(tokens: TokenStream) -> TokenStream {
    op_macro::expand(tokens.into()).into()
}
