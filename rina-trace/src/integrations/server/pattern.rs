//! Requests that nobody wants to see: `/health`, `GET /metrics*`. Pure; known by the settings.

/// A path, in which `*` stands for anything, behind a method or for all of them.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    method: Option<String>,
    path: String,
}

impl Pattern {
    pub(super) fn new(text: &str) -> Self {
        match text.trim().split_once(' ') {
            Some((method, path)) => {
                Self { method: Some(method.to_ascii_uppercase()), path: path.trim_start().to_owned() }
            }
            None => Self { method: None, path: text.trim().to_owned() },
        }
    }

    pub(super) fn matches(&self, method: &str, path: &str) -> bool {
        self.method.as_ref().is_none_or(|own| own == method) && fits(&self.path, path)
    }
}

/// Each part between the stars is looked for behind the one before; the last must be the end.
fn fits(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(first) else { return false };
    let mut parts = rest.split('*').peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return text.ends_with(part);
        }
        let Some((_, behind)) = text.split_once(part) else { return false };
        text = behind;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_a_path_behind_a_method_or_none() {
        let matches = |pattern, method, path| Pattern::new(pattern).matches(method, path);
        assert!(matches("/health", "GET", "/health"));
        assert!(matches("/health", "POST", "/health"));
        assert!(!matches("/health", "GET", "/health/deep"));
        assert!(matches("get /metrics*", "GET", "/metrics/cpu"));
        assert!(!matches("GET /metrics*", "POST", "/metrics"));
    }

    #[test]
    fn stars_stand_for_anything() {
        for (pattern, text) in
            [("*", ""), ("/a*", "/a"), ("*.js", "/x/y.js"), ("/a/*/c*", "/a/b/c/d"), ("**", "x")]
        {
            assert!(fits(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in
            [("", "/"), ("/a*", "/b"), ("*.js", "/x.jsx"), ("/a*a", "/a"), ("/a/*/c", "/a/c")]
        {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
    }
}
