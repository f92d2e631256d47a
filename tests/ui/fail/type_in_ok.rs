use rina_trace::traced;

#[traced(ok(http.response.status_code = |r| r.to_string()))]
fn sync() -> Result<u16, ()> {
    Ok(200)
}

#[traced(ok(http.response.status_code = u16::to_string))]
async fn future() -> u16 {
    200
}

fn main() {
    let _ = (sync(), future());
}
