//! What a level of parentheses is about, and what its next word means. Knows words; known by `clauses`.

use crate::words;

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

    /// What a word means, by its number, which no dot stands before.
    pub(crate) fn keyword(&mut self, word: u128, is_inner: bool) -> Meaning {
        let may_begin = matches!(self.phase, Phase::Start | Phase::Prefix);
        match word {
            words::SELECT => self.begin(Phase::Query, Awaited::Nothing, Awaited::Nothing),
            words::DELETE if may_begin => self.begin(Phase::Query, Awaited::Nothing, Awaited::Nothing),
            words::UPDATE if may_begin => self.begin(Phase::Query, Awaited::Changed, Awaited::Changed),
            words::INSERT | words::MERGE | words::UPSERT if may_begin => {
                self.begin(Phase::Query, Awaited::Changed, Awaited::Nothing)
            }
            // In parentheses it is a function.
            words::REPLACE if may_begin && !is_inner => {
                self.begin(Phase::Query, Awaited::Changed, Awaited::Nothing)
            }
            words::VALUES if may_begin => self.begin(Phase::Other, Awaited::Nothing, Awaited::Nothing),
            words::WITH if self.phase == Phase::Start => {
                self.go_on(Phase::Prefix, Awaited::Defined, Awaited::Defined)
            }
            words::RECURSIVE if self.awaited == Awaited::Defined => Meaning::Keyword,
            words::FROM if self.phase == Phase::Query => {
                self.go_on(Phase::Query, Awaited::Source, Awaited::Source)
            }
            words::USING if self.phase == Phase::Query => {
                self.awaited = Awaited::Using;
                Meaning::Keyword
            }
            words::JOIN if self.phase == Phase::Query || self.list == Awaited::Source => self.join(),
            words::STRAIGHT_JOIN if self.list == Awaited::Source => self.join(),
            words::WHERE
            | words::GROUP
            | words::ORDER
            | words::HAVING
            | words::LIMIT
            | words::SET
            | words::RETURNING
            | words::WINDOW
            | words::FETCH
            | words::OFFSET
            | words::FOR
            | words::VALUES
            | words::UNION
            | words::EXCEPT
            | words::INTERSECT
            | words::MINUS
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
    fn statement(&mut self, word: u128) -> Meaning {
        match word {
            words::EXPLAIN => self.begin(Phase::Prefix, Awaited::Nothing, Awaited::Nothing),
            words::CREATE | words::ALTER => self.begin(Phase::Other, Awaited::Object, Awaited::Nothing),
            words::DROP => self.begin(Phase::Other, Awaited::Object, Awaited::Object),
            words::TRUNCATE
            | words::LOCK
            | words::COPY
            | words::TABLE
            | words::ANALYZE
            | words::VACUUM
            | words::OPTIMIZE
            | words::DESCRIBE
            | words::DESC => self.begin(Phase::Other, Awaited::Changed, Awaited::Changed),
            words::CALL | words::EXEC | words::EXECUTE | words::PRAGMA | words::USE => {
                self.begin(Phase::Other, Awaited::Target, Awaited::Nothing)
            }
            _ => self.begin(Phase::Other, Awaited::Nothing, Awaited::Nothing),
        }
    }

    /// A word where a name is awaited: the name, or what may stand before it.
    fn awaited_word(&mut self, word: u128) -> Meaning {
        let is_before = match self.awaited {
            Awaited::Object => return self.object(word),
            Awaited::Source | Awaited::Using => match word {
                // What Oracle and MySQL call a table that is none.
                words::DUAL => {
                    self.awaited = Awaited::Nothing;
                    true
                }
                words::ONLY | words::LATERAL => true,
                _ => false,
            },
            // `COPY (SELECT ..) TO`
            Awaited::Changed if word == words::TO => {
                self.awaited = Awaited::Nothing;
                true
            }
            Awaited::Index if word == words::ON => {
                self.awaited = Awaited::Changed;
                true
            }
            Awaited::Index | Awaited::Target => {
                matches!(word, words::IF | words::NOT | words::EXISTS | words::CONCURRENTLY)
            }
            Awaited::Changed => matches!(
                word,
                words::INTO
                    | words::TABLE
                    | words::TABLES
                    | words::ONLY
                    | words::IF
                    | words::NOT
                    | words::EXISTS
                    | words::OR
                    | words::IGNORE
                    | words::REPLACE
                    | words::ROLLBACK
                    | words::ABORT
                    | words::FAIL
                    | words::LOW_PRIORITY
                    | words::HIGH_PRIORITY
                    | words::DELAYED
                    | words::OVERWRITE
                    | words::VERBOSE
                    | words::FULL
                    | words::FREEZE
                    | words::ANALYZE
            ),
            Awaited::Defined | Awaited::Nothing => false,
        };
        if is_before { Meaning::Keyword } else { Meaning::Name }
    }

    /// Behind `CREATE`, `ALTER` or `DROP`.
    fn object(&mut self, word: u128) -> Meaning {
        self.awaited = match word {
            words::OR
            | words::REPLACE
            | words::TEMP
            | words::TEMPORARY
            | words::UNLOGGED
            | words::UNIQUE
            | words::GLOBAL
            | words::LOCAL
            | words::MATERIALIZED
            | words::RECURSIVE
            | words::VIRTUAL
            | words::EXTERNAL
            | words::FOREIGN
            | words::FULLTEXT
            | words::SPATIAL
            | words::CLUSTERED
            | words::NONCLUSTERED => return Meaning::Keyword,
            words::TABLE | words::VIEW => Awaited::Changed,
            words::INDEX => Awaited::Index,
            // Whose names belong to people.
            words::USER | words::ROLE | words::LOGIN => Awaited::Nothing,
            _ => Awaited::Target,
        };
        if self.list != Awaited::Nothing {
            self.list = self.awaited;
        }
        Meaning::Object
    }
}
