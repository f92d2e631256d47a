use rina_trace::traced;

#[traced(data(http.response.status_code = %status, gen_ai.request.temperature = ?heat, cache.hit = %hit))]
fn find(status: u16, heat: f64, hit: bool) -> (u16, f64, bool) {
    (status, heat, hit)
}

fn main() {
    find(200, 0.5, true);
}
