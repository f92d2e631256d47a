//! `scheme://user:password@host`: what stands before the host.

use std::ops::Range;

use super::Look;

/// How far a password is followed behind a slash, which mostly ends what may have one.
const MAX_PASSWORD: usize = 128;

impl Look<'_> {
    /// The user and the password behind the `://` at `at`.
    pub(super) fn user_info(&self, at: usize) -> Option<Range<usize>> {
        if !self.starts_with(at, b"://") {
            return None;
        }
        let start = at + 3;
        let is_inside = |byte: u8| !byte.is_ascii_whitespace() && !b"\"'<>`".contains(&byte);
        let end = self.end_of(start, |byte| is_inside(byte) && !b"/?#".contains(&byte));
        let authority = self.bytes.get(start..end)?;
        if let Some(sign) = authority.iter().rposition(|byte| *byte == b'@') {
            return Some(start..start + sign);
        }
        // A password with a slash that nobody escaped: what looks like a port is none.
        let colon = authority.iter().position(|byte| *byte == b':')?;
        let is_port = authority.get(colon + 1..).unwrap_or_default().iter().all(u8::is_ascii_digit);
        if is_port || self.byte(start) == Some(b'[') {
            return None;
        }
        let rest = self.bytes.get(end..)?;
        let rest = rest.get(..MAX_PASSWORD).unwrap_or(rest);
        let sign = rest.iter().take_while(|byte| is_inside(**byte)).position(|byte| *byte == b'@')?;
        Some(start..end + sign)
    }
}
