use rina_trace::traced;

#[traced(data(db.query.text = words))]
fn find(words: Vec<String>) -> usize {
    words.len()
}

fn main() {
    find(Vec::new());
}
