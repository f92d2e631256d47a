//! How many tokens a call to a model took. Known by users, by whoever reads an answer, and by what is recorded of it.

/// How many tokens a call to a model took; `None` is not known, and not recorded.
///
/// Counted as Sentry counts: the input has the cached tokens in it, and the output those of reasoning. Some providers
/// count otherwise: to the `input_tokens` of Anthropic those that were read from a cache and written to one have to be
/// added.
/// Source: <https://develop.sentry.dev/sdk/telemetry/traces/modules/ai-agents/>
///
/// ```
/// use rina_trace::ai::Usage;
///
/// let usage = Usage { input: Some(1_200), cached: Some(1_000), output: Some(80), ..Usage::default() };
/// assert_eq!(usage.total(), Some(1_280));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// All that was read, with the cached tokens: `gen_ai.usage.input_tokens`.
    pub input: Option<u64>,
    /// Of these, read from a cache: `gen_ai.usage.cache_read.input_tokens`.
    pub cached: Option<u64>,
    /// Of these, written to a cache: `gen_ai.usage.cache_creation.input_tokens`.
    pub cache_creation: Option<u64>,
    /// All that was written, with the tokens of reasoning: `gen_ai.usage.output_tokens`.
    pub output: Option<u64>,
    /// Of these, for reasoning: `gen_ai.usage.reasoning.output_tokens`.
    pub reasoning: Option<u64>,
    /// What the provider says that it is in all: `gen_ai.usage.total_tokens`.
    pub total: Option<u64>,
}

impl Usage {
    /// What was read and what was written, where that is all there is to say.
    pub const fn new(input: u64, output: u64) -> Self {
        let (cached, cache_creation, reasoning, total) = (None, None, None, None);
        Self { input: Some(input), cached, cache_creation, output: Some(output), reasoning, total }
    }

    /// What it is in all: as the provider says, else input and output.
    pub fn total(&self) -> Option<u64> {
        self.total.or_else(|| Some(self.input?.saturating_add(self.output?)))
    }

    /// What is said later holds; what it says nothing of stays.
    pub(crate) fn update(&mut self, later: Self) {
        let Self { input, cached, cache_creation, output, reasoning, total } = later;
        self.input = input.or(self.input);
        self.cached = cached.or(self.cached);
        self.cache_creation = cache_creation.or(self.cache_creation);
        self.output = output.or(self.output);
        self.reasoning = reasoning.or(self.reasoning);
        self.total = total.or(self.total);
    }

    /// Each with its key, as far as it is known.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let all = [
            ("gen_ai.usage.input_tokens", self.input),
            ("gen_ai.usage.cache_read.input_tokens", self.cached),
            ("gen_ai.usage.cache_creation.input_tokens", self.cache_creation),
            ("gen_ai.usage.output_tokens", self.output),
            ("gen_ai.usage.reasoning.output_tokens", self.reasoning),
            ("gen_ai.usage.total_tokens", self.total()),
        ];
        all.into_iter().filter_map(|(key, count)| Some((key, count?)))
    }
}
