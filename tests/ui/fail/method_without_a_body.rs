use rina_trace::traced;

trait Service {
    #[traced]
    fn sync(&self) -> u8;

    #[traced(op = "business.service")]
    async fn asynchronous(&self) -> u8;
}

impl Service for () {
    fn sync(&self) -> u8 {
        1
    }

    async fn asynchronous(&self) -> u8 {
        1
    }
}

fn main() {
    ().sync();
    let _ = ().asynchronous();
}
