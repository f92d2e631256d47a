//! Names of the user's that are also the macro's, or that hide the usual ones.

use rina_trace::traced;

use crate::run;

const CALLSITE: u8 = 1;

#[traced(data(span, fields, ret))]
fn same_names(span: u8, fields: u8, ret: u8) -> Result<u8, ()> {
    static CALLSITE: u8 = 2;
    let (ok, inner, _span, never) = (1, 1, 1, 1);
    Ok(span + fields + ret + CALLSITE + ok + inner + _span + never)
}

#[traced(data(__arg0), ok(number = |r| r.map_or(CALLSITE, |ok| ok)))]
async fn same_names_async(__arg0: u8, (fields, ret): (u8, u8)) -> Option<u8> {
    Some(__arg0 + fields + ret)
}

#[traced]
fn guard_names() -> u8 {
    let _span = 1;
    fn enter() -> u8 {
        2
    }
    enter() + _span
}

mod shadowed {
    //! Types and crates of the user's, under the names that expanded code could mean.
    #![allow(non_camel_case_types)]

    use rina_trace::traced;

    pub(crate) struct Option;
    pub(crate) struct Some;
    pub(crate) struct Box;
    pub(crate) enum Result {
        Ok(u8),
    }
    pub(crate) struct bool;
    pub(crate) struct u8_;
    pub(crate) mod tracing {}
    pub(crate) mod sentry {}
    pub(crate) mod core {}
    pub(crate) mod std {}
    pub(crate) mod rina_trace_macros {}

    pub(crate) trait Future {
        type Output;
    }

    #[traced(data(number), ok(number = |_| 1))]
    pub(crate) fn sync(number: u8) -> Result {
        let (_, _, _) = (Option, Some, Box);
        Result::Ok(number)
    }

    #[traced]
    pub(crate) async fn asynchronous(number: u8) -> Result {
        Result::Ok(number)
    }
}

#[no_implicit_prelude]
mod no_prelude {
    //! Nothing is in sight but what is written.

    #[::rina_trace::traced(data(number), ok(number = |r| *r), err = capture)]
    pub(crate) fn sync(number: u8) -> ::core::result::Result<u8, ()> {
        ::core::result::Result::Ok(number)
    }

    #[::rina_trace::traced(name = "a", data(number), root)]
    pub(crate) async fn asynchronous(number: u8) -> ::core::result::Result<u8, ()> {
        ::core::result::Result::Ok(number)
    }

    #[::rina_trace::traced]
    pub(crate) fn boxed(
        number: u8,
    ) -> ::core::pin::Pin<::std::boxed::Box<dyn ::core::future::Future<Output = u8>>> {
        ::std::boxed::Box::pin(async move { number })
    }

    #[::rina_trace::traced(data(number))]
    pub(crate) fn guard(number: u8) {
        ::rina_trace::span!("cache.lookup", "name", number = number);
    }
}

mod renamed {
    //! The library under another name, as in a crate that takes it from a second one.

    pub(crate) mod telemetry {
        pub(crate) use rina_trace as rt;
    }

    use telemetry::rt::traced as t;

    #[t(crate = telemetry::rt, data(number), ok(number = |r| *r), err = ignore)]
    pub(crate) fn sync(number: u8) -> Result<u8, ()> {
        Ok(number)
    }

    #[t(crate = crate::hygiene::renamed::telemetry::rt)]
    pub(crate) async fn asynchronous(number: u8) -> Result<u8, ()> {
        Ok(number)
    }
}

#[traced]
#[allow(non_camel_case_types)]
fn shadows_type<u8: Default>() -> Result<u8, ()> {
    Ok(u8::default())
}

#[test]
fn names_of_the_macro() {
    assert_eq!((same_names(1, 1, 1), guard_names()), (Ok(9), 3));
    assert_eq!(run(same_names_async(1, (2, 3))), Some(6));
    assert_eq!(CALLSITE, 1);
}

#[test]
fn names_of_the_prelude() {
    let shadowed::Result::Ok(sync) = shadowed::sync(1);
    let shadowed::Result::Ok(asynchronous) = run(shadowed::asynchronous(2));
    assert_eq!((sync, asynchronous), (1, 2));
    no_prelude::guard(1);
    assert_eq!(
        (no_prelude::sync(1), run(no_prelude::asynchronous(2)), run(no_prelude::boxed(3))),
        (Ok(1), Ok(2), 3)
    );
    assert_eq!(shadows_type::<String>(), Ok(String::new()));
}

#[test]
fn names_of_the_library() {
    assert_eq!((renamed::sync(1), run(renamed::asynchronous(2))), (Ok(1), Ok(2)));
}
