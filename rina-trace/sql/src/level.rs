//! What a level of parentheses is about, and what its next word means. Pure; known by `clauses`.

/// What a level is about.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Phase {
    /// An operation may stand here.
    #[default]
    Start,
    /// Behind `WITH` or `EXPLAIN`: the operation is yet to come.
    Prefix,
    /// A query or a change, in which `FROM` names tables.
    Query,
    /// Another statement, or none: an expression, a list of columns.
    Other,
}

/// What name is awaited.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Awaited {
    #[default]
    Nothing,
    /// A table of a `FROM`; a function, or a query or tables in parentheses.
    Source,
    /// A table behind `USING`, or a query in parentheses; behind a `JOIN` they are around columns.
    Using,
    /// A table that is changed, which may have its columns in parentheses.
    Changed,
    /// What another statement is for, and no table.
    Target,
    /// An index, and behind `ON` its table.
    Index,
    /// What is created, altered or dropped: `TABLE`, `VIEW`.
    Object,
    /// What `WITH` defines.
    Defined,
}

/// What a word means.
pub(crate) enum Meaning {
    Operation,
    /// What kind of thing an operation is for: `TABLE`.
    Object,
    Join,
    /// Nothing that is told.
    Keyword,
    Name,
}

#[derive(Clone, Copy, Default)]
pub(crate) struct Level {
    pub(crate) phase: Phase,
    pub(crate) awaited: Awaited,
    /// What is awaited behind a comma.
    pub(crate) list: Awaited,
}

impl Level {
    /// The level in parentheses that are opened here.
    pub(crate) fn open(&mut self) -> Self {
        match self.awaited {
            Awaited::Source => {
                self.awaited = Awaited::Nothing;
                Self { phase: Phase::Start, awaited: Awaited::Source, list: Awaited::Source }
            }
            Awaited::Using => {
                self.awaited = Awaited::Nothing;
                Self::default()
            }
            _ => Self::default(),
        }
    }

    /// A name stands here: what it names.
    pub(crate) fn named(&mut self) -> Awaited {
        let awaited = self.awaited;
        if awaited != Awaited::Index {
            self.awaited = Awaited::Nothing;
        }
        if awaited == Awaited::Nothing && self.phase == Phase::Start {
            self.phase = Phase::Other;
        }
        awaited
    }

    /// What a word in capitals means, which no dot stands before.
    pub(crate) fn keyword(&mut self, word: &[u8], is_inner: bool) -> Meaning {
        let may_begin = matches!(self.phase, Phase::Start | Phase::Prefix);
        match word {
            b"SELECT" => self.begin(Phase::Query, Awaited::Nothing, Awaited::Nothing),
            b"DELETE" if may_begin => self.begin(Phase::Query, Awaited::Nothing, Awaited::Nothing),
            b"UPDATE" if may_begin => self.begin(Phase::Query, Awaited::Changed, Awaited::Changed),
            b"INSERT" | b"MERGE" | b"UPSERT" if may_begin => {
                self.begin(Phase::Query, Awaited::Changed, Awaited::Nothing)
            }
            // In parentheses it is a function.
            b"REPLACE" if may_begin && !is_inner => {
                self.begin(Phase::Query, Awaited::Changed, Awaited::Nothing)
            }
            b"VALUES" if may_begin => self.begin(Phase::Other, Awaited::Nothing, Awaited::Nothing),
            b"WITH" if self.phase == Phase::Start => {
                self.go_on(Phase::Prefix, Awaited::Defined, Awaited::Defined)
            }
            b"RECURSIVE" if self.awaited == Awaited::Defined => Meaning::Keyword,
            b"FROM" if self.phase == Phase::Query => {
                self.go_on(Phase::Query, Awaited::Source, Awaited::Source)
            }
            b"USING" if self.phase == Phase::Query => {
                self.awaited = Awaited::Using;
                Meaning::Keyword
            }
            b"JOIN" if self.phase == Phase::Query || self.list == Awaited::Source => self.join(),
            b"STRAIGHT_JOIN" if self.list == Awaited::Source => self.join(),
            b"WHERE" | b"GROUP" | b"ORDER" | b"HAVING" | b"LIMIT" | b"SET" | b"RETURNING" | b"WINDOW"
            | b"FETCH" | b"OFFSET" | b"FOR" | b"VALUES" | b"UNION" | b"EXCEPT" | b"INTERSECT" | b"MINUS"
                if self.phase == Phase::Query =>
            {
                self.go_on(Phase::Query, Awaited::Nothing, Awaited::Nothing)
            }
            _ if self.awaited != Awaited::Nothing => self.awaited_word(word),
            _ if self.phase == Phase::Start && !is_inner => self.statement(word),
            _ => Meaning::Name,
        }
    }

