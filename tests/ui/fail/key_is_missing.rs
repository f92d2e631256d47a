use rina_trace::{span, traced};

struct User {
    id: u8,
    roles: Vec<u8>,
}

#[traced(data(user.id, %user.roles.len(), usize::from(user.id), limit + 1))]
fn find(user: &User, limit: usize) -> usize {
    user.roles.len() + limit
}

fn main() {
    let user = User { id: 1, roles: Vec::new() };
    find(&user, 1);
    let _ = span!("cache.get", "get", user.id);
}
