//! The API described by OpenAPI: made from the handlers that the router is made from, so that an endpoint cannot be
//! served and not be described. What holds for all of them is added here, once.

use std::sync::Arc;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use utoipa::openapi::path::PathItem;
use utoipa::openapi::response::{Response as Described, ResponseBuilder};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Content, Ref, RefOr, SecurityRequirement};
use utoipa::{OpenApi, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::failure::Problem;
use crate::settings::Settings;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Quotient",
        description = "Buying and changing subscriptions at exact prices. Amounts are decimal strings, instants are \
            RFC 3339 in UTC. What the engine takes and answers (`answer`, `state`, `request`, catalogs, codes' terms) is \
            described in docs/semantics.md.",
        license(name = "MIT OR Apache-2.0")
    ),
    tags(
        (name = "public", description = "For everyone"),
        (name = "account", description = "For users whose role may see their organization's account"),
        (name = "session", description = "For users"),
        (name = "staff", description = "For the seller's own people"),
        (name = "demo", description = "With --demo alone; elsewhere there is nothing at these addresses")
    ),
    components(schemas(Problem, Problems, Conflict))
)]
struct Api;

/// A router that describes what it routes.
pub fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(Api::openapi())
}

/// The text of the description.
pub fn text(mut api: utoipa::openapi::OpenApi, settings: &Settings) -> String {
    let components = api.components.get_or_insert_default();
    let cookie = ApiKeyValue::with_description(
        super::who::cookie_name(settings),
        "A signed session; every request that changes something also sends the session's `csrf` in the header \
            x-csrf-token",
    );
    let schemes = [
        ("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie))),
        (
            "bearer",
            SecurityScheme::Http(
                HttpBuilder::new()
                    .scheme(HttpAuthScheme::Bearer)
                    .description(Some("A token of `quotient-server token add`: acts as its user"))
                    .build(),
            ),
        ),
    ];
    components.security_schemes.extend(schemes.map(|(name, scheme)| (name.to_owned(), RefOr::T(scheme))));
    for item in api.paths.paths.values_mut() {
        complete(item);
    }
    api.to_json().unwrap_or_default()
}

/// `GET /api/openapi.json`
pub fn response(text: &str) -> Response {
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")], text.to_owned())
        .into_response()
}

fn complete(item: &mut PathItem) {
    let reading = item.get.iter_mut().map(|operation| (operation, false));
    let changing =
        [&mut item.post, &mut item.delete].into_iter().flatten().map(|operation| (operation, true));
    for (operation, changes) in reading.chain(changing) {
        let tag = operation.tags.iter().flatten().next().cloned().unwrap_or_default();
        let signed_in = matches!(tag.as_str(), "account" | "session" | "staff");
        if signed_in {
            let none: [&str; 0] = [];
            operation.security =
                Some(["session", "bearer"].map(|name| SecurityRequirement::new(name, none)).into());
        }
        let mut also = vec![
            ("500", "The server's own fault: its log says why"),
            ("503", "`timed_out`, `not_ready`, or the database is in trouble"),
        ];
        // Nothing is at an address with the character zero in it, whatever it begins with.
        also.push(("404", "`not_found`: not there, or not the organization's"));
        if signed_in || changes || tag == "demo" {
            also.push(("401", "`not_signed_in`, `token_not_valid`"));
            also.push((
                "403",
                "`role_not_allowed`, `csrf_token_missing`, `csrf_token_wrong`, `origin_not_allowed`",
            ));
        }
        also.push(("403", "`host_not_allowed`: of a demo, by a name that is not its own"));
        if operation.request_body.is_some() {
            also.push(("400", "`body_incomplete`"));
            also.push(("413", "`too_large`"));
            also.push(("415", "`content_type_not_json`"));
            also.push(("422", "Everything that is wrong with the body"));
        }
        for (status, description) in also {
            let responses = &mut operation.responses.responses;
            responses.entry(status.to_owned()).or_insert_with(|| RefOr::T(problems(description)));
        }
    }
}

fn problems(description: &str) -> Described {
    let content = Content::new(Some(Ref::from_schema_name("Problems")));
    ResponseBuilder::new().description(description).content("application/json", content).build()
}

/// Why a request is not done.
#[derive(ToSchema)]
#[expect(dead_code, reason = "described here, written by `problem.rs`")]
pub struct Problems {
    #[schema(min_items = 1)]
    problems: Vec<Problem>,
}

/// Why a request is not done; with the quote as it stands now where there is one.
#[derive(ToSchema)]
#[expect(dead_code, reason = "described here, written by `problem.rs`")]
pub struct Conflict {
    #[schema(min_items = 1)]
    problems: Vec<Problem>,
    /// The engine's answer, priced or rejected.
    #[schema(value_type = Option<Object>, nullable = false)]
    answer: Option<()>,
    /// Digest of the catalog that priced it.
    #[schema(nullable = false)]
    catalog: Option<String>,
    /// The server's clock.
    #[schema(nullable = false)]
    now: Option<String>,
}

/// What shall happen.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "described here, read by `choice.rs`")]
pub enum ChoiceType {
    Change,
    Purchase,
    Cancellation,
    Resumption,
    Renewal,
}

/// A product and how much of it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "described here, read by the engine")]
pub struct ItemBody {
    product: String,
    #[schema(minimum = 0, maximum = 10_000_000)]
    quantity: u32,
}

/// How often it is paid.
#[derive(ToSchema)]
#[expect(dead_code, reason = "described here, read by the engine")]
pub struct CycleBody {
    /// `day`, `week`, `month` or `year`.
    unit: String,
    #[schema(minimum = 1, nullable = false)]
    count: Option<u32>,
}

macro_rules! choices {
    ($($(#[$meta:meta])* $name:ident { $($(#[$more_meta:meta])* $more:ident: $type:ty,)* })*) => {$(
        $(#[$meta])*
        #[derive(ToSchema)]
        #[serde(deny_unknown_fields)]
        #[expect(dead_code, reason = "described here, read by `choice.rs`")]
        pub struct $name {
            /// `change` where it is left out.
            #[schema(nullable = false)]
            r#type: Option<ChoiceType>,
            /// Which subscription; not of a purchase.
            #[schema(nullable = false)]
            subscription: Option<String>,
            /// The instant of the quote.
            #[schema(format = DateTime)]
            at: String,
            /// The new quantities; of a purchase all of them.
            #[schema(nullable = false)]
            items: Option<Vec<ItemBody>>,
            /// Another cycle; of a purchase the cycle.
            #[schema(nullable = false)]
            cycle: Option<CycleBody>,
            /// Of a purchase: ISO 4217.
            #[schema(nullable = false)]
            currency: Option<String>,
            /// Discount codes.
            #[schema(nullable = false)]
            codes: Option<Vec<String>>,
            $($(#[$more_meta])* $more: $type,)*
        }
    )*};
}

choices! {
    /// A customer's choice.
    QuoteBody {}
    /// A customer's choice and the quote that was shown for it.
    SaveBody {
        /// Of the quote that was shown.
        digest: String,
    }
    /// A customer's choice, the quote that was shown for it, and what pays.
    ConfirmBody {
        /// Of the quote that was shown.
        digest: String,
        /// What pays, if there is anything to pay.
        #[schema(nullable = false, min_length = 1, max_length = 255, pattern = "^[!-~]+$")]
        card: Option<String>,
    }
}

macro_rules! bodies {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$meta])*
        #[derive(ToSchema)]
        #[serde(deny_unknown_fields, rename_all = "camelCase")]
        #[allow(dead_code, reason = "described here, read by the handlers; some have no field")]
        pub struct $name { $($(#[$field_meta])* $field: $type,)* }
    )*};
}

bodies! {
    /// Who signs in.
    SignInBody { user: String, }
    /// An organization with its owner.
    RegistrationBody {
        /// Of the organization.
        name: String,
        /// Of its owner.
        user_name: String,
        /// Of its owner.
        email: String,
    }
    /// A typed code.
    CodeBody {
        /// What the code would be for; without it, a purchase.
        #[schema(nullable = false)]
        subscription: Option<String>,
        #[schema(min_length = 1, max_length = 1000)]
        code: String,
    }
    /// Nothing: an empty object.
    EmptyBody {}
    /// How a saved quote is accepted: by card or by purchase order.
    AcceptBody {
        /// Of the quote that was shown.
        digest: String,
        #[schema(nullable = false, min_length = 1, max_length = 255, pattern = "^[!-~]+$")]
        card: Option<String>,
        /// The number of a purchase order.
        #[schema(nullable = false, max_length = 60)]
        purchase_order: Option<String>,
    }
    /// A payment that has come.
    PaidBody {
        #[schema(nullable = false, max_length = 200)]
        reference: Option<String>,
    }
    /// The machine that a license is for.
    LicenseBody {
        product: String,
        #[schema(min_length = 1, max_length = 200)]
        machine: String,
    }
    /// Where the clock shall stand.
    ClockBody {
        #[schema(format = DateTime)]
        to: String,
    }
}
