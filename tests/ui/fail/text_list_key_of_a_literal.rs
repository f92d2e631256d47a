use rina_trace::traced;

#[traced(data(user.roles = 1, aws.dynamodb.table_names = 1.5, aws.log.group.names = true))]
fn find() {}

fn main() {
    find();
}
