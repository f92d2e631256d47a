#![deny(deprecated)]

use rina_trace::traced;

#[traced(ok(http.response.statuscode = |r| *r, http.status_code = |r| *r))]
fn status() -> Result<u16, String> {
    Ok(200)
}

fn main() {
    let _ = status();
}
