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
                next.next(number).await;
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

    /// Ctrl-C, what service managers send, and the end of a terminal. Without them the machine's own way is left: an end
    /// at once.
    pub struct Signals(Option<Heard>);

    struct Heard {
        interrupt: Signal,
        terminate: Signal,
        /// None: who started the program, as `nohup` does, does not want it to be heard.
        hangup: Option<Signal>,
    }

    pub fn listen() -> Signals {
        let signals = heard();
        Signals(signals.inspect_err(|error| tracing::warn!(%error, "signals are not heard")).ok())
    }

    fn heard() -> std::io::Result<Heard> {
        let hangup = if is_hangup_ignored() { None } else { Some(signal(SignalKind::hangup())?) };
        let (interrupt, terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        Ok(Heard { interrupt, terminate, hangup })
    }

    impl Signals {
        /// A terminal that ends says so twice, itself and by its shell: that is no second signal.
        pub async fn next(&mut self, number: u8) {
            let Some(heard) = &mut self.0 else { return std::future::pending().await };
            let hangup = async {
                match &mut heard.hangup {
                    Some(hangup) if number == 1 => hangup.recv().await,
                    _ => std::future::pending().await,
                }
            };
            tokio::select! {
                _ = heard.interrupt.recv() => {}
                _ = heard.terminate.recv() => {}
                _ = hangup => {}
            }
        }
    }

    /// By the mask of ignored signals, in which it is the lowest bit; elsewhere than on Linux nobody says.
    fn is_hangup_ignored() -> bool {
        std::fs::read_to_string("/proc/self/status").is_ok_and(|status| {
            let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
            mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
        })
    }
}

#[cfg(not(unix))]
mod signals {
    pub struct Signals;

    pub fn listen() -> Signals {
        Signals
    }

    impl Signals {
        pub async fn next(&mut self, _: u8) {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}
