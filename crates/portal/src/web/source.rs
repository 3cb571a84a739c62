//! Where a request comes from. Forwarded headers count only when the peer is a trusted proxy.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, Request};

use crate::config::Config;

/// The address of the client: the peer, or, when the peer is a trusted proxy, the last address in `X-Forwarded-For` that is not one.
pub fn of(request: &Request, config: &Config) -> IpAddr {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |ConnectInfo(address)| address.ip().to_canonical());
    if !config.trusts(peer) {
        return peer;
    }
    let forwarded = request.headers().get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let addresses = forwarded.flat_map(|line| line.split(',')).filter_map(|part| part.trim().parse::<IpAddr>().ok());
    let hops: Vec<IpAddr> = addresses.map(|address| address.to_canonical()).collect();
    hops.into_iter().rev().find(|address| !config.trusts(*address)).unwrap_or(peer)
}
