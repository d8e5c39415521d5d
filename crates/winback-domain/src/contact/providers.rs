//! Mail domains that anybody can have an address at: such a one says nothing of who people work for.

/// Providers with one domain.
const DOMAINS: &[&str] = &[
    "126.com",
    "139.com",
    "163.com",
    "188.com",
    "189.cn",
    "21cn.com",
    "aim.com",
    "aol.com",
    "bigpond.com",
    "bluewin.ch",
    "bol.com.br",
    "bt.com",
    "btinternet.com",
    "charter.net",
    "comcast.net",
    "cox.net",
    "daum.net",
    "duck.com",
    "earthlink.net",
    "email.com",
    "fastmail.com",
    "fastmail.fm",
    "fibertel.com.ar",
    "foxmail.com",
    "free.fr",
    "freenet.de",
    "gmail.com",
    "googlemail.com",
    "hanmail.net",
    "hey.com",
    "home.nl",
    "icloud.com",
    "inbox.com",
    "inbox.lv",
    "inbox.ru",
    "juno.com",
    "kpnmail.nl",
    "laposte.net",
    "libero.it",
    "list.ru",
    "mac.com",
    "mail.com",
    "mail.ru",
    "me.com",
    "naver.com",
    "neuf.fr",
    "o2.pl",
    "onet.pl",
    "op.pl",
    "optonline.net",
    "orange.fr",
    "pm.me",
    "proton.me",
    "protonmail.ch",
    "protonmail.com",
    "qq.com",
    "rambler.ru",
    "rediffmail.com",
    "rocketmail.com",
    "sbcglobal.net",
    "seznam.cz",
    "sfr.fr",
    "shaw.ca",
    "sina.cn",
    "sina.com",
    "sina.com.cn",
    "skynet.be",
    "sohu.com",
    "sympatico.ca",
    "t-online.de",
    "telenet.be",
    "telia.com",
    "terra.com.br",
    "tiscali.it",
    "tuta.com",
    "tuta.io",
    "tutamail.com",
    "tutanota.com",
    "tutanota.de",
    "ukr.net",
    "uol.com.br",
    "verizon.net",
    "vip.163.com",
    "vip.qq.com",
    "virgilio.it",
    "virginmedia.com",
    "wanadoo.fr",
    "web.de",
    "wp.pl",
    "yeah.net",
    "ymail.com",
    "ziggo.nl",
    "zoho.com",
];

/// Providers with a domain in many countries: `yahoo.com`, `yahoo.co.uk`.
const FAMILIES: &[&str] =
    &["gmx", "hotmail", "live", "msn", "outlook", "windowslive", "yahoo", "yandex"];

/// What stands between such a name and the country.
const SECOND_LEVELS: &[&str] = &["co", "com", "net", "or"];

/// Tells whether everybody can have an address at a domain, in lower case, or below it.
pub(super) fn is_public(domain: &str) -> bool {
    let below = |provider: &&str| {
        domain.strip_suffix(*provider).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    if DOMAINS.iter().any(below) {
        return true;
    }
    let labels: Vec<&str> = domain.rsplit('.').collect();
    match labels.as_slice() {
        [_, second, name, ..] if SECOND_LEVELS.contains(second) => FAMILIES.contains(name),
        [_, name, ..] => FAMILIES.contains(name),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_is_known_in_every_country_and_below() {
        for domain in [
            "gmail.com",
            "qq.com",
            "vip.qq.com",
            "163.com",
            "outlook.com",
            "outlook.com.br",
            "outlook.fr",
            "yahoo.co.uk",
            "yahoo.co.jp",
            "live.nl",
            "gmx.net",
            "t-online.de",
            "eu.gmail.com",
            "hotmail.be",
        ] {
            assert!(is_public(domain), "{domain}");
        }
    }

    #[test]
    fn a_company_is_no_provider_though_its_name_is_near() {
        for domain in [
            "example.com",
            "notgmail.com",
            "gmail.com.example.org",
            "outlook-consulting.com",
            "live.example.com",
            "mail.example.org",
            "acme.co.uk",
            "com",
            "",
        ] {
            assert!(!is_public(domain), "{domain}");
        }
    }

    #[test]
    fn the_list_is_in_order_and_names_nothing_twice() {
        assert!(DOMAINS.is_sorted_by(|a, b| a < b) && FAMILIES.is_sorted_by(|a, b| a < b));
    }
}
