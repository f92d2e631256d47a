//! The part of the configuration that says what is secret.
//!
//! Known by the rest of it.

use std::sync::Arc;

use super::{Config, ConfigError};
use crate::hash;
use crate::hub::Contents;
use crate::scrub::Rules;
use crate::sensitive::Sensitive;

impl Config {
    /// Lets events carry the headers that tell who a user is, such as `X-Forwarded-For`, and cookies.
    ///
    /// Secrets are left out all the same: a cookie or a header whose name looks secret is filtered in any case. What
    /// the program itself sets, such as [`set_user`](crate::set_user), is sent in any case; but for the parameters of
    /// queries, `parameters(..)` of [`macro@crate::traced_db`], which are recorded only with this.
    pub fn send_default_pii(mut self, on: bool) -> Self {
        self.send_default_pii = on;
        self
    }

    /// Records what models are sent: prompts, system instructions, arguments of tools. By default as
    /// [`send_default_pii`](Self::send_default_pii) says; `#[traced_ai(record_inputs = ..)]` goes before it.
    pub fn record_ai_inputs(mut self, on: bool) -> Self {
        self.record_ai_inputs = Some(on);
        self
    }

    /// Records what models answer, and what tools give them. By default as
    /// [`send_default_pii`](Self::send_default_pii) says; `#[traced_ai(record_outputs = ..)]` goes before it.
    pub fn record_ai_outputs(mut self, on: bool) -> Self {
        self.record_ai_outputs = Some(on);
        self
    }

    pub(super) fn contents(&self) -> Contents {
        let (inputs, outputs) = (self.record_ai_inputs, self.record_ai_outputs);
        let by_default = self.send_default_pii;
        Contents { inputs: inputs.unwrap_or(by_default), outputs: outputs.unwrap_or(by_default) }
    }

    /// Keys that look secret and are none: their values are sent as they are.
    ///
    /// A whole key in any case, such as `session`, or the beginning of keys, such as `auth.*`. Goes for data, tags,
    /// headers, parameters, and pairs such as `session=..` in texts.
    pub fn allow_keys<T: Into<String>>(mut self, keys: impl IntoIterator<Item = T>) -> Self {
        self.allow_keys.extend(keys.into_iter().map(Into::into));
        self
    }

    /// Keys that are secret and do not look it: their values are sent as `[Filtered]`. Written as for
    /// [`allow_keys`](Self::allow_keys), and goes before it.
    pub fn deny_keys<T: Into<String>>(mut self, keys: impl IntoIterator<Item = T>) -> Self {
        self.deny_keys.extend(keys.into_iter().map(Into::into));
        self
    }

    /// The key of [`hash`](crate::hash()), one for all services of the project; at least 16 bytes, best 32 at random.
    /// By default `RINA_TRACE_HASH_KEY`, else a random one for each process.
    pub fn hash_key(mut self, key: impl Into<String>) -> Self {
        self.hash_key = Some(Sensitive(key.into()));
        self
    }

    pub(super) fn check_hash_key(&self) -> Result<(), ConfigError> {
        let from = if self.hash_key.is_some() { "Config::hash_key" } else { "RINA_TRACE_HASH_KEY" };
        match self.hash_key_in_force().map(str::len) {
            Some(length) if length < hash::MIN_KEY => Err(ConfigError::WeakHashKey { length, from }),
            _ => Ok(()),
        }
    }

    /// Option over environment.
    pub(crate) fn hash_key_in_force(&self) -> Option<&str> {
        self.hash_key.as_ref().or(self.env.hash_key.as_ref()).map(|key| &**key.expose())
    }

    pub(super) fn scrub_rules(&self) -> Arc<Rules> {
        Arc::new(Rules::new(&self.allow_keys, &self.deny_keys, self.send_default_pii))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_can_be_tried_out_is_refused_and_not_told() {
        let error = Config::new().hash_key("fifteen bytes!!").resolve().err().unwrap();
        assert_eq!(error, ConfigError::WeakHashKey { length: 15, from: "Config::hash_key" });
        assert!(error.to_string().starts_with("Config::hash_key has 15 bytes"), "{error}");
        assert!(Config::new().hash_key("sixteen bytes!!!").resolve().is_ok());
    }
}
