//! Which requests are answered at all: those that were meant for this server, and sent by its own
//! pages.
//!
//! A page of the web can make a browser ask a server on this machine. Its name is then that page's,
//! in `Host` where a name was made to lead here, or in `Origin`. An address in digits cannot be made
//! to lead anywhere else, so such names and `localhost` are the ones that count.

use std::net::IpAddr;

/// Whether the `Host` of a request names this server, which listens at `port`.
pub(super) fn is_own_host(host: &str, port: u16) -> bool {
    let Some((name, given)) = split(host) else {
        return false;
    };
    let is_port = given.map_or(port == 80, |given| given == port);
    let name = name
        .strip_prefix('[')
        .and_then(|name| name.strip_suffix(']'))
        .unwrap_or(name);
    is_port && (name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok())
}

/// Whether the `Origin` of a request is the server that `host` names.
pub(super) fn is_own_origin(origin: &str, host: &str) -> bool {
    origin
        .strip_prefix("http://")
        .is_some_and(|origin| origin.eq_ignore_ascii_case(host))
}

/// A name and the port behind it, where one is given.
fn split(host: &str) -> Option<(&str, Option<u16>)> {
    let behind_brackets = host.rfind(']').map_or(0, |at| at + 1);
    match host[behind_brackets..].rfind(':') {
        None => Some((host, None)),
        Some(at) => {
            let (name, port) = host.split_at(behind_brackets + at);
            Some((name, Some(port[1..].parse().ok()?)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_cannot_lead_elsewhere_are_ours() {
        for own in [
            "localhost:4747",
            "LOCALHOST:4747",
            "127.0.0.1:4747",
            "[::1]:4747",
        ] {
            assert!(is_own_host(own, 4747), "{own}");
        }
        for foreign in [
            "evil.example:4747",
            "localhost.evil.example:4747",
            "localhost",
            "localhost:80",
            "127.0.0.1:4748",
            "127.0.0.1.nip.example:4747",
            "localhost:4747:4747",
            "[::1]4747",
            "[::1",
            "",
            ":4747",
        ] {
            assert!(!is_own_host(foreign, 4747), "{foreign}");
        }
        assert!(is_own_host("localhost", 80));
    }

    #[test]
    fn an_origin_is_ours_where_it_is_the_host() {
        assert!(is_own_origin("http://localhost:4747", "localhost:4747"));
        for foreign in [
            "null",
            "https://localhost:4747",
            "http://evil.example",
            "http://localhost:4748",
        ] {
            assert!(!is_own_origin(foreign, "localhost:4747"), "{foreign}");
        }
    }
}
