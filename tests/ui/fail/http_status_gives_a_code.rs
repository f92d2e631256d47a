use rina_trace::traced_http;

struct Reply {
    code: u16,
}

#[traced_http(method = "GET", url = "https://api.example.com/users", status = |r| r.code.to_string())]
fn text() -> Result<Reply, std::io::Error> {
    Ok(Reply { code: 200 })
}

#[traced_http(method = "GET", url = "https://api.example.com/users", status = |r| r.code_of_reply())]
fn no_method() -> Reply {
    Reply { code: 200 }
}

fn main() {
    let _ = text();
    no_method();
}
