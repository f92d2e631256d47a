//! What the compiler says of a wrong attribute, and where: one file per rule, named by it.
//!
//! `fail` holds the programs and what is printed, `pass` programs that only have to compile. After a change
//! that is meant, run with `TRYBUILD=overwrite`, and read each `.stderr` as its user would.
//! `metadata` is about `Cargo.toml`, `mistakes` is a program full of mistakes. `lints` and `places` compare what is said of a function with what is said of the same one without attribute.

mod compiler;
mod lints;
mod metadata;
mod mistakes;
mod places;

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    cases.pass("pass/*.rs");
    cases.compile_fail("fail/*.rs");
}
