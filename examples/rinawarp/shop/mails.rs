//! The queue of mails: what handlers leave for later, and the worker that sends it.
//!
//! It lies in this process; with a broker in between, the messages would carry the same headers. Knows how a mail is
//! sent; known by the handlers, and by `main`, which starts the worker.

use rina_trace::{InSpan, SpanStatus, current, queue};
use tokio::sync::mpsc;

use super::email::{Mail, Mailer};

const NAME: &str = "mails";
const SYSTEM: &str = "tokio";

/// How many mails wait before who has one more has to.
const ROOM: usize = 64;

struct Message {
    id: String,
    headers: Vec<(String, String)>,
    mail: Mail,
}

/// Where mails are left. The worker ends when the last of it is gone.
pub(crate) struct Mails(mpsc::Sender<Message>);

/// What takes them out again.
pub(crate) struct Worker {
    messages: mpsc::Receiver<Message>,
    mailer: Mailer,
}

pub(crate) fn queue_to(mailer: Mailer) -> (Mails, Worker) {
    let (sender, messages) = mpsc::channel(ROOM);
    (Mails(sender), Worker { messages, mailer })
}

impl Mails {
    /// Leaves a mail to be sent; `id` tells it from others.
    pub(super) async fn publish(&self, id: String, mail: Mail) {
        let (span, own) =
            queue::publish(NAME).system(SYSTEM).message_id(&id).body_size(mail.text.len()).start();
        let mut headers = Vec::new();
        own.apply(&mut headers);
        let message = Message { id, headers, mail };
        let leave = async {
            if self.0.send(message).await.is_err() {
                // The span says so; nobody waits for the mail.
                current().set_status(SpanStatus::Unavailable);
            }
        };
        leave.in_span(span).await;
    }
}

impl Worker {
    /// Sends what comes, one by one, each in the trace of the request that it comes from.
    pub(crate) async fn run(mut self) {
        while let Some(Message { id, headers, mail }) = self.messages.recv().await {
            let process = queue::process(NAME).system(SYSTEM).message_id(&id).body_size(mail.text.len());
            // The transaction says whether it went out; there is nobody left to tell.
            let _ = process.headers(&headers).run_async(|| self.mailer.send(&mail)).await;
        }
    }
}
