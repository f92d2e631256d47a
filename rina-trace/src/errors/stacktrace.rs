//! Where an error came up, in Sentry's form: without the frames that only look at it, and ours and those of the
//! standard library marked as none of the program's.
//!
//! A trace of the standard library shows itself as a text and in no other way. `sentry` reads such texts, too, but
//! takes a symbol with a parenthesis in it, of which generic code is full, for none.

use sentry::integrations::backtrace::{Frame, Stacktrace};

use crate::failure::Trace;

/// Crates whose frames are between the program and the trace of it: how their functions begin, and where their
/// sources are. A program that is built with lines alone, as many are that run in production, tells of a function
/// nothing but its own name, so then its file has to say whose it is.
const LOOKING: [(&str, &str); 9] = [
    ("rina_trace::", OWN_SOURCES),
    ("core::", "/library/core/src/"),
    ("std::", "/library/std/src/"),
    ("alloc::", "/library/alloc/src/"),
    ("backtrace::", "/backtrace-"),
    ("anyhow::", "/anyhow-"),
    ("eyre::", "/eyre-"),
    ("__rustc::", "/library/panic_unwind/src/"),
    ("rust_begin_unwind", "/library/std/src/"),
];

/// Those of the above that the program never means.
const NEVER_MEANT: usize = 4;

/// Where the compiler has found this crate.
const OWN_SOURCES: &str = {
    let (sources, _) = file!().split_at(file!().len() - "errors/stacktrace.rs".len());
    sources
};

/// `None` where there is no trace in it.
pub(super) fn of(trace: &Trace) -> Option<Stacktrace> {
    let mut frames = match trace {
        Trace::Here(backtrace) => read(&format!("{backtrace:#}")),
        Trace::Told(text) => read(text),
    };
    // They are written from the innermost outwards, and sent the other way.
    let looking = frames.iter().take_while(|frame| is_in(frame, &LOOKING)).count();
    frames.drain(..looking);
    for frame in frames.iter_mut().filter(|frame| is_in(frame, &LOOKING[..NEVER_MEANT])) {
        frame.in_app = Some(false);
    }
    Stacktrace::from_frames_reversed(frames)
}

/// True for functions and methods, also those of a trait that is implemented for a type of the crate.
fn is_in(frame: &Frame, crates: &[(&str, &str)]) -> bool {
    let function = frame.function.as_deref().unwrap_or_default().trim_start_matches(['<', '_', '&']);
    let path = frame.abs_path.as_deref().unwrap_or_default();
    crates.iter().any(|(name, sources)| function.starts_with(name) || path.contains(sources))
}

/// Reads `12: 0x55d0 - symbol`, without the address in the short form, without the number where a function was
/// inlined; and in the line after it `at path:line:column`.
fn read(text: &str) -> Vec<Frame> {
    let mut frames: Vec<Frame> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(place) = line.strip_prefix("at ") {
            if let Some(frame) = frames.last_mut() {
                put_place(frame, place);
            }
            continue;
        }
        let numbered =
            line.split_once(": ").filter(|(number, _)| number.bytes().all(|it| it.is_ascii_digit()));
        let rest = numbered.map_or(line, |(_, rest)| rest).trim_start();
        let addressed = rest.split_once(" - ").filter(|(address, _)| address.starts_with("0x"));
        let (address, symbol) = addressed.map_or((None, rest), |(address, symbol)| (Some(address), symbol));
        frames.push(Frame {
            function: Some(without_hashes(symbol)),
            instruction_addr: address.and_then(|address| address.parse().ok()),
            ..Frame::default()
        });
    }
    frames
}

fn put_place(frame: &mut Frame, place: &str) {
    let mut parts = place.rsplitn(3, ':');
    let (column, line, path) = (parts.next(), parts.next(), parts.next());
    let number = |part: Option<&str>| part.and_then(|part| part.parse::<u64>().ok());
    let path = path.unwrap_or(place);
    (frame.lineno, frame.colno) = (number(line), number(column));
    frame.filename = path.rsplit(['/', '\\']).next().map(str::to_owned);
    frame.abs_path = Some(path.to_owned());
}

/// Without what is another in each build: `shop[0123456789abcdef]::pay`, `shop::pay::h0123456789abcdef`.
fn without_hashes(symbol: &str) -> String {
    let is_hash = |hash: &str| hash.len() == 16 && hash.bytes().all(|it| it.is_ascii_hexdigit());
    let symbol = symbol.rsplit_once("::h").filter(|(_, hash)| is_hash(hash)).map_or(symbol, |(name, _)| name);
    let mut parts = symbol.split('[');
    let mut clean = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(']').filter(|(hash, _)| is_hash(hash)) {
            Some((_, rest)) => clean.push_str(rest),
            None => {
                clean.push('[');
                clean.push_str(part);
            }
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read() {
        let full = "   0:     0x55d0 - rina_trace::errors::escapes::h0123456789abcdef\n              at /src/a.rs:1:2\n   \
            1:     0x55d4 - core::ops::function::FnOnce::call_once\n   2:     0x55d1 - <fn(()) -> [u8] as shop[0123456789abcdef]::Pay<(u8, u8)>>::pay\n                       at /src/shop.rs:10:20\n  \
                              shop::inlined\n";
        let read = of(&Trace::Told(full.to_owned())).unwrap().frames;
        let shown: Vec<_> = read
            .iter()
            .map(|it| (it.function.as_deref().unwrap(), it.filename.as_deref(), it.lineno))
            .collect();
        let pay = ("<fn(()) -> [u8] as shop::Pay<(u8, u8)>>::pay", Some("shop.rs"), Some(10));
        assert_eq!(shown, [("shop::inlined", None, None), pay]);

        let short =
            "   0: shop::pay\n             at ./src/shop.rs:10:20\n   1: rina_trace::__private::run\n";
        let read = of(&Trace::Told(short.to_owned())).unwrap().frames;
        assert_eq!((read[0].in_app, read[1].in_app), (Some(false), None));
        assert_eq!((read[1].abs_path.as_deref(), read[1].colno), (Some("./src/shop.rs"), Some(20)));
    }

    /// What a program says that was built with `debug = "line-tables-only"`.
    #[test]
    fn without_the_names_of_crates_their_files_tell_them() {
        let text = format!(
            "   0:     0x55d0 - capture\n      at /rustc/5980/library/std/src/backtrace.rs:1:1\n\
                1:     0x55d1 - failure\n      at /src/{OWN_SOURCES}fields.rs:1:1\n\
                                pay\n          at /src/shop.rs:1:1\n\
                2:     0x55d2 - run_with\n     at /src/{OWN_SOURCES}__private.rs:1:1\n\
                3:     0x55d3 - call_once\n    at /rustc/5980/lib/rustlib/src/rust/library/core/src/ops.rs:1:1\n\
                4:     0x55d4 - main\n         at /src/main.rs:1:1\n"
        );
        let read = of(&Trace::Told(text)).unwrap().frames;
        let shown: Vec<_> = read.iter().map(|it| (it.function.as_deref().unwrap(), it.in_app)).collect();
        let (never, perhaps) = (Some(false), None);
        assert_eq!(shown, [("main", perhaps), ("call_once", never), ("run_with", never), ("pay", perhaps)]);
    }

    #[test]
    fn what_is_no_trace_gives_none() {
        assert!(of(&Trace::Told(String::new())).is_none());
        assert!(of(&Trace::Here(std::backtrace::Backtrace::force_capture())).is_some());
    }
}