    fn begin(&mut self, phase: Phase, awaited: Awaited, list: Awaited) -> Meaning {
        *self = Self { phase, awaited, list };
        Meaning::Operation
    }

    fn go_on(&mut self, phase: Phase, awaited: Awaited, list: Awaited) -> Meaning {
        *self = Self { phase, awaited, list };
        Meaning::Keyword
    }

    fn join(&mut self) -> Meaning {
        (self.awaited, self.list) = (Awaited::Source, Awaited::Source);
        Meaning::Join
    }

    /// The first word of a statement.
    fn statement(&mut self, word: &[u8]) -> Meaning {
        match word {
            b"EXPLAIN" => self.begin(Phase::Prefix, Awaited::Nothing, Awaited::Nothing),
            b"CREATE" | b"ALTER" => self.begin(Phase::Other, Awaited::Object, Awaited::Nothing),
            b"DROP" => self.begin(Phase::Other, Awaited::Object, Awaited::Object),
            b"TRUNCATE" | b"LOCK" | b"COPY" | b"TABLE" | b"ANALYZE" | b"VACUUM" | b"OPTIMIZE"
            | b"DESCRIBE" | b"DESC" => self.begin(Phase::Other, Awaited::Changed, Awaited::Changed),
            b"CALL" | b"EXEC" | b"EXECUTE" | b"PRAGMA" | b"USE" => {
                self.begin(Phase::Other, Awaited::Target, Awaited::Nothing)
            }
            _ => self.begin(Phase::Other, Awaited::Nothing, Awaited::Nothing),
        }
    }

    /// A word where a name is awaited: the name, or what may stand before it.
    fn awaited_word(&mut self, word: &[u8]) -> Meaning {
        let is_before = match self.awaited {
            Awaited::Object => return self.object(word),
            Awaited::Source | Awaited::Using => match word {
                // What Oracle and MySQL call a table that is none.
                b"DUAL" => {
                    self.awaited = Awaited::Nothing;
                    true
                }
                b"ONLY" | b"LATERAL" => true,
                _ => false,
            },
            Awaited::Index if word == b"ON" => {
                self.awaited = Awaited::Changed;
                true
            }
            Awaited::Index | Awaited::Target => matches!(word, b"IF" | b"NOT" | b"EXISTS" | b"CONCURRENTLY"),
            Awaited::Changed => matches!(
                word,
                b"INTO"
                    | b"TABLE"
                    | b"TABLES"
                    | b"ONLY"
                    | b"IF"
                    | b"NOT"
                    | b"EXISTS"
                    | b"OR"
                    | b"IGNORE"
                    | b"REPLACE"
                    | b"ROLLBACK"
                    | b"ABORT"
                    | b"FAIL"
                    | b"LOW_PRIORITY"
                    | b"HIGH_PRIORITY"
                    | b"DELAYED"
                    | b"OVERWRITE"
                    | b"VERBOSE"
                    | b"FULL"
                    | b"FREEZE"
                    | b"ANALYZE"
            ),
            Awaited::Defined | Awaited::Nothing => false,
        };
        if is_before { Meaning::Keyword } else { Meaning::Name }
    }

    /// Behind `CREATE`, `ALTER` or `DROP`.
    fn object(&mut self, word: &[u8]) -> Meaning {
        self.awaited = match word {
            b"OR" | b"REPLACE" | b"TEMP" | b"TEMPORARY" | b"UNLOGGED" | b"UNIQUE" | b"GLOBAL" | b"LOCAL"
            | b"MATERIALIZED" | b"RECURSIVE" | b"VIRTUAL" | b"EXTERNAL" | b"FOREIGN" | b"FULLTEXT"
            | b"SPATIAL" | b"CLUSTERED" | b"NONCLUSTERED" => return Meaning::Keyword,
            b"TABLE" | b"VIEW" => Awaited::Changed,
            b"INDEX" => Awaited::Index,
            // Whose names belong to people.
            b"USER" | b"ROLE" | b"LOGIN" => Awaited::Nothing,
            _ => Awaited::Target,
        };
        if self.list != Awaited::Nothing {
            self.list = self.awaited;
        }
        Meaning::Object
    }
}
