use rina_trace::traced;

#[traced]
pub const fn constant() -> u8 {
    1
}

const ONE: u8 = constant();

fn main() {
    let _ = ONE;
}
