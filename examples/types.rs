//! Prints TypeScript's declarations of the wire; `cargo xtask types` writes them to the package.

fn main() {
    print!("{}", quotient::typescript());
}
