//! A future of unit in a module whose names hide those that expanded code could have meant.
#![no_implicit_prelude]

#[::rina_trace::traced]
async fn unit() {}

#[::rina_trace::traced]
fn result() -> ::core::result::Result<(), ()> {
    ::core::result::Result::Ok(())
}

fn main() {
    let _ = (unit(), result());
}
