//! The name that was probably meant by a misspelt one.
//!
//! Knows the tables by their public faces, and `distance`; known by the macros, for their messages. Two names are
//! compared without the words that they share at either end, so that `user.ip` is as far from `user.id` as `ip` from
//! `id`, however long what is before it.

use crate::distance::{EDIT, LONGEST, distance, fold};
use crate::sketch::{OF_ATTRIBUTES, OF_OPS, Sketch};
use crate::{Standing, attribute as attribute_named, attributes, op_named, ops};

/// More wrong letters than that are another name, however long it is.
const MOST_SLIPS: u16 = 3;

/// The operation that was probably meant by a name that is none.
///
/// Not the misspelt one's nearest but what replaces it, if that is deprecated; never one that is gone.
pub fn op(name: &str) -> Option<&'static str> {
    if op_named(name).is_some() {
        return None;
    }
    let candidates = alike(name, ops(), &OF_OPS, slips).filter_map(|op| match op.standing {
        Standing::Current => Some((op.name, op.name)),
        Standing::Replaced(by) => Some((op.name, *by.first()?)),
        Standing::Gone => None,
    });
    nearest(name, candidates, slips)
}

/// The key that was probably meant by one that no attribute has.
///
/// Not the misspelt one's nearest but what replaces it, if that is deprecated; never one that nothing replaces, and no
/// template. A key without a dot is the program's own word (`user_id`, `page`), unless it is very near.
pub fn attribute(key: &str) -> Option<&'static str> {
    if attribute_named(key).is_some() {
        return None;
    }
    let own_word = !key.contains('.');
    let slips = if own_word { own_slips } else { slips };
    let candidates = alike(key, attributes(), &OF_ATTRIBUTES, slips).filter_map(|attribute| {
        let write = match attribute.deprecation {
            None => attribute.key,
            Some(deprecation) => deprecation.replacement?,
        };
        let is_own = own_word && words(attribute.key) == 2;
        (!is_own && !attribute.key.contains('<')).then_some((attribute.key, write))
    });
    nearest(key, candidates, slips)
}

/// Those with nearly the same letters.
fn alike<'a, T>(
    name: &str,
    all: &'a [T],
    sketches: &'a [Sketch],
    slips: fn(usize) -> u16,
) -> impl Iterator<Item = &'a T> {
    let (sketch, most, mut at) = (Sketch::of(name), slips(letters(name.as_bytes())), 0);
    // A loop, and not a chain of iterators, of which a macro would pay for each link.
    std::iter::from_fn(move || {
        while at < sketches.len() {
            let other = &sketches[at];
            if !sketch.may_begin(other) {
                at += other.run();
                continue;
            }
            at += 1;
            if !sketch.rules_out(other, most) {
                return all.get(at - 1);
            }
        }
        None
    })
}

/// What is written for the candidate with the fewest edits: one that is current before one that is not, then by name.
///
/// A candidate is a name and what is written for it, the same if it is current.
fn nearest(
    name: &str,
    candidates: impl Iterator<Item = (&'static str, &'static str)>,
    slips: fn(usize) -> u16,
) -> Option<&'static str> {
    if name.len() > LONGEST {
        return None;
    }
    let costs =
        candidates.filter_map(|(known, write)| Some((cost(name, known, slips)?, known != write, write)));
    // The first of equals, and they are sorted.
    costs.min_by_key(|(cost, is_old, _)| (*cost, *is_old)).map(|(.., write)| write)
}

/// What lies between two names, if it may be a slip.
fn cost(name: &str, known: &str, slips: fn(usize) -> u16) -> Option<u16> {
    // Most names end here: what is shared does not change by how much one is longer.
    if letters(name.as_bytes()).abs_diff(letters(known.as_bytes())) > MOST_SLIPS.into() {
        return None;
    }
    let (from, to) = differing(name.as_bytes(), known.as_bytes());
    let slips = slips(letters(from).min(letters(to)));
    // Separators alone are no slip of a letter, and as many of them as make one are too many.
    let cost = distance(from, to, slips * EDIT + EDIT - 1)?;
    // With words of its own it is no misspelt name but one that goes further: `cache.get.x`.
    let goes_further = cost >= EDIT && words(name) > words(known);
    (!goes_further).then_some(cost)
}

/// How many letters may be wrong among that many: about a quarter, three at most.
fn slips(letters: usize) -> u16 {
    match letters {
        0..=2 => 0,
        3..=7 => 1,
        8..=12 => 2,
        _ => MOST_SLIPS,
    }
}

/// The same for keys without a dot, most of which are the program's own: one of eight letters, two of sixteen.
fn own_slips(letters: usize) -> u16 {
    slips(letters).min((letters / 8) as u16)
}

/// Both without the words that they share at their beginnings and at their ends.
fn differing<'a>(from: &'a [u8], to: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    let before = shared_words(from.iter(), to.iter());
    let (from, to) = (from.get(before..).unwrap_or_default(), to.get(before..).unwrap_or_default());
    let after = shared_words(from.iter().rev(), to.iter().rev());
    let without = |name: &'a [u8]| name.get(..name.len().saturating_sub(after)).unwrap_or_default();
    (without(from), without(to))
}

