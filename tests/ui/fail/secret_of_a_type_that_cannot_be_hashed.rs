use rina_trace::traced;

struct Token(u8);

#[traced(data(token = hash(token)))]
fn check(token: &Token) -> u8 {
    token.0
}

fn main() {
    check(&Token(1));
}
