//! How the attributes differ: one row for each. All else about them is the same.
//!
//! Knows nothing; known by `args`, `check` and `plan`.

/// What is special about one attribute.
pub(crate) struct Kind {
    /// Its name.
    pub(crate) attribute: &'static str,
    /// The operation where none is given.
    pub(crate) op: &'static str,
    /// The category that an operation has to be in, if it is not free.
    pub(crate) category: Option<&'static str>,
    /// The constant of the runtime's `Rules` that says who made the span.
    pub(crate) rules: &'static str,
    /// The arguments that only this one takes.
    pub(crate) own: &'static [Own],
    /// It stands on an `impl` or a `trait`, too.
    pub(crate) is_for_blocks: bool,
    /// What looks at the returned value, by its type.
    pub(crate) answer: Option<Answer>,
    /// The argument that looks at the value in the user's way.
    pub(crate) told: Option<Told>,
    /// The items of a stream are counted, and neither is asked of each.
    pub(crate) counts_items: bool,
    /// It asks a model: the operation and the name follow from what is asked, and a stream may answer.
    pub(crate) is_ai: bool,
}

/// What the value that a function returns tells by its type.
#[derive(Clone, Copy)]
pub(crate) struct Answer {
    /// The type of the runtime that finds out.
    pub(crate) probe: &'static str,
    /// An `Err` tells something, too.
    pub(crate) is_in_errors: bool,
}

/// An argument that takes a function of the returned value.
#[derive(Clone, Copy)]
pub(crate) struct Told {
    pub(crate) word: &'static str,
    /// The function of the runtime that is given what it says.
    pub(crate) function: &'static str,
}

/// An argument of one attribute.
pub(crate) struct Own {
    pub(crate) word: &'static str,
    /// What one may write behind the `=`.
    pub(crate) example: &'static str,
    /// What is missing without it; `None` where it may be left out.
    pub(crate) needed: Option<&'static str>,
    /// It is a list of fields in parentheses.
    pub(crate) is_list: bool,
}

impl Own {
    const fn new(word: &'static str, example: &'static str) -> Self {
        Self { word, example, needed: None, is_list: false }
    }

    const fn needed(word: &'static str, example: &'static str, needed: &'static str) -> Self {
        Self { needed: Some(needed), ..Self::new(word, example) }
    }

    const fn list(word: &'static str, example: &'static str) -> Self {
        Self { is_list: true, ..Self::new(word, example) }
    }

    /// How one writes it.
    pub(crate) fn written(&self) -> String {
        let Self { word, example, .. } = self;
        if self.is_list { format!("{word}({example})") } else { format!("{word} = {example}") }
    }
}

pub(crate) static TRACED: Kind = Kind {
    attribute: "traced",
    op: "function",
    category: None,
    rules: "FUNCTION",
    own: &[],
    is_for_blocks: true,
    answer: None,
    told: None,
    counts_items: false,
    is_ai: false,
};

pub(crate) static TRACED_HTTP: Kind = Kind {
    attribute: "traced_http",
    op: "http.client",
    category: Some("http"),
    rules: "HTTP",
    own: &[
        Own::needed("method", "\"GET\"", "the method of the request"),
        Own::needed("url", "\"https://api.example.com/users\"", "the URL of the request"),
        Own::new("status", "|r| r.status()"),
    ],
    is_for_blocks: false,
    answer: Some(Answer { probe: "Answer", is_in_errors: true }),
    told: Some(Told { word: "status", function: "http_status" }),
    counts_items: false,
    is_ai: false,
};

pub(crate) static TRACED_DB: Kind = Kind {
    attribute: "traced_db",
    op: "db.query",
    category: Some("db"),
    rules: "DB",
    own: &[
        Own::needed("system", "\"postgresql\"", "the system of the database"),
        Own::new("query", "\"SELECT name FROM users WHERE id = $1\""),
        Own::new("operation", "\"SELECT\""),
        Own::new("collection", "\"users\""),
        Own::new("namespace", "\"shop\""),
        Own::new("rows", "|r| r.len()"),
        Own::new("server", "\"db.example.com:5432\""),
        Own::new("pool", "&self.pool"),
        Own::list("parameters", "id"),
    ],
    is_for_blocks: false,
    answer: Some(Answer { probe: "Counted", is_in_errors: false }),
    told: Some(Told { word: "rows", function: "db_rows" }),
    counts_items: true,
    is_ai: false,
};

/// What its arguments have to say together is asked in `check::ai`.
pub(crate) static TRACED_AI: Kind = Kind {
    attribute: "traced_ai",
    op: "gen_ai.chat",
    category: None,
    rules: "AI",
    own: &[
        Own::new("provider", "\"anthropic\""),
        Own::new("model", "\"claude-sonnet-4-5\""),
        Own::new("operation", "\"chat\""),
        Own::new("agent", "\"researcher\""),
        Own::new("tool", "\"search\""),
        Own::new("conversation", "session.id"),
        Own::new("system_instructions", "SYSTEM"),
        Own::new("messages", "messages"),
        Own::new("usage", "|r| r.usage()"),
        Own::new("record_inputs", "true"),
        Own::new("record_outputs", "true"),
    ],
    is_for_blocks: false,
    answer: Some(Answer { probe: "Answer", is_in_errors: true }),
    told: None,
    counts_items: false,
    is_ai: true,
};

/// Every attribute.
const ALL: [&Kind; 4] = [&TRACED, &TRACED_HTTP, &TRACED_DB, &TRACED_AI];

impl Kind {
    /// The argument of this attribute alone that is called so.
    pub(crate) fn own(&self, word: &str) -> Option<&'static Own> {
        self.own.iter().find(|own| own.word == word)
    }

    /// The other attribute that has an argument of that name, if this one has none.
    pub(crate) fn elsewhere(&self, word: &str) -> Option<(&'static Kind, &'static Own)> {
        if self.own(word).is_some() {
            return None;
        }
        ALL.iter().find_map(|kind| Some((*kind, kind.own(word)?)))
    }
}
