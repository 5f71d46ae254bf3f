//! The reference quote server.
//!
//! It prices with the engine, natively and from its own data. Of what a browser sends it uses only the
//! customer's choice and the digest of the quote that was shown. In reading order:
//!
//! - [`choice`]: what a browser may decide
//! - [`pricing`]: the request that both sides price, and the engine's answer
//! - [`check`]: is it still what the page showed?
//! - [`confirm`], [`opening`], [`settle`]: from a pressed button to a changed subscription, charged once
//! - [`quotes`]: saved, shared, and accepted later at the quoted amount
//! - [`purchase_orders`]: paid later, past the provider
//! - [`offline`]: signed licenses for machines without a line
//! - [`history`]: what an account was about so far
//! - [`verify`]: what was sold, priced again
//! - [`refunds`]: what goes back, and where to
//! - [`renew`], [`chores`]: the next period, by the same way, and when that is looked at
//! - [`codes`]: what a browser may learn of a discount code
//! - [`payment`]: the provider behind one trait, and the test provider
//! - [`config`], [`settings`]: where it is told how to behave, and how it does
//! - [`register`], [`plain`], [`keys`]: who comes in, and what sessions are signed with
//! - [`metrics`], [`seldom`]: what it counts, and how often it says the same
//! - [`store`]: the tables; [`http`]: the addresses; [`seed`]: the demo's data

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
