//! The real router against real databases and the real engine.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod database;
mod support;
mod walk;

mod account;
mod bad_input;
mod cancellations;
mod catalog;
mod codes;
mod commands;
mod concurrency;
mod config;
mod confirm;
mod crashes;
mod csrf;
mod databases;
mod demo_clock;
#[cfg(target_os = "linux")]
mod disk;
mod health;
mod history;
mod idempotency;
mod instants;
mod laws;
mod leases;
#[cfg(target_os = "linux")]
mod load;
mod logs;
mod machines;
mod offline;
mod openapi;
mod organizations;
mod pages;
mod payment;
mod program;
mod programs;
mod purchase_orders;
mod purchases;
mod quotes;
mod reconcile;
mod renewals;
mod session;
#[cfg(unix)]
mod silence;
mod stopping;
mod tampering;
mod tls;
mod verify;
