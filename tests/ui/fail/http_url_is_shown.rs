use rina_trace::traced_http;

struct Place(&'static str);

#[traced_http(method = "GET", url = place)]
fn get(place: Place) -> usize {
    place.0.len()
}

#[traced_http(method = place.0.as_bytes(), url = place.0)]
async fn get_async(place: Place) -> usize {
    place.0.len()
}

fn main() {
    get(Place(""));
    let _ = get_async(Place(""));
}
