use rina_trace::traced;

#[traced(continue_from = request)]
fn handle(request: u8) -> u8 {
    request
}

fn main() {
    handle(1);
}
