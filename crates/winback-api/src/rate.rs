//! How often one caller may ask: a person by session, a token, or else an address.

use std::{
    hash::{BuildHasher, BuildHasherDefault, DefaultHasher, RandomState},
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::HeaderMap,
    middleware::Next,
    response::{IntoResponse, Response},
};
use governor::{
    Quota, RateLimiter,
    clock::{Clock, MonotonicClock},
    middleware::NoOpMiddleware,
    state::keyed::HashMapStateStore,
};

use winback_app::Secret;

use crate::{Api, Rate, Refusal, caller};

/// How many counts of addresses there are at the most: addresses that fall on the same share one.
const ADDRESSES: u64 = 1 << 16;
/// From how many people and tokens on those are forgotten that could ask as if they had not before.
const MANY: usize = 10_000;
/// The bits of an IPv6 address that name a network, of which one caller has all.
const NETWORK: u128 = !0 << 64;

type Limiter<K, C> = RateLimiter<K, HashMapStateStore<K>, C, NoOpMiddleware<<C as Clock>::Instant>>;

/// Who is counted as one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Caller {
    /// A person who is signed in, by id.
    Person(i64),
    /// An API token that is valid, by a hash, so that the secret is not kept.
    Token(u64),
}

impl Caller {
    /// Returns the caller that a token is.
    pub(crate) fn token(token: &Secret) -> Self {
        Self::Token(BuildHasherDefault::<DefaultHasher>::default().hash_one(token.expose()))
    }
}

/// The counts of all callers.
pub(crate) struct Rates<C: Clock = MonotonicClock> {
    rate: Rate,
    clock: C,
    known: Limiter<Caller, C>,
    addresses: Limiter<u64, C>,
    /// Drawn at each start, so that nobody can choose whose count an address falls on.
    hasher: RandomState,
}

impl<C: Clock + Clone> Rates<C> {
    pub(crate) fn new(rate: Rate, clock: C) -> Self {
        let quota = Quota::per_minute(rate.per_minute).allow_burst(rate.burst);
        let known = RateLimiter::new(quota, HashMapStateStore::default(), clock.clone());
        let addresses = RateLimiter::new(quota, HashMapStateStore::default(), clock.clone());
        Self { rate, clock, known, addresses, hasher: RandomState::new() }
    }

    /// Counts a request of somebody whose session or token was found to be valid.
    fn count(&self, caller: &Caller) -> Result<(), Refusal> {
        if self.known.len() > MANY {
            self.known.retain_recent();
        }
        let counted = self.known.check_key(caller);
        counted.map_err(|not_yet| self.refusal(not_yet.wait_time_from(self.clock.now())))
    }

    /// Counts a request from an address; one that is unknown counts as an address, too.
    fn count_address(&self, address: Option<IpAddr>) -> Result<(), Refusal> {
        let slot = self.hasher.hash_one(address.map(network)) % ADDRESSES;
        let counted = self.addresses.check_key(&slot);
        counted.map_err(|not_yet| self.refusal(not_yet.wait_time_from(self.clock.now())))
    }

    fn refusal(&self, wait: Duration) -> Refusal {
        let seconds = wait.as_millis().div_ceil(1_000).max(1);
        let seconds = u64::try_from(seconds).unwrap_or(u64::MAX);
        Refusal::TooOften { per_minute: self.rate.per_minute, seconds }
    }
}

/// Returns what of an address is one caller: an IPv4 address, or a network of IPv6.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & NETWORK).into(),
        address @ IpAddr::V4(_) => address,
    }
}

/// Returns where a request comes from: the connection's other end, or, behind a server that passes
/// requests on, what that one says last.
fn address_of(request: &Request, forwarded: bool) -> Option<IpAddr> {
    let connection = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let connection = connection.map(|ConnectInfo(address)| address.ip());
    if forwarded { forwarded_for(request.headers()).or(connection) } else { connection }
}

fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    let line = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    line.rsplit(',').next()?.trim().parse().ok()
}

/// Finds out who calls, for the handlers too, and lets requests pass as often as the caller may ask.
pub(crate) async fn counted(
    State((api, rates)): State<(Api, Option<Arc<Rates>>)>,
    mut request: Request,
    next: Next,
) -> Response {
    let seated = caller::look_up(request.headers(), &api).await;
    if let Some(rates) = rates {
        let counted = match &seated {
            Ok(seat) => rates.count(&seat.caller),
            Err(_) => rates.count_address(address_of(&request, api.limits.forwarded)),
        };
        if let Err(refusal) = counted {
            return refusal.into_response();
        }
    }
    request.extensions_mut().insert(seated);
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use governor::clock::FakeRelativeClock;

    use super::*;

    fn rates(per_minute: u32, burst: u32) -> (Rates<FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        let number = |number| NonZeroU32::new(number).expect("is not zero");
        let rate = Rate { per_minute: number(per_minute), burst: number(burst) };
        (Rates::new(rate, clock.clone()), clock)
    }

    #[test]
    fn a_caller_may_ask_again_when_the_time_that_is_told_has_passed() {
        let (rates, clock) = rates(6, 2);
        let anna = Caller::Person(2);
        assert_eq!(rates.count(&anna), Ok(()));
        assert_eq!(rates.count(&anna), Ok(()));
        let refused = rates.count(&anna).expect_err("the third is too many");
        assert_eq!((refused.status().as_u16(), refused.retry_after()), (429, Some(10)));
        assert_eq!(rates.count(&Caller::Token(2)), Ok(()), "a token has a count of its own");
        clock.advance(Duration::from_millis(9_500));
        let refused = rates.count(&anna).expect_err("not yet");
        assert_eq!(refused.retry_after(), Some(1), "a part of a second is a second");
        clock.advance(Duration::from_millis(500));
        assert_eq!(rates.count(&anna), Ok(()));
        assert!(rates.count(&anna).is_err(), "one came back, no more");
    }

    #[test]
    fn any_number_of_addresses_and_callers_takes_bounded_memory() {
        let (rates, clock) = rates(60, 1);
        for address in 0..100_000_u32 {
            // Whether an address shares its count with another one is no matter here.
            _ = rates.count_address(Some(IpAddr::from(address.to_be_bytes())));
        }
        assert!(rates.addresses.len() as u64 <= ADDRESSES, "{}", rates.addresses.len());
        for person in 0..30_000 {
            assert_eq!(rates.count(&Caller::Person(person)), Ok(()));
            clock.advance(Duration::from_secs(1));
        }
        assert!(rates.known.len() <= MANY + 1, "{}", rates.known.len());
    }

    #[test]
    fn a_network_of_ipv6_is_one_caller() {
        let (rates, _) = rates(1, 1);
        let at = |text: &str| Some(text.parse::<IpAddr>().expect("is an address"));
        assert_eq!(rates.count_address(at("2001:db8::1")), Ok(()));
        assert!(rates.count_address(at("2001:db8::ffff:2")).is_err());
        assert_eq!(rates.count_address(at("2001:db8:0:1::1")), Ok(()));
        assert_eq!(rates.count_address(at("192.0.2.1")), Ok(()));
        assert!(rates.count_address(at("::ffff:192.0.2.1")).is_err());
        assert_eq!(rates.count_address(None), Ok(()));
    }

    #[test]
    fn of_what_is_forwarded_the_last_address_counts() {
        let mut headers = HeaderMap::new();
        assert_eq!(forwarded_for(&headers), None);
        headers.append("x-forwarded-for", "192.0.2.66".parse().expect("is a value"));
        headers.append("x-forwarded-for", "nonsense, 192.0.2.1".parse().expect("is a value"));
        assert_eq!(forwarded_for(&headers), Some(IpAddr::from([192, 0, 2, 1])));
    }
}
