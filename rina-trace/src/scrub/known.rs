//! What was found out about texts of the program itself, which come again with every span.
//!
//! A static text is at its address for as long as the program runs, so its address and length stand for it.

const SLOTS: usize = 256;

/// A table with one slot for each address: what collides is found out again.
pub(super) struct Known<V> {
    slots: Vec<Option<(&'static str, V)>>,
}

impl<V: Copy> Known<V> {
    pub(super) fn new() -> Self {
        Self { slots: (0..SLOTS).map(|_| None).collect() }
    }

    /// What is known of `text`; `find` says it the first time.
    pub(super) fn get(&mut self, text: &'static str, find: impl FnOnce(&'static str) -> V) -> V {
        let address = text.as_ptr() as usize;
        // Texts lie close together, and those of one start differ in length.
        let slot = (address ^ (address >> 8) ^ (text.len() << 4)) % SLOTS;
        let Some(slot) = self.slots.get_mut(slot) else { return find(text) };
        match *slot {
            Some((known, value)) if std::ptr::eq(known, text) => value,
            _ => {
                let value = find(text);
                *slot = Some((text, value));
                value
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_is_found_out_once_and_a_part_is_another_text() {
        let (mut known, mut found) = (Known::new(), 0);
        let whole: &'static str = "password";
        for text in [whole, whole, &whole[..4], &whole[..4], whole] {
            let length = known.get(text, |text| {
                found += 1;
                text.len()
            });
            assert_eq!(length, text.len());
        }
        assert_eq!(found, 2);
    }
}
