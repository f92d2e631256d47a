//! The header `baggage`, of which Sentry's members are the dynamic sampling context.

/// The dynamic sampling context: what every service of a trace tells Sentry alike.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Dsc {
    /// Key without `sentry-` and decoded value, in the order of the header.
    members: Vec<(Box<str>, Box<str>)>,
}

impl Dsc {
    /// Key without `sentry-`, and value.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&str, &str)> {
        self.members.iter().map(|(key, value)| (&**key, &**value))
    }
}
