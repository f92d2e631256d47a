//! What was asked for, and by whom: requests, responses, users.

use sentry::protocol::{Request, ResponseContext};

use super::keys::Place;
use super::{Rules, Verdict};
use crate::segment::User;
use crate::sensitive::FILTERED;

impl Rules {
    pub(super) fn request(&self, request: &mut Request) {
        if let Some(url) = &mut request.url
            && let Some(scrubbed) = self.text(url.as_str())
        {
            request.url = scrubbed.parse().ok();
        }
        let (query, body) = (request.query_string.as_mut(), request.data.as_mut());
        query.into_iter().chain(body).for_each(|text| self.string(Verdict::OpenQuery, text));
        self.cookies(request.cookies.as_mut());
        self.strings(&mut request.headers, Place::Header);
        self.strings(&mut request.env, Place::Header);
    }

    pub(super) fn response(&self, response: &mut ResponseContext) {
        self.cookies(response.cookies.as_mut());
        self.strings(&mut response.headers, Place::Header);
        if let Some(data) = &mut response.data {
            self.json(Verdict::OpenQuery, data, 0);
        }
    }

    /// Each cookie is somebody's; whoever may be told who asked still gets no session.
    fn cookies(&self, cookies: Option<&mut String>) {
        let Some(cookies) = cookies else { return };
        if !self.sends_personal {
            FILTERED.clone_into(cookies);
            return;
        }
        let one = |cookie: &str| match cookie.split_once('=') {
            Some((name, _)) if self.judge(name.trim(), Place::Parameter) == Verdict::Secret => {
                format!("{name}={FILTERED}")
            }
            _ => self.text(cookie).unwrap_or_else(|| cookie.to_owned()),
        };
        *cookies = cookies.split(';').map(one).collect::<Vec<_>>().join(";");
    }

    /// Who it is was said by the program itself, and stays.
    pub(super) fn user(&self, user: &mut User) {
        self.free(user.id.as_mut());
        self.free(user.email.as_mut());
        self.free(user.username.as_mut());
        self.map(&mut user.other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_filtered_whole_or_by_name() {
        let cookies = |rules: &Rules| {
            let mut cookies = "theme=dark; sid=1; csrftoken=2".to_owned();
            rules.cookies(Some(&mut cookies));
            cookies
        };
        assert_eq!(cookies(&Rules::default()), FILTERED);
        assert_eq!(cookies(&Rules::new(&[], &[], true)), "theme=dark; sid=[Filtered]; csrftoken=[Filtered]");
    }

    #[test]
    fn a_request_keeps_what_is_no_secret() {
        let mut request = Request {
            url: "https://u:p@host/a?page=2&key=1".parse().ok(),
            query_string: Some("key=1&page=2".into()),
            data: Some(r#"{"password": "x", "name": "y"}"#.into()),
            headers: [("X-Api-Key".into(), "1".into()), ("Accept".into(), "*/*".into())].into(),
            env: [("REMOTE_ADDR".into(), "1.2.3.4".into())].into(),
            ..Request::default()
        };
        Rules::default().request(&mut request);
        let url = request.url.unwrap();
        assert_eq!((url.host_str(), url.query()), (Some("host"), Some("page=2&key=[Filtered]")));
        assert!(!url.as_str().contains("p@"), "{url}");
        assert_eq!(request.query_string.unwrap(), "key=[Filtered]&page=2");
        assert_eq!(request.data.unwrap(), r#"{"password": "[Filtered]", "name": "y"}"#);
        assert_eq!((&*request.headers["X-Api-Key"], &*request.headers["Accept"]), (FILTERED, "*/*"));
        assert_eq!(request.env["REMOTE_ADDR"], FILTERED);
    }
}
