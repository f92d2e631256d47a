use rina_trace::traced;

struct Service {
    id: u64,
}

impl Service {
    #[traced(data(user_idd), tags(unrelated))]
    fn unknown(&self, user_id: u64) -> u64 {
        user_id
    }

    #[traced(data(self))]
    async fn whole(&self) -> u64 {
        self.id
    }
}

#[traced(data(user_id))]
fn none() {}

fn main() {
    Service { id: 1 }.unknown(1);
    let _ = Service { id: 1 }.whole();
    none();
}
