//! The reference quote server.
//!
//! It prices with the engine, natively and from its own data. Of what a browser sends it uses only the
//! customer's choice and the digest of the quote that was shown. In reading order:
//!
//! - [`choice`]: what a browser may decide
//! - [`facts`]: what the server knows by itself about it
//! - [`pricing`]: the request that both sides price, and the engine's answer
//! - [`check`]: is it still what the page showed?
//! - [`confirm`], [`opening`], [`settle`], [`lease`]: from a pressed button to a changed subscription, charged once
//! - [`quotes`]: saved, shared, and accepted later at the quoted amount
//! - [`purchase_orders`], [`reference`](mod@reference): paid later, past the provider
//! - [`renew`], [`overdue`], `status`, [`chores`]: the next period, by the same way, what comes where there is none, and when
//!   that is looked at
//! - [`refunds`], [`payouts`]: what goes back, and where to
//! - [`payment`], [`money`]: the provider behind one trait, the test provider, and amounts on their way there
//! - [`codes`]: what a browser may learn of a discount code
//! - [`offline`]: signed licenses for machines without a line
//! - [`history`], [`views`], [`failure`]: what goes out: what an account was about so far, orders, problems
//! - [`verify`]: what was sold, priced again
//! - [`register`], [`plain`], [`keys`]: who comes in, and what sessions are signed with
//! - [`catalogs`], [`seed`]: price lists from a file, and the demo's data
//! - [`store`]: the tables; [`http`]: the addresses; [`clock`]: the only one
//! - [`cli`], [`config`], [`settings`]: how it is started and told how to behave, and how it does
//! - [`app`], [`serve`], [`connections`], [`stopping`]: what all requests share, and how it starts and ends
//! - [`metrics`], [`seldom`]: what it counts, and how often it says the same

pub mod app;
pub mod catalogs;
pub mod check;
pub mod choice;
pub mod chores;
pub mod cli;
pub mod clock;
pub mod codes;
pub mod config;
pub mod confirm;
pub mod connections;
pub mod facts;
pub mod failure;
pub mod history;
pub mod http;
pub mod keys;
pub mod lease;
pub mod metrics;
pub mod money;
pub mod offline;
pub mod opening;
pub mod overdue;
pub mod payment;
pub mod payouts;
pub mod plain;
pub mod pricing;
pub mod purchase_orders;
pub mod quotes;
pub mod reference;
pub mod refunds;
pub mod register;
pub mod renew;
pub mod seed;
pub mod seldom;
pub mod serve;
pub mod settings;
pub mod settle;
mod status;
pub mod stopping;
pub mod store;
pub mod verify;
pub mod views;
