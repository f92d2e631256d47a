//! How many rows a result tells. Known by users, who implement it for their types, and by expanded code.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use crate::fields::Fields;
use crate::value::IntoValue;

/// How many rows a query has returned, or changed.
///
/// Recorded as `db.response.returned_rows`, which is OpenTelemetry's name, or `db.response.affected_rows`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RowCount {
    /// The rows that came back.
    Returned(u64),
    /// The rows that were inserted, changed or deleted.
    Affected(u64),
}

/// What tells how many rows there were.
///
/// [`macro@crate::traced_db`] finds it in what a function returns: in the value and in the `Ok` of a `Result`. Lists, sets
/// and maps tell their length, an `Option` zero or one, and with the features `sqlx-postgres`, `sqlx-mysql` and
/// `sqlx-sqlite` the results of sqlx what was affected. A number is none by its type, since it may be an id.
///
/// ```
/// use rina_trace::db::{RowCount, Rows};
///
/// struct Page {
///     orders: Vec<u64>,
///     next: Option<u64>,
/// }
///
/// impl Rows for Page {
///     fn rows(&self) -> RowCount {
///         self.orders.rows()
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "a value of type `{Self}` does not tell how many rows there were",
    note = "implement `rina_trace::db::Rows` for it, or say it: `rows = |r| ..`"
)]
pub trait Rows {
    /// How many there were, and whether they came back or were changed.
    fn rows(&self) -> RowCount;
}

macro_rules! lists {
    ($([$($generics:tt)*] $list:ty;)*) => { $(
        impl<$($generics)*> Rows for $list {
            fn rows(&self) -> RowCount {
                RowCount::Returned(self.len() as u64)
            }
        }
    )* };
}

lists! {
    [T] [T];
    [T, const N: usize] [T; N];
    [T] Vec<T>;
    [T] VecDeque<T>;
    [K, V, S] HashMap<K, V, S>;
    [T, S] HashSet<T, S>;
    [K, V] BTreeMap<K, V>;
    [T] BTreeSet<T>;
}

impl<T> Rows for Option<T> {
    fn rows(&self) -> RowCount {
        RowCount::Returned(u64::from(self.is_some()))
    }
}

macro_rules! behind {
    ($($pointer:ty),*) => { $(
        impl<T: Rows + ?Sized> Rows for $pointer {
            fn rows(&self) -> RowCount {
                (**self).rows()
            }
        }
    )* };
}

behind!(&T, &mut T, Box<T>, std::rc::Rc<T>, std::sync::Arc<T>);

/// What `rows = ..` of [`macro@crate::traced_db`] may give: a number, a [`RowCount`], or an `Option` of one.
#[diagnostic::on_unimplemented(
    message = "a value of type `{Self}` is no number of rows",
    label = "expected a number or a `rina_trace::db::RowCount`",
    note = "`rows` takes a function of the returned value that gives it: `rows = |r| r.len()`"
)]
pub trait IntoRowCount {
    /// The count; `numbers` says what a bare number counts. `None` records nothing.
    fn into_row_count(self, numbers: fn(u64) -> RowCount) -> Option<RowCount>;
}

impl IntoRowCount for RowCount {
    fn into_row_count(self, _: fn(u64) -> RowCount) -> Option<RowCount> {
        Some(self)
    }
}

impl<T: IntoRowCount> IntoRowCount for Option<T> {
    fn into_row_count(self, numbers: fn(u64) -> RowCount) -> Option<RowCount> {
        self?.into_row_count(numbers)
    }
}

macro_rules! numbers {
    ($($number:ty)*) => { $(
        impl IntoRowCount for $number {
            fn into_row_count(self, numbers: fn(u64) -> RowCount) -> Option<RowCount> {
                u64::try_from(self).ok().map(numbers)
            }
        }

        impl IntoRowCount for &$number {
            fn into_row_count(self, numbers: fn(u64) -> RowCount) -> Option<RowCount> {
                (*self).into_row_count(numbers)
            }
        }
    )* };
}

numbers!(u8 u16 u32 u64 usize i16 i32 i64 isize);

/// Records how many rows there were.
pub(crate) fn record(fields: &Fields, count: RowCount) {
    match count {
        RowCount::Returned(count) => fields.data("db.response.returned_rows", count.to_value()),
        RowCount::Affected(count) => fields.data("db.response.affected_rows", count.to_value()),
    }
}
