//! How the server ends: the first signal lets everything finish that has begun, the second does not.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::app::App;

/// Signals that came: the first and the second.
#[derive(Clone)]
pub struct Stopping(watch::Receiver<u8>);

impl Stopping {
    /// Listens to signals from now on.
    pub fn begin() -> Stopping {
        let (count, signals) = watch::channel(0);
        // Not in the task, which may start late: a signal before it would end the program at once.
        let mut next = signals::listen();
        tokio::spawn(async move {
            for number in 1..=2_u8 {
                next.next().await;
                tracing::info!(signal = number, "stopping");
                let _ = count.send(number);
            }
        });
        Stopping(signals)
    }

    /// Waits for the first signal.
    pub fn first(&self) -> impl Future<Output = ()> + Send + use<> {
        let stopping = self.clone();
        async move { stopping.nth(1).await }
    }

    /// Waits for `serving` to end, after the first signal for at most `grace`. From that signal on the server says that
    /// it is not ready.
    pub async fn in_grace(&self, app: &Arc<App>, serving: impl Future<Output = ()>, grace: Duration) {
        let late = async {
            self.nth(1).await;
            app.tasks.close();
            tokio::time::sleep(grace).await;
        };
        tokio::select! {
            () = serving => {}
            () = late => {
                tracing::warn!(seconds = grace.as_secs(), "connections are cut that did not end in time");
            }
        }
    }

    /// Waits for the second signal.
    pub async fn at_once(&self) {
        self.nth(2).await;
    }

    async fn nth(&self, number: u8) {
        let mut signals = self.0.clone();
        if signals.wait_for(|count| *count >= number).await.is_err() {
            // No more signals can come.
            std::future::pending().await
        }
    }
}

#[cfg(unix)]
mod signals {
    use tokio::signal::unix::{Signal, SignalKind, signal};

    /// Ctrl-C, and what service managers send. Without them the machine's own way is left: an end at once.
    pub struct Signals(Option<(Signal, Signal)>);

    pub fn listen() -> Signals {
        let signals = signal(SignalKind::interrupt())
            .and_then(|interrupt| Ok((interrupt, signal(SignalKind::terminate())?)));
        Signals(signals.inspect_err(|error| tracing::warn!(%error, "signals are not heard")).ok())
    }

    impl Signals {
        pub async fn next(&mut self) {
            match &mut self.0 {
                Some((interrupt, terminate)) => tokio::select! {
                    _ = interrupt.recv() => {}
                    _ = terminate.recv() => {}
                },
                None => std::future::pending().await,
            }
        }
    }
}

#[cfg(not(unix))]
mod signals {
    pub struct Signals;

    pub fn listen() -> Signals {
        Signals
    }

    impl Signals {
        pub async fn next(&mut self) {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}
