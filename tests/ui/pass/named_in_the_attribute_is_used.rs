#![deny(warnings)]

use rina_trace::{TraceHeaders, traced};

#[traced(continue_from = headers, data(user_id))]
fn value<H: rina_trace::Carrier>(headers: H, user_id: u64) -> TraceHeaders {
    rina_trace::trace_headers()
}

#[traced(continue_from = headers, data(user_id), name = name.clone(), tags(plan))]
async fn future(headers: Vec<(String, String)>, user_id: u64, name: String, plan: String) -> Result<(), ()> {
    Ok(())
}

#[traced(continue_from = headers, data(user_id))]
fn boxed(headers: Vec<(String, String)>, user_id: u64) -> std::pin::Pin<Box<dyn Future<Output = ()>>> {
    Box::pin(async {})
}

#[traced(continue_from = headers, data(user_id))]
fn nothing(headers: Vec<(String, String)>, user_id: u64) {}

fn main() {
    nothing(Vec::new(), 1);
    value([("", ""); 0], 1);
    drop(future(Vec::new(), 1, String::new(), String::new()));
    drop(boxed(Vec::new(), 1));
}
