//! What has to be done without anyone asking: by a server from time to time, or by `quotient-server renew`.

use std::sync::Arc;

use crate::app::App;
use crate::failure::Failure;
use crate::renew::{self, Renewed};
use crate::settle;

/// Does it, once. Safe at the same time in any number of programs on one database.
///
/// # Errors
/// The database fails.
pub async fn run(app: &Arc<App>) -> Result<Renewed, Failure> {
    app.keep_time().await?;
    settle::reconcile(app).await?;
    renew::renew(app).await
}
