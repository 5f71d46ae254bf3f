//! How the engine's module is inlined in the script that pages load.
//!
//! Code mixes instructions with numbers of many kinds: locals, offsets, functions, constants. A general compressor
//! finds more where those of one kind stand together, so [`split()`] deals a module's code out into streams, a tenth
//! less after brotli, and [`join()`] puts it together again. That runs as a module of its own before the engine is
//! opened, because a host's first compiler for WebAssembly is fast at once and that for JavaScript is not.
//!
//! Joined code does what the module's did, in as many bytes: of alignments, which are only hints, none is kept, and
//! lengths are written at full width, because they are known last.

mod join;
mod split;
mod streams;
mod text;

pub use join::join;
pub use split::split;

/// Joins the text at `at`, `length` bytes of it, into the `room` after it; tells how long the module is there.
///
/// # Safety
///
/// From `at` on there must be `length + room` bytes that nobody else uses.
#[cfg(target_arch = "wasm32")]
#[unsafe(export_name = "join")]
pub unsafe extern "C" fn join_at(at: *mut u8, length: usize, room: usize) -> usize {
    // SAFETY: as the caller promises.
    let bytes = unsafe { core::slice::from_raw_parts_mut(at, length + room) };
    bytes.split_at_mut_checked(length).map_or(0, |(text, module)| join(text, module))
}
