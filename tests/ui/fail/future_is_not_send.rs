use std::rc::Rc;

use rina_trace::traced;

#[traced]
async fn keeps_an_rc(number: u8) -> u8 {
    let number = Rc::new(number);
    inner().await;
    *number
}

async fn inner() {}

fn send<T: Send>(_: T) {}

fn main() {
    send(keeps_an_rc(1));
}
