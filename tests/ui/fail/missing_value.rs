use rina_trace::traced;

#[traced(op)]
fn no_value() {}

#[traced(op = )]
fn nothing_behind_the_sign() {}

#[traced(data)]
fn no_list() {}

#[traced(data("user.id", cart.items = ))]
fn no_expression() {}

#[traced(sample_rate = 1.0 +)]
fn half_an_expression() {}

fn main() {
    no_value();
    nothing_behind_the_sign();
    no_list();
    no_expression();
    half_an_expression();
}
