use rina_trace::traced;

#[traced(data(a = &password, b = password.clone(), c = (*password).to_owned(), d = %password.as_str()))]
fn login(password: &String) -> usize {
    password.len()
}

fn main() {
    login(&String::new());
}
