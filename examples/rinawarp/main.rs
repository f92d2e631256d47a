//! RinaWarp: a shop that is traced from the request to the last query, and through the services it calls.
//!
//! `cargo run --example rinawarp` starts two services on loopback, sends them about twenty requests, shows the
//! waterfall of each on stderr, and prints tables on stdout. Ends with 0 only if every request had the outcome
//! it must have and every trace was continued by the second service.
//!
//! - `--serve` keeps the services running for requests of your own, until ctrl-c.
//! - With `SENTRY_DSN` set, everything goes to Sentry, too.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program that shows something")]
#![expect(clippy::doc_markdown, reason = "RinaWarp, SendGrid and SQLite are names, not code")]

mod db;
mod drive;
mod outgoing;
mod outside;
mod serving;
mod shop;
mod tables;

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use crate::outgoing::Remote;
use crate::serving::Running;
use crate::shop::{Mailer, Shop};
use crate::tables::Tables;

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    // One of the requests panics: a line will do, whatever RUST_BACKTRACE says.
    std::panic::set_hook(Box::new(|panic| eprintln!("{panic}")));
    let tables = Tables::default();
    let seen = tables.clone();
    let guard = rina_trace::Config::from_env()
        .release(concat!("rinawarp@", env!("CARGO_PKG_VERSION")))
        .traces_sample_rate(1.0)
        .console(true)
        .before_send_transaction(move |segment| {
            seen.add(&segment);
            Some(segment)
        })
        .init();
    let sends = std::env::var_os("SENTRY_DSN").is_some();
    if !sends {
        println!("SENTRY_DSN is not set: nothing leaves this machine.\n");
    }

    let serve = std::env::args().any(|argument| argument == "--serve");
    let expected = run(serve).await?;

    // The last segments are still on their way.
    guard.flush(Duration::from_secs(2));
    println!("{tables}");
    if sends {
        println!("{}", guard.stats());
    }
    let joined = serve || tables.joined();
    if !joined {
        println!("The second service did not continue the traces of the first.");
    }
    Ok(if expected && joined { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Starts everything, lets the customers in, and ends everything. True if every request had its outcome.
async fn run(serve: bool) -> Result<bool, Box<dyn Error>> {
    let directory = tempfile::tempdir()?;
    let db = db::open(directory.path()).await?;
    let outside = serving::start("outside", outside::router()).await?;
    let remote = Remote::new(format!("http://{}", outside.address));
    let mailer = Mailer::new(db.clone(), remote.clone());
    let (mails, worker) = shop::queue_to(mailer.clone());
    let working = tokio::spawn(worker.run());
    let shop = Shop::new(db.clone(), remote, mailer, mails);
    let shop = serving::start("shop", shop::router(shop)).await?;

    let expected = if serve {
        invite(&shop, &outside);
        tokio::signal::ctrl_c().await?;
        true
    } else {
        let done = drive::run(&format!("http://{}", shop.address)).await;
        println!("{}", tables::outcomes(&done));
        done.iter().all(|(request, got)| *got == request.expected)
    };

    shop.stop().await?;
    // The shop is gone, so this ends with the last mail that it has left.
    working.await?;
    outside.stop().await?;
    db.close().await;
    Ok(expected)
}

fn invite(shop: &Running, outside: &Running) {
    let base = format!("http://{}", shop.address);
    println!("shop     {base}\noutside  http://{}\n", outside.address);
    println!("curl {base}/users");
    println!("curl {base}/users/1");
    println!("curl {base}/report");
    for (path, body) in [
        ("/checkout", r#"{"user_id": 1, "plan": "team", "seats": 5, "payment_method": "pm_card_visa"}"#),
        ("/ai/command", r#"{"user_id": 1, "command": "What did I order?"}"#),
        ("/ai/chat", r#"{"user_id": 1, "message": "Which plan suits me?"}"#),
        ("/mcp", r#"{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}"#),
    ] {
        println!("curl {base}{path} \\\n  --json '{body}'");
    }
    println!("\nctrl-c ends it.\n");
}
