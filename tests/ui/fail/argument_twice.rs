use rina_trace::traced;

#[traced(root, data(a = 1), root, data(b = 2))]
fn twice() {}

fn main() {
    twice();
}
