use rina_trace::traced_http;

struct Reply {
    code: u16,
}

#[traced_http(method = "GET", url = "https://api.example.com/users", status = 200)]
fn literal() -> Reply {
    Reply { code: 200 }
}

#[traced_http(method = "GET", url = "https://api.example.com/users", status = |r| r.code)]
#[track_caller]
fn of_a_caller() -> Reply {
    Reply { code: 200 }
}

#[traced_http(method = "GET", url = "https://api.example.com/users", status = |r| r.code)]
fn never() -> ! {
    std::process::exit(0)
}

fn main() {
    literal();
    of_a_caller();
    never();
}
