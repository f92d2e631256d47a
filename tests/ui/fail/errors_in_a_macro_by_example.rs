#![deny(deprecated)]

use rina_trace::traced;

macro_rules! find {
    ($name:ident, $op:literal, $key:literal = $value:expr) => {
        #[traced(op = $op, data($key = $value))]
        fn $name() {}
    };
}

find!(wrong, "db.qurey", "http.response.status_code" = "200");
find!(doubtful, "cache.get", "cache.hits" = 1);

fn main() {
    wrong();
    doubtful();
}
