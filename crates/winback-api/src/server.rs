//! The server: from a socket to the router, until it is told to stop.

use std::{future::Future, io};

use axum::Router;
use tokio::net::TcpListener;

/// Answers requests until `stop` is ready; those that are worked on then are finished.
///
/// # Errors
/// What the system says of the socket.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    axum::serve(listener, router).with_graceful_shutdown(stop).await
}
