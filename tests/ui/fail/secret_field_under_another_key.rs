use rina_trace::traced;

struct Card {
    card_number: String,
}

#[traced(data(card = card.card_number.as_str()))]
fn pay(card: &Card) -> usize {
    card.card_number.len()
}

fn main() {
    pay(&Card { card_number: String::new() });
}
