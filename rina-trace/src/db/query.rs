//! What a span tells of its query when it starts. Known by expanded code.

use super::read::{Language, QueryText};
use super::texts;
use crate::fields::Fields;
use crate::value::{Text, Value};

/// What is known of a query when the program is compiled.
#[derive(Debug)]
#[doc(hidden)]
pub struct QuerySite {
    /// The path of the function.
    pub function: &'static str,
    pub file: &'static str,
    pub line: u32,
    /// The span has the name that is found here.
    pub renames: bool,
    /// A text that the compiler has read.
    pub known: Option<KnownQuery>,
}

/// A literal text, read by the macro.
#[derive(Debug)]
#[doc(hidden)]
pub struct KnownQuery {
    pub text: &'static str,
    pub summary: &'static str,
    pub operation: Option<&'static str>,
    pub collection: Option<&'static str>,
    pub tables: u32,
    pub joins: u32,
    pub subqueries: u32,
}

/// What the arguments of the attribute say when the span starts.
#[derive(Debug)]
#[doc(hidden)]
pub struct QueryWords<'a> {
    pub system: Option<Word<'a>>,
    /// A text that is read now.
    pub query: Option<Word<'a>>,
    pub operation: Option<Word<'a>>,
    pub collection: Option<Word<'a>>,
    pub namespace: Option<Word<'a>>,
}

/// A text of the program itself, or one that it has made.
#[derive(Debug, Clone, Copy)]
#[doc(hidden)]
pub enum Word<'a> {
    Static(&'static str),
    Said(&'a str),
}

impl<'a> Word<'a> {
    #[expect(clippy::match_same_arms, reason = "the lifetimes are two")]
    fn get(self) -> &'a str {
        match self {
            Self::Static(word) => word,
            Self::Said(word) => word,
        }
    }

    fn text(self) -> Text {
        match self {
            Self::Static(word) => Text::from_static(word),
            Self::Said(word) => Text::new(word),
        }
    }
}

/// What may be the text of a query, a system, an operation: whatever has `AsRef<str>`.
#[diagnostic::on_unimplemented(
    message = "a text is expected, not a value of type `{Self}`",
    label = "expected a `&str`, a `String`, or what has `AsRef<str>`",
    note = "what can be printed becomes one by `.to_string()`, which is evaluated only if the span is recorded"
)]
#[doc(hidden)]
pub trait QueryWord: AsRef<str> {}

#[diagnostic::do_not_recommend]
impl<T: AsRef<str> + ?Sized> QueryWord for T {}

/// Records what is known of a query.
pub(crate) fn record(fields: &Fields, site: &'static QuerySite, words: &QueryWords<'_>) {
    let system = words.system.map_or("", Word::get);
    say(fields, "db.system.name", words.system.map(Word::text));
    say(fields, "db.namespace", words.namespace.map(Word::text));
    let given = Given { operation: words.operation, collection: words.collection, renames: site.renames };
    match (&site.known, words.query) {
        (Some(known), _) => given.record_known(fields, known),
        (None, Some(query)) => match texts::find(query.get(), Language::of(system)) {
            texts::Found::Kept(read) => given.record(fields, read, Text::from_static),
            texts::Found::Made(read) => given.record(fields, &read, Text::new),
        },
        (None, None) => given.record(fields, &QueryText::default(), Text::new),
    }
    if site.renames && words.operation.is_none() && words.collection.is_none() && words.query.is_none() {
        fields.name(system.to_owned());
    }
    fields.literal("code.function.name", site.function);
    fields.literal("code.file.path", site.file);
    fields.data("code.line.number", Some(Value::Int(i64::from(site.line))));
}

/// What the attribute says of a text goes before what is found in it.
struct Given<'a> {
    operation: Option<Word<'a>>,
    collection: Option<Word<'a>>,
    renames: bool,
}

impl Given<'_> {
    fn record_known(&self, fields: &Fields, known: &'static KnownQuery) {
        let KnownQuery { text, summary, operation, collection, tables, joins, subqueries } = *known;
        fields.literal("db.query.text", text);
        if !summary.is_empty() {
            fields.literal("db.query.summary", summary);
        }
        self.names(fields, operation.map(Text::from_static), collection.map(Text::from_static));
        complexity(fields, [tables, joins, subqueries]);
    }

    fn record<'t>(&self, fields: &Fields, read: &'t QueryText, make: fn(&'t str) -> Text) {
        let QueryText { text, summary, operation, collection, complexity: figures } = read;
        say(fields, "db.query.text", text.as_deref().map(make));
        say(fields, "db.query.summary", summary.as_deref().map(make));
        let operation = self.operation.map(Word::text).or_else(|| operation.as_deref().map(make));
        let collection = self.collection.map(Word::text).or_else(|| collection.as_deref().map(make));
        if self.renames {
            rename(fields, text.as_deref().map(make), operation.as_ref(), collection.as_ref());
        }
        self.names(fields, operation, collection);
        complexity(fields, *figures);
    }

    fn names(&self, fields: &Fields, operation: Option<Text>, collection: Option<Text>) {
        say(fields, "db.operation.name", self.operation.map(Word::text).or(operation));
        say(fields, "db.collection.name", self.collection.map(Word::text).or(collection));
    }
}

/// By the text, else by what is done to what.
fn rename(fields: &Fields, text: Option<Text>, operation: Option<&Text>, collection: Option<&Text>) {
    match (text.as_ref().and_then(Text::as_static), text, operation, collection) {
        (Some(text), ..) => fields.name(text),
        (None, Some(text), ..) => fields.name(text.to_string()),
        (None, None, Some(operation), Some(collection)) => {
            fields.name(format!("{} {}", &**operation, &**collection));
        }
        (None, None, Some(word), None) | (None, None, None, Some(word)) => fields.name(word.to_string()),
        (None, None, None, None) => {}
    }
}

/// Tables, joins and subqueries, where there is more than a table.
fn complexity(fields: &Fields, [tables, joins, subqueries]: [u32; 3]) {
    if tables < 2 && joins == 0 && subqueries == 0 {
        return;
    }
    for (key, figure) in
        [("db.query.tables", tables), ("db.query.joins", joins), ("db.query.subqueries", subqueries)]
    {
        fields.data(key, Some(Value::Int(i64::from(figure))));
    }
}

pub(super) fn say(fields: &Fields, key: &'static str, text: Option<Text>) {
    fields.data(key, text.map(Value::Text));
}
