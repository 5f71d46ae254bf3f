//! Random well-formed catalogs and requests: every scheme, rounding, zone, cycle, tax, coupon,
//! ledger, pending change and policy, with currencies of 0, 2, 3 and 4 digits.

pub mod catalog;
pub mod coupon;
pub mod request;
pub mod subscription;
pub mod terms;
