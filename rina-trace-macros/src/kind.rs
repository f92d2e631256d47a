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
    /// What the function returns may be a response.
    pub(crate) is_answered: bool,
    /// It asks a model: the operation and the name follow from what is asked, and a stream may answer.
    pub(crate) is_ai: bool,
}

/// An argument of one attribute.
pub(crate) struct Own {
    pub(crate) word: &'static str,
    /// What one may write behind the `=`.
    pub(crate) example: &'static str,
    /// What is missing without it; `None` where it may be left out.
    pub(crate) needed: Option<&'static str>,
}

pub(crate) static TRACED: Kind = Kind {
    attribute: "traced",
    op: "function",
    category: None,
    rules: "FUNCTION",
    own: &[],
    is_for_blocks: true,
    is_answered: false,
    is_ai: false,
};

pub(crate) static TRACED_HTTP: Kind = Kind {
    attribute: "traced_http",
    op: "http.client",
    category: Some("http"),
    rules: "HTTP",
    own: &[
        Own { word: "method", example: "\"GET\"", needed: Some("the method of the request") },
        Own {
            word: "url",
            example: "\"https://api.example.com/users\"",
            needed: Some("the URL of the request"),
        },
        Own { word: "status", example: "|r| r.status()", needed: None },
    ],
    is_for_blocks: false,
    is_answered: true,
    is_ai: false,
};

/// What its arguments have to say together is asked in `check::ai`.
pub(crate) static TRACED_AI: Kind = Kind {
    attribute: "traced_ai",
    op: "gen_ai.chat",
    category: None,
    rules: "AI",
    own: &[
        Own { word: "provider", example: "\"anthropic\"", needed: None },
        Own { word: "model", example: "\"claude-sonnet-4-5\"", needed: None },
        Own { word: "operation", example: "\"chat\"", needed: None },
        Own { word: "agent", example: "\"researcher\"", needed: None },
        Own { word: "tool", example: "\"search\"", needed: None },
        Own { word: "conversation", example: "session.id", needed: None },
        Own { word: "system_instructions", example: "SYSTEM", needed: None },
        Own { word: "messages", example: "messages", needed: None },
        Own { word: "usage", example: "|r| r.usage()", needed: None },
        Own { word: "record_inputs", example: "true", needed: None },
        Own { word: "record_outputs", example: "true", needed: None },
    ],
    is_for_blocks: false,
    is_answered: true,
    is_ai: true,
};

/// Every attribute.
const ALL: [&Kind; 3] = [&TRACED, &TRACED_HTTP, &TRACED_AI];

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
