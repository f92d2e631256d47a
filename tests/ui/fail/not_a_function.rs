use rina_trace::traced;

#[traced]
pub struct Struct;

#[traced]
const CONST: u8 = 1;

#[traced]
mod module {}

#[traced]
unsafe extern "C" {}

fn main() {
    let _ = (Struct, CONST);
}
