//! What may be asked, a file each.

pub mod check;
pub mod compare;
pub mod explain;
pub mod lint;
pub mod options;
pub mod quote;
pub mod verify;
