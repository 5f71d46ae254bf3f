//! Old quotes priced again: the stored request and the stored catalog must give the stored digest.

use quotient::{Answer, Catalog, Request};
use serde::Serialize;
use thiserror::Error;
use utoipa::ToSchema;

use crate::failure::Failure;
use crate::store::intents::Intent;
use crate::store::orders::Order;
use crate::store::quotes::SavedQuote;
use crate::store::{Connection, catalogs};

/// What was sold or offered, as it is stored.
#[derive(Clone, Copy, Debug)]
pub struct Sold<'a> {
    /// The request, JSON.
    pub request: &'a str,
    /// Digest of its catalog.
    pub catalog: &'a str,
    /// Digest of the quote.
    pub digest: &'a str,
}

macro_rules! sold {
    ($($stored:ty),*) => {$(
        impl<'a> From<&'a $stored> for Sold<'a> {
            fn from(stored: &'a $stored) -> Self {
                Sold { request: &stored.request, catalog: &stored.catalog, digest: &stored.digest }
            }
        }
    )*};
}
sold!(Order, Intent, SavedQuote);

/// Whether it comes out as it was.
#[derive(Debug, Serialize, ToSchema)]
pub struct Verification {
    /// It does.
    pub verified: bool,
    /// The digest as it is stored.
    pub digest: String,
    /// What comes out now, if that is something else.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
}

/// The same to whoever has the link of a quote, without the digests: what is not shown could be guessed by them.
#[derive(Debug, Serialize, ToSchema)]
pub struct SharedVerification {
    /// It comes out as it was quoted.
    pub verified: bool,
}

/// Why a quote is not what it was.
#[derive(Debug, Error)]
pub enum VerifyError {
    /// The stored texts cannot be priced.
    #[error("the stored {what} cannot be used: {cause}")]
    Unusable {
        /// Which.
        what: &'static str,
        /// Why.
        cause: String,
    },
    /// Priced again, it comes out differently.
    #[error("priced again, the quote has the digest {now}, not {stored}")]
    Different {
        /// As it was sold.
        stored: String,
        /// As it is now.
        now: String,
    },
}

/// Prices something stored again.
///
/// # Errors
/// The database fails.
pub async fn stored(db: &mut Connection, sold: &Sold<'_>) -> Result<Verification, Failure> {
    let text = catalogs::text(db, sold.catalog).await?.unwrap_or_default();
    let now = match sold.verify(&text) {
        Ok(()) => None,
        Err(VerifyError::Different { now, .. }) => Some(now),
        Err(error) => Some(error.to_string()),
    };
    Ok(Verification { verified: now.is_none(), digest: sold.digest.to_owned(), now })
}

impl Sold<'_> {
    /// Prices the request again with the catalog of its time; it must come out the same.
    ///
    /// # Errors
    /// It cannot be priced, or comes out differently.
    pub fn verify(&self, catalog: &str) -> Result<(), VerifyError> {
        let unusable =
            |what, problems: quotient::Problems| VerifyError::Unusable { what, cause: problems.to_string() };
        let catalog = Catalog::parse(catalog).map_err(|problems| unusable("catalog", problems))?;
        let request = Request::parse(self.request).map_err(|problems| unusable("request", problems))?;
        let answer = quotient::quote(&catalog, &request).map_err(|problems| unusable("request", problems))?;
        let now = match &answer {
            Answer::Priced(quote) => quote.digest.clone().unwrap_or_default(),
            Answer::Rejected(_) => "none (it is rejected)".to_owned(),
        };
        if catalog.digest() == self.catalog && now == self.digest {
            Ok(())
        } else {
            Err(VerifyError::Different { stored: self.digest.to_owned(), now })
        }
    }
}

/// Prices an order again with the catalog of its time; it must come out the same.
///
/// # Errors
/// It cannot be priced, or comes out differently.
pub fn verify_order(order: &Order, catalog: &str) -> Result<(), VerifyError> {
    Sold::from(order).verify(catalog)
}
