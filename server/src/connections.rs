//! Connections: taken until the server is to stop, and ended where a client sends nothing, or takes nothing.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio_io_timeout::TimeoutStream;

/// How long to wait where the machine has no more connections to give.
const EXHAUSTED: Duration = Duration::from_secs(1);

/// Answers what comes until `stopped`; then takes no new connection, ends those that are idle and finishes what was
/// begun. A client may pause for `pause`: within that it sends the head of a request, and takes something of an answer that
/// waits for it, so that none can keep a connection by doing nothing.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    pause: Duration,
    stopped: impl Future<Output = ()>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(pause);
    let connections = GracefulShutdown::new();
    let router = TowerToHyperService::new(router.into_service::<Incoming>());
    tokio::pin!(stopped);
    loop {
        let (stream, peer) = tokio::select! {
            () = &mut stopped => break,
            taken = listener.accept() => match taken {
                Ok(taken) => taken,
                Err(error) => {
                    wait(&error).await;
                    continue;
                }
            },
        };
        let router = router.clone();
        let service = service_fn(move |mut request| {
            request.extensions_mut().insert(ConnectInfo::<SocketAddr>(peer));
            router.call(request)
        });
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(pause));
        let stream = TokioIo::new(Box::pin(stream));
        let connection = connections.watch(http.serve_connection(stream, service));
        // What goes wrong with a connection is the client's business.
        tokio::spawn(async move { connection.await.ok() });
    }
    drop(listener);
    connections.shutdown().await;
}

/// A client that has gone already is no reason to wait.
async fn wait(error: &io::Error) {
    let gone = matches!(
        error.kind(),
        ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset
    );
    if !gone {
        tracing::error!(%error, "no connection can be taken");
        tokio::time::sleep(EXHAUSTED).await;
    }
}
