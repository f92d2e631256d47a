use rina_trace::traced;

#[traced]
fn of_a_local() -> Result<&'static str, ()> {
    let text = String::new();
    Ok(&text)
}

#[traced]
async fn of_a_local_in_a_future() -> Result<&'static str, ()> {
    let text = String::new();
    Ok(&text)
}

#[traced]
fn moved(text: String) -> Result<String, ()> {
    drop(text);
    Ok(text)
}

#[traced]
async fn moved_in_a_future(text: String) -> String {
    drop(text);
    text
}

#[traced]
async fn immutable(text: String) -> String {
    text.clear();
    text
}

#[traced]
fn shorter<'a>(left: &'a str, right: &str) -> Result<&'a str, ()> {
    Ok(right)
}

#[traced]
async fn shorter_in_a_future<'a>(left: &'a str, right: &str) -> &'a str {
    right
}

fn main() {}
