//! Commands of MongoDB, as JSON: what is done to which collection, and the text with `?` for each value.
//!
//! One pass without recursion; what is no JSON is not read. Pure. Known by `read`.
//!
//! The names of the commands: <https://www.mongodb.com/docs/manual/reference/command/>

use super::read::QueryText;

/// Commands whose value is the name of their collection.
const ON_COLLECTIONS: [&str; 26] = [
    "aggregate",
    "analyze",
    "collMod",
    "collStats",
    "compact",
    "convertToCapped",
    "count",
    "create",
    "createIndexes",
    "createSearchIndexes",
    "delete",
    "distinct",
    "drop",
    "dropIndexes",
    "dropSearchIndex",
    "find",
    "findAndModify",
    "findandmodify",
    "insert",
    "listIndexes",
    "mapReduce",
    "mapreduce",
    "planCacheClear",
    "reIndex",
    "update",
    "validate",
];

/// Commands whose value is something else.
const OTHERS: [&str; 25] = [
    "abortTransaction",
    "buildInfo",
    "bulkWrite",
    "commitTransaction",
    "connectionStatus",
    "currentOp",
    "dbStats",
    "dropDatabase",
    "endSessions",
    "explain",
    "getMore",
    "getParameter",
    "hello",
    "hostInfo",
    "isMaster",
    "killCursors",
    "killOp",
    "listCollections",
    "listDatabases",
    "ping",
    "refreshSessions",
    "renameCollection",
    "saslStart",
    "serverStatus",
    "startSession",
];

/// A longer text is not recorded whole anyway.
const MAX_OUT: usize = 8 * 1024;

const MAX_DEPTH: usize = 64;

/// What stands in place of a value. It is JSON, too.
const PLACE: &str = "\"?\"";

/// Reads a command; `None` if it is none.
pub(super) fn read(text: &str) -> Option<QueryText> {
    let mut reader =
        Reader { text, at: 0, out: String::new(), open: Vec::new(), operation: None, collection: None };
    reader.read()?;
    let Reader { out, operation, collection, .. } = reader;
    let summary = [operation, collection].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let text = if out.len() > MAX_OUT { None } else { Some(out) };
    // As much as says what it is.
    let text = text.or_else(|| Some(format!("{{\"{}\":\"{}\"}}", operation?, collection.unwrap_or("?"))));
    Some(QueryText {
        text: Some(text?.into()),
        summary: (!summary.is_empty()).then(|| summary.into()),
        operation: operation.map(Into::into),
        collection: collection.map(Into::into),
        complexity: [0; 3],
    })
}

/// Braces or brackets that are open.
struct Open {
    is_object: bool,
    entries: usize,
    /// Where the last entry begins in what is written.
    start: usize,
    /// The element before it.
    before: (usize, usize),
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    out: String,
    open: Vec<Open>,
    operation: Option<&'a str>,
    collection: Option<&'a str>,
}

impl<'a> Reader<'a> {
    fn read(&mut self) -> Option<()> {
        self.blank();
        if self.peek()? != b'{' {
            return None;
        }
        self.enter(true)?;
        while !self.open.is_empty() {
            self.entry()?;
        }
        self.blank();
        (self.at == self.text.len()).then_some(())
    }

    /// Reads an entry, as far as its braces, or the end of what is open.
    fn entry(&mut self) -> Option<()> {
        self.blank();
        let next = self.peek()?;
        let depth = self.open.len();
        let open = self.open.last_mut()?;
        let is_object = open.is_object;
        if next == if is_object { b'}' } else { b']' } {
            self.open.pop();
            self.at += 1;
            self.write(if is_object { "}" } else { "]" });
            self.written();
            return Some(());
        }
        open.start = self.out.len();
        open.entries += 1;
        let is_first = open.entries == 1;
        if !is_first {
            self.expect(b',')?;
            self.write(",");
        }
        let key = if is_object { Some(self.key()?) } else { None };
        match self.peek()? {
            b'{' => self.enter(true),
            b'[' => self.enter(false),
            _ => {
                self.value(key.filter(|_| depth == 1), is_first)?;
                self.written();
                Some(())
            }
        }
    }

    fn key(&mut self) -> Option<&'a str> {
        self.blank();
        let key = self.string()?;
        for part in ["\"", key, "\":"] {
            self.write(part);
        }
        self.expect(b':')?;
        self.blank();
        if self.open.len() == 1 && self.open.first()?.entries == 1 {
            let mut known = ON_COLLECTIONS.iter().chain(&OTHERS);
            self.operation = known.any(|known| *known == key).then_some(key);
        }
        Some(key)
    }

    /// A value that has no others in it. That of a command may be the name of its collection.
    fn value(&mut self, key: Option<&'a str>, is_first: bool) -> Option<()> {
        if self.peek()? != b'"' {
            self.scalar()?;
            self.write(PLACE);
            return Some(());
        }
        let value = self.string()?;
        let names_collection = match key {
            Some(key) if is_first => ON_COLLECTIONS.contains(&key),
            Some("collection") => self.operation == Some("getMore"),
            _ => false,
        };
        if names_collection {
            self.collection = Some(value);
            for part in ["\"", value, "\""] {
                self.write(part);
            }
        } else {
            self.write(PLACE);
        }
        Some(())
    }

    fn enter(&mut self, is_object: bool) -> Option<()> {
        if self.open.len() == MAX_DEPTH {
            return None;
        }
        self.at += 1;
        self.write(if is_object { "{" } else { "[" });
        self.open.push(Open { is_object, entries: 0, start: self.out.len(), before: (0, 0) });
        Some(())
    }

    /// What is full takes no more.
    fn write(&mut self, text: &str) {
        if self.out.len() <= MAX_OUT {
            self.out.push_str(text);
        }
    }

    /// An entry is done. Elements that are alike are written once.
    fn written(&mut self) {
        let Some(open) = self.open.last_mut().filter(|open| !open.is_object) else { return };
        let begins = open.start + usize::from(open.entries > 1);
        let (from, to) = open.before;
        if open.entries > 1 && self.out.get(from..to) == self.out.get(begins..) {
            self.out.truncate(open.start);
        } else {
            open.before = (begins, self.out.len());
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blank(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        self.blank();
        (self.peek()? == byte).then(|| self.at += 1)?;
        self.blank();
        Some(())
    }

    /// What stands between quotes, as it is written.
    fn string(&mut self) -> Option<&'a str> {
        self.expect_quote()?;
        let start = self.at;
        loop {
            match self.peek()? {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        let text = self.text.get(start..self.at)?;
        self.at += 1;
        Some(text)
    }

    fn expect_quote(&mut self) -> Option<()> {
        (self.peek()? == b'"').then(|| self.at += 1)
    }

    /// A number, `true`, `false` or `null`.
    fn scalar(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte)) {
            self.at += 1;
        }
        let word = self.text.get(start..self.at)?;
        let is_number = word.starts_with(|c: char| c == '-' || c.is_ascii_digit());
        (is_number || ["true", "false", "null"].contains(&word)).then_some(())
    }
}

#[cfg(test)]
mod tests;
