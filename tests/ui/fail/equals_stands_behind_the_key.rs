use rina_trace::traced;

#[traced(op: "db.query", data(user.id: id, rows: 1, "a": 2, b => 3))]
fn find(id: u8) -> u8 {
    id
}

fn main() {
    find(1);
}
