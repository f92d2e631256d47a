use rina_trace::traced;

#[traced(data(user.roles = roles))]
fn find(roles: Vec<u8>) -> usize {
    roles.len()
}

fn main() {
    find(Vec::new());
}
