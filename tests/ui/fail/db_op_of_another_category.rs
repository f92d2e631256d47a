use rina_trace::traced_db;

#[traced_db(op = "cache.get", system = "redis", operation = "GET")]
fn get() {}

fn main() {
    get();
}
