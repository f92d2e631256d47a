use rina_trace::traced_ai;

struct Reply {
    tokens: u64,
}

#[traced_ai(provider = "openai", model = "gpt-5.2", usage = 12)]
fn literal() -> Reply {
    Reply { tokens: 1 }
}

#[traced_ai(provider = "openai", model = "gpt-5.2", usage = |r| r.tokens)]
fn number() -> Result<Reply, std::io::Error> {
    Ok(Reply { tokens: 1 })
}

#[traced_ai(provider = "openai", model = "gpt-5.2", usage = |r| r.count())]
async fn no_method() -> Result<Reply, std::io::Error> {
    Ok(Reply { tokens: 1 })
}

fn main() {
    literal();
    let _ = number();
    let _ = no_method();
}
