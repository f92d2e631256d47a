//! Which spans of `tracing` are entered on this thread, and what takes them off its stack again.
//!
//! Known by the layer.

use std::cell::RefCell;

use crate::stack::{self, Token};

/// From how many on it is looked for what was entered and never left.
const MANY: usize = 64;

struct Entered {
    /// The layer that the span is of, and its id there.
    key: (usize, u64),
    token: Token,
}

thread_local! {
    static ENTERED: RefCell<Vec<Entered>> = const { RefCell::new(Vec::new()) };
}

/// The span is current from here on.
pub(super) fn enter(key: (usize, u64), context: stack::Context) {
    let Ok(token) = stack::enter(context.place, context.span) else { return };
    let _ = ENTERED.try_with(|entered| {
        let Ok(mut entered) = entered.try_borrow_mut() else { return };
        if entered.len() >= MANY && entered.len().is_power_of_two() {
            // Guards that were leaked: their frames went with one below.
            entered.retain(|one| stack::is_there(one.token));
        }
        entered.push(Entered { key, token });
    });
}

/// It is not, by this entering; others may go on.
pub(super) fn leave(key: (usize, u64)) {
    let token = ENTERED.try_with(|entered| {
        let mut entered = entered.try_borrow_mut().ok()?;
        let at = entered.iter().rposition(|one| one.key == key)?;
        Some(entered.remove(at).token)
    });
    if let Ok(Some(token)) = token {
        stack::leave_alone(token);
    }
}
