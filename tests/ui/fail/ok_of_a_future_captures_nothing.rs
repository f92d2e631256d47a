use rina_trace::traced;

#[traced(ok(more = |r| *r + offset))]
async fn count(offset: u8) -> u8 {
    offset
}

fn main() {
    let _ = count(1);
}
