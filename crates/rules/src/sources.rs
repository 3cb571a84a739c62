//! Where a request comes from: the unit by which limits count sources, and lists of networks.

use std::net::{IpAddr, Ipv6Addr};

/// A range of addresses in CIDR notation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Network {
    first: IpAddr,
    prefix: u8,
}

/// A text that is no range of addresses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{found}\" is not an address or a network such as 192.0.2.0/24 or 2001:db8::/32")]
pub struct NotANetwork {
    /// What was given.
    pub found: String,
}

impl Network {
    /// Whether the address lies in the range; an IPv4 address may come mapped into IPv6.
    ///
    /// ```
    /// use madoguchi_rules::sources::Network;
    ///
    /// let office: Network = "192.0.2.0/24".parse()?;
    /// assert!(office.contains("::ffff:192.0.2.7".parse()?));
    /// assert!(!office.contains("192.0.3.1".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_ipv4() == self.first.is_ipv4() && masked(address, self.prefix) == self.first
    }
}

impl std::str::FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = || {
            let (address, prefix) = match text.trim().split_once('/') {
                Some((address, prefix)) => (address.parse::<IpAddr>().ok()?, Some(prefix.parse::<u8>().ok()?)),
                None => (text.trim().parse::<IpAddr>().ok()?, None),
            };
            let bits = if address.is_ipv4() { 32 } else { 128 };
            let prefix = prefix.unwrap_or(bits);
            (prefix <= bits).then(|| Self { first: masked(address, prefix), prefix })
        };
        read().ok_or_else(|| NotANetwork { found: text.to_owned() })
    }
}

impl std::fmt::Display for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.first, self.prefix)
    }
}

/// The source that limits count (contract, K3): an IPv4 address, or the /56 that a household gets in IPv6.
///
/// ```
/// use madoguchi_rules::sources::source_of;
///
/// assert_eq!(source_of("2001:db8:1:2ff::1".parse()?), source_of("2001:db8:1:2aa::9".parse()?));
/// assert_eq!(source_of("::ffff:192.0.2.7".parse()?).to_string(), "192.0.2.7/32");
/// # Ok::<(), std::net::AddrParseError>(())
/// ```
pub fn source_of(address: IpAddr) -> Network {
    let address = address.to_canonical();
    let prefix = if address.is_ipv4() { 32 } else { 56 };
    Network { first: masked(address, prefix), prefix }
}

fn masked(address: IpAddr, prefix: u8) -> IpAddr {
    match address {
        IpAddr::V4(v4) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0);
            IpAddr::V4((v4.to_bits() & mask).into())
        }
        IpAddr::V6(v6) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(prefix)).unwrap_or(0);
            IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & mask))
        }
    }
}