/// How many bytes the first words take that are the same in both, each with the separator behind it.
fn shared_words<'a>(from: impl Iterator<Item = &'a u8>, to: impl Iterator<Item = &'a u8>) -> usize {
    let same = from.map(|byte| fold(*byte)).zip(to.map(|byte| fold(*byte))).take_while(|(a, b)| a == b);
    same.enumerate().filter(|(_, (byte, _))| *byte == b'.').last().map_or(0, |(at, _)| at + 1)
}

fn letters(name: &[u8]) -> usize {
    name.iter().filter(|byte| fold(**byte) != b'.').count()
}

fn words(name: &str) -> usize {
    name.bytes().filter(|byte| fold(*byte) == b'.').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_ops_have_a_near_one() {
        for (name, meant) in [
            ("db.qurey", "db.query"),
            ("db.quer", "db.query"),
            ("DB.Query", "db.query"),
            ("db_query", "db.query"),
            ("db:query", "db.query"),
            ("dbquery", "db.query"),
            ("cahce.get", "cache.get"),
            ("cache.remvoe", "cache.remove"),
            ("http.sever", "http.server"),
            ("htpp.server", "http.server"),
            ("http.clients", "http.client"),
            ("fucntion", "function"),
            ("queue.proccess", "queue.process"),
            ("gen_ai.excute_tool", "gen_ai.execute_tool"),
            ("genai.chat", "gen_ai.chat"),
            ("ui.webvital.lpc", "ui.webvital.lcp"),
        ] {
            assert_eq!(op(name), Some(meant), "{name}");
        }
    }

    #[test]
    fn ops_of_the_program_have_none() {
        for name in
            "cache.lookup cache.set cache.delete cache.get.l1 cache.get.x cache.warm db.insert db.select \
             db.update db.migrate db.transaction db.pool db.sql.query http.route http.request \
             queue.consume queue.retry queue.send queue.push ui.click ui.paint object.post \
             object.copy.part file.read file.write rpc.server grpc.client business.rule \
             business.data_processing payment.charge payment.refund email.send ai.chat ai.agent \
             gen_ai.plan gen_ai.agent shipping.label checkout.pay function.local view.list task job \
             worker template.load serialize.json subprocess.wait websocket.send http.server.v2"
                .split_whitespace()
        {
            assert_eq!(op(name), None, "{name}");
        }
    }

    #[test]
    fn misspelt_keys_have_a_near_one() {
        for (key, meant) in [
            ("http.response.status_cod", "http.response.status_code"),
            ("http.response.statuscode", "http.response.status_code"),
            ("http.response.statuscod", "http.response.status_code"),
            ("http_response_status_code", "http.response.status_code"),
            ("httpResponseStatusCode", "http.response.status_code"),
            ("http.respones.status_code", "http.response.status_code"),
            ("http.response.status.code", "http.response.status_code"),
            ("db.query.txt", "db.query.text"),
            ("db.sytem.name", "db.system.name"),
            ("user.emial", "user.email"),
            ("cache.hits", "cache.hit"),
            ("server.adress", "server.address"),
            ("gen_ai.usage.input_token", "gen_ai.usage.input_tokens"),
            ("enviroment", "sentry.environment"),
        ] {
            assert_eq!(attribute(key), Some(meant), "{key}");
        }
    }

    #[test]
    fn keys_of_the_program_have_none() {
        for key in "user_id userId items order.id component plan tenant cart.size attempt count rows region \
             user.plan service amount currency limit page retries size kind name status state source \
             target path file host post sort list cost core mode node date disk dest ttl cpu ip key keys \
             value user email order_id session_id request_id tenant_id trace_id customer customer.id \
             post.id team.id job.id item.id user.ip user.age user.tier order.total order.items cart.items \
             cart.total payment.method invoice.id product.id product.name job.name worker.id batch.size \
             batch_size queue.depth cache.ttl cache.age model prompt routes methods types urls codes \
             ports channels addresses duration elapsed_ms feature.flag validation.errors \
             request.validation_time db_system http_method priority from to subject template weight score \
             rate ratio rank index offset cursor locale language country city zip shop.id store.id \
             warehouse sku quantity price discount total tax max min level role group team org.id \
             db.response.returned_rows http.request.size rpc.response.status_code db.query.rows url.host"
            .split_whitespace()
        {
            assert_eq!(attribute(key), None, "{key}");
        }
    }

    #[test]
    fn what_is_known_is_not_misspelt() {
        assert_eq!(op("db.query"), None);
        assert_eq!(op("gen_ai.rerank"), None);
        assert_eq!(attribute("http.method"), None);
        assert_eq!(attribute("db.query.parameter.user_id"), None);
    }

    #[test]
    fn what_is_deprecated_is_not_suggested() {
        assert_eq!(op("db.rediss"), Some("db.query"));
        assert_eq!(op("gen_ai.rernak"), None, "nothing stands for it");
        assert_eq!(attribute("db.statment"), Some("db.query.text"));
        assert_eq!(attribute("http.targt"), None, "nothing stands for it");
    }

    #[test]
    fn anything_may_be_asked() {
        for name in ["", ".", "...", "<key>", "é.ü", "\u{0}", &"db.query".repeat(40), &"a.".repeat(64)] {
            assert_eq!((op(name), attribute(name)), (None, None), "{name}");
        }
        assert_eq!(op("db."), Some("db"));
        assert_eq!(op(".db"), Some("db"));
    }
}
