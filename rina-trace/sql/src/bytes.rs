//! What a byte may begin, by a table. Knows nothing; known by `tokens` and its parts.

/// What a byte may begin.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    Space,
    /// The two that begin a comment or are an operator, and what ends one.
    Dash,
    Slash,
    Star,
    Hash,
    /// A letter, an underscore, or a byte of a character that is not ASCII.
    Letter,
    Digit,
    Quote,
    DoubleQuote,
    Backtick,
    OpenBracket,
    CloseBracket,
    Open,
    Close,
    Comma,
    Semicolon,
    Dot,
    Plus,
    Dollar,
    Question,
    Colon,
    At,
    Percent,
    Other,
}

static CLASSES: [Class; 256] = {
    let mut classes = [Class::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => Class::Space,
            b'-' => Class::Dash,
            b'/' => Class::Slash,
            b'*' => Class::Star,
            b'#' => Class::Hash,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b'\'' => Class::Quote,
            b'"' => Class::DoubleQuote,
            b'`' => Class::Backtick,
            b'[' => Class::OpenBracket,
            b']' => Class::CloseBracket,
            b'(' => Class::Open,
            b')' => Class::Close,
            b',' => Class::Comma,
            b';' => Class::Semicolon,
            b'.' => Class::Dot,
            b'+' => Class::Plus,
            b'$' => Class::Dollar,
            b'?' => Class::Question,
            b':' => Class::Colon,
            b'@' => Class::At,
            b'%' => Class::Percent,
            _ => Class::Other,
        };
        byte += 1;
    }
    classes
};

/// A word goes on with these: also with `$`, as names may in most databases.
static IN_WORDS: [bool; 256] = {
    let mut in_words = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        in_words[byte] = matches!(CLASSES[byte], Class::Letter | Class::Digit | Class::Dollar);
        byte += 1;
    }
    in_words
};

/// Blanks are these, and comments begin with them.
static MAY_BE_BLANK: [bool; 256] = {
    let mut may_be = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        may_be[byte] =
            matches!(CLASSES[byte], Class::Space | Class::Dash | Class::Slash | Class::Star | Class::Hash);
        byte += 1;
    }
    may_be
};

#[inline(always)]
pub(crate) fn may_be_blank(byte: u8) -> bool {
    MAY_BE_BLANK[byte as usize]
}

#[inline(always)]
pub(crate) fn class(byte: u8) -> Class {
    CLASSES[byte as usize]
}

#[inline(always)]
pub(crate) fn is_in_word(byte: u8) -> bool {
    IN_WORDS[byte as usize]
}

/// Where the bytes end that a word goes on with.
#[inline(always)]
pub(crate) fn word_end(text: &[u8], mut at: usize) -> usize {
    while at < text.len() && is_in_word(text[at]) {
        at += 1;
    }
    at
}

/// The byte there, zero behind the end.
#[inline(always)]
pub(crate) fn peek(text: &[u8], at: usize) -> u8 {
    if at < text.len() { text[at] } else { 0 }
}
