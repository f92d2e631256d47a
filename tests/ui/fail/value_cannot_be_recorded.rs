use rina_trace::traced;

struct User {
    id: u64,
}

#[traced(data(user), tags(other = user.clone_of(1)))]
fn sync(user: User) -> u64 {
    user.id
}

#[traced(data(all = (user.id, 1)), ok(user = |r| User { id: r.id }, id = %|r| r.clone_of(1)))]
async fn asynchronous(user: User) -> Result<User, String> {
    Ok(user)
}

impl User {
    fn clone_of(&self, _: u8) -> User {
        User { id: self.id }
    }
}

fn main() {
    sync(User { id: 1 });
    let _ = asynchronous(User { id: 1 });
}
