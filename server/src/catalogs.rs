//! A catalog file on its way into the database and out of it: the price list by its digest, the
//! coupons beside it.

use std::collections::HashMap;

use crate::store::Connection;
use quotient::Catalog;
use serde_json::Value;
use thiserror::Error;

use crate::store::catalogs as table;

/// Why a catalog is not taken.
#[derive(Debug, Error)]
pub enum CatalogError {
    /// The engine refuses it.
    #[error("{0}")]
    Refused(quotient::Problems),
    /// It counts redemptions, which this server does itself.
    #[error("`{path}` must be left out: the server counts redemptions itself")]
    CountsRedemptions {
        /// Where.
        path: String,
    },
    /// Two coupons have one code. The engine would take the first.
    #[error(
        "`{again}` is the code {code} of `{first}` again: the server counts redemptions by code, so remove one"
    )]
    RepeatsCode {
        /// As it is compared: in capitals.
        code: String,
        /// Where it stands first.
        first: String,
        /// Where it stands again.
        again: String,
    },
    /// What the engine wrote cannot be read, or the database fails.
    #[error("{0}")]
    Failed(String),
}

impl From<sqlx::Error> for CatalogError {
    fn from(error: sqlx::Error) -> Self {
        CatalogError::Failed(error.to_string())
    }
}

impl From<serde_json::Error> for CatalogError {
    fn from(error: serde_json::Error) -> Self {
        CatalogError::Failed(error.to_string())
    }
}

/// Checks a catalog, stores its price list by digest and makes it and its coupons the current ones.
/// Returns the digest.
///
/// # Errors
/// The catalog is refused, or the database fails.
pub async fn activate(db: &mut Connection, text: &str, now: i64) -> Result<String, CatalogError> {
    let catalog = Catalog::parse(text).map_err(CatalogError::Refused)?;
    let whole: Value = serde_json::from_str(&catalog.to_json())?;
    let mut places = HashMap::new();
    let mut coupons: Vec<(String, String)> = Vec::new();
    for (place, terms) in whole.get("coupons").and_then(Value::as_array).into_iter().flatten().enumerate() {
        for counted in ["used", "usedByAccount"] {
            if terms.get("redemptions").is_some_and(|redemptions| redemptions.get(counted).is_some()) {
                let path = format!("/coupons/{place}/redemptions/{counted}");
                return Err(CatalogError::CountsRedemptions { path });
            }
        }
        let code = terms.get("code").and_then(Value::as_str).unwrap_or_default().to_owned();
        if let Some(first) = places.insert(code.clone(), place) {
            let path = |place: usize| format!("/coupons/{place}/code");
            return Err(CatalogError::RepeatsCode { code, first: path(first), again: path(place) });
        }
        coupons.push((code, terms.to_string()));
    }
    let digest = catalog.digest().to_owned();
    table::insert(db, &digest, &catalog.public().to_json(), now).await?;
    table::activate(db, &digest, &coupons, now).await?;
    Ok(digest)
}

/// The current catalog as one text, coupons included. `None`: there is none.
///
/// # Errors
/// The database fails.
pub async fn current(db: &mut Connection) -> Result<Option<String>, CatalogError> {
    let Some(digest) = table::current(db).await? else { return Ok(None) };
    let Some(text) = table::text(db, &digest).await? else { return Ok(None) };
    let mut catalog: Value = serde_json::from_str(&text)?;
    let coupons: Vec<Value> = table::coupons(db)
        .await?
        .iter()
        .map(|terms| serde_json::from_str(terms))
        .collect::<Result<_, _>>()?;
    if let Some(fields) = catalog.as_object_mut() {
        fields.insert("coupons".to_owned(), Value::Array(coupons));
    }
    Ok(Some(serde_json::to_string_pretty(&catalog)?))
}
