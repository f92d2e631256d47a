use rina_trace::traced_db;

#[traced_db(system = "sqlite", query = "SELECT id FROM users", rows = 3)]
fn literal() -> Vec<u64> {
    Vec::new()
}

#[traced_db(system = "sqlite", query = "SELECT id FROM users", rows = |r| r.iter().map(|id| id.to_string()).collect::<String>())]
fn text() -> Vec<u64> {
    Vec::new()
}

#[traced_db(system = "sqlite", query = "SELECT id FROM users", rows = |r| r.len())]
fn never() -> ! {
    std::process::exit(0)
}

fn main() {
    literal();
    text();
    never();
}
