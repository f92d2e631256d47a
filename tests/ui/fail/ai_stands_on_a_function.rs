use rina_trace::{traced, traced_ai};

struct Agent;

#[traced_ai(agent = "researcher")]
impl Agent {
    fn run(&self) {}
}

#[traced(model = "gpt-5.2")]
fn of_another_attribute() {}

#[traced_ai(agent = "researcher", agent = "other", modle = "gpt-5.2")]
fn twice() {}

fn main() {
    Agent.run();
    of_another_attribute();
    twice();
}
