//! Text in, text out: JSON read to a tree, the tree to checked types with every problem
//! collected, and answers to JSON again.

pub(crate) mod decode;
pub(crate) mod encode;
pub(crate) mod json;
pub(crate) mod scan;
pub(crate) mod shape;
pub(crate) mod tree;
#[cfg(feature = "typescript")]
pub mod typescript;
