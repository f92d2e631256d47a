//! stub
pub struct Failure<'a> { pub(crate) type_name: &'static str, pub(crate) error: Option<&'a (dyn std::error::Error + 'a)> }
