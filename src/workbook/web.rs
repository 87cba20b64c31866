//! What browsers make of an address: whether it leads to a host of the web, or only seems to.
//!
//! On a page that came over `https:`, `https:../x` is the path `../x` of the page's own site, and so is
//! every address of that scheme without `//`. Only `//` and a host lead away.

/// Schemes whose addresses name a host.
const WEB_SCHEMES: [&str; 2] = ["http", "https"];

/// Schemes that a link may have besides.
const OTHER_SCHEMES: [&str; 2] = ["mailto", "tel"];

/// Whether a link may lead to `written`, whose scheme is `scheme` in small letters, wherever the page
/// stands on which it is followed.
pub(super) fn leads_away(written: &str, scheme: &str) -> bool {
    let seen = as_read(written);
    let Some(rest) = behind_scheme(&seen, scheme) else {
        return false;
    };
    if WEB_SCHEMES.contains(&scheme) {
        return rest.strip_prefix("//").is_some_and(starts_with_host);
    }
    OTHER_SCHEMES.contains(&scheme) && !rest.trim().is_empty()
}

/// Whether browsers see the scheme `scheme` in `written`. What stands within it and is no part of one
/// makes a path of all of it.
pub(super) fn has_scheme(written: &str, scheme: &str) -> bool {
    behind_scheme(&as_read(written), scheme).is_some()
}

fn behind_scheme<'s>(seen: &'s str, scheme: &str) -> Option<&'s str> {
    let (start, rest) = seen.split_once(':')?;
    start.eq_ignore_ascii_case(scheme).then_some(rest)
}

/// Whether the address without a scheme `written` names a host: `//a.example/x`.
pub(super) fn names_host(written: &str) -> bool {
    as_read(written)
        .strip_prefix("//")
        .is_some_and(starts_with_host)
}

/// Whether `text` is an `http` or `https` address with a host, to which paths can be added.
pub(super) fn is_site(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let odd = |c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '\\' | '?' | '#' | '<' | '>' | '"' | '`')
    };
    rest.is_some_and(starts_with_host) && !text.contains(odd)
}

/// `written` as a browser reads it: without what surrounds it, and without tabs and line breaks.
fn as_read(written: &str) -> String {
    let surrounds = |c: char| c <= ' ';
    let within = written.trim_matches(surrounds);
    within
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .collect()
}

/// Whether a host stands at the start of `text`: with a letter or a digit in it, and nothing that cannot
/// stand in one.
fn starts_with_host(text: &str) -> bool {
    let authority = text.split(['/', '\\', '?', '#']).next().unwrap_or("");
    let host = authority.rsplit('@').next().unwrap_or("");
    let host = match host.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => host,
    };
    let fits = |c: char| {
        let is_mark = matches!(c, '-' | '.' | '_' | '~' | '%' | '[' | ']' | ':');
        c.is_alphanumeric() || is_mark || (!c.is_ascii() && !c.is_whitespace() && !c.is_control())
    };
    host.contains(char::is_alphanumeric) && host.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_slashes_and_a_host_lead_away() {
        for written in [
            "https://a.example",
            "HTTPS://A.example/x?y#z",
            "http://mo@a.example:8080/",
            " https://a.example\n",
            "ht\ttps:/\n/a.example",
            "https://[::1]/x",
            "https://größe.example",
        ] {
            assert!(leads_away(written, scheme(written)), "{written:?}");
        }
        for written in [
            "https:../x",
            "https:x",
            "https:/x",
            "https:",
            "https://",
            "https:///x",
            "https://../x",
            "https://?x",
            "https://#x",
            "https://@/x",
            "https://:80/x",
            "HTTPS:\\\\x",
            "https:/\\x",
            "https:\\/x",
            "https: //a.example",
            "https:\u{1}//a.example",
            "https:\u{a0}//a.example",
            "https\u{1}://a.example",
            "http:..%2fx",
            "https://a b/x",
        ] {
            assert!(!leads_away(written, scheme(written)), "{written:?}");
        }
    }

    fn scheme(written: &str) -> &'static str {
        let is_secure = written.to_lowercase().replace(['\t', '\n'], "");
        if is_secure.trim_start().starts_with("https") {
            "https"
        } else {
            "http"
        }
    }

    #[test]
    fn a_mail_address_and_a_number_are_not_empty() {
        assert!(leads_away("mailto:mo@a.example", "mailto") && leads_away("TEL:+49", "tel"));
        assert!(!leads_away("mailto: ", "mailto") && !leads_away("tel:", "tel"));
        assert!(!leads_away("ma\u{7f}ilto:x", "mailto"));
        assert!(!leads_away("ftp://a.example", "ftp"));
        assert!(has_scheme(" DA\tTA:x", "data") && !has_scheme("da\u{1}ta:x", "data"));
    }

    #[test]
    fn hosts_without_a_scheme_and_sites() {
        assert!(names_host("//a.example/x") && names_host(" /\t/a.example"));
        for written in ["///x", "//", "//../x", "/x", "/\\a.example", "//?x"] {
            assert!(!names_host(written), "{written}");
        }
        assert!(is_site("https://a.example/x") && is_site("http://a"));
        for text in [
            "https://",
            "ftp://a",
            "https://a b",
            "https:///a",
            "https:/a",
            "https:a",
            "https://a?b",
            "https://a#b",
            "https://a\\b",
            "https://../b",
            "https://a/\u{1}",
        ] {
            assert!(!is_site(text), "{text:?}");
        }
    }
}
