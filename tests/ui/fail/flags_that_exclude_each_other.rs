use rina_trace::traced;

#[traced(root, child_only)]
fn both() {}

#[traced(child_only, continue_from = headers)]
fn never_and_always(headers: Vec<(String, String)>) -> usize {
    headers.len()
}

fn main() {
    both();
    never_and_always(Vec::new());
}
