use rina_trace::{span, traced};

#[traced(data(= 1, 2 = 3, "" = 4, &id, mcp.tool.result.0.content = 5))]
fn find(id: u8) -> u8 {
    id
}

fn main() {
    find(1);
    let _ = span!("cache.get", "get", "key");
}
