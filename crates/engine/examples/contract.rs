//! Prints the contract in TypeScript; `cargo xtask contract` puts it into the UI.

fn main() {
    print!("{}", runnel_engine::typescript());
}
