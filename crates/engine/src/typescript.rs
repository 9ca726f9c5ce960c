//! The contract in TypeScript, for the UI.

use std::any::TypeId;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use ts_rs::{Config, TS, TypeVisitor};

#[allow(clippy::wildcard_imports, reason = "the list names every type of the contract")]
use crate::contract::*;

/// Collects the declaration of every type that is named by another.
struct Declarations {
    config: Config,
    seen: Vec<TypeId>,
    by_name: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if self.seen.contains(&TypeId::of::<T>()) {
            return;
        }
        self.seen.push(TypeId::of::<T>());
        // Only a declared type has a file of its own; a `Vec` or a number has none.
        if T::output_path().is_some() {
            let docs = T::docs().unwrap_or_default();
            self.by_name.insert(T::ident(&self.config), format!("{docs}export {}\n", T::decl(&self.config)));
        }
        T::visit_generics(self);
        T::visit_dependencies(self);
    }
}

/// The whole contract as one TypeScript module: every type, `Commands` and `Streams`.
pub fn typescript() -> String {
    let mut declarations = Declarations {
        config: Config::default().with_large_int("number"),
        seen: Vec::new(),
        by_name: BTreeMap::new(),
    };
    let mut commands = String::new();

    macro_rules! declare {
        ($($(#[doc = $doc:literal])* $name:ident($args:ty) -> $reply:ty;)*) => {$(
            declarations.visit::<$args>();
            declarations.visit::<$reply>();
            $(let _ = writeln!(commands, "  /** {} */", $doc.trim());)*
            let _ = writeln!(
                commands,
                "  {}: {{ args: {}; reply: {} }};",
                stringify!($name),
                <$args>::name(&declarations.config),
                <$reply>::name(&declarations.config),
            );
        )*};
    }
    crate::for_each_command!(declare);
    declarations.visit::<Attach>();
    declarations.visit::<Batch>();
    declarations.visit::<AppEvent>();
    declarations.visit::<Refusal>();

    let types = declarations.by_name.into_values().collect::<Vec<_>>().join("\n");
    format!(
        "// Generated from engine::contract by `cargo xtask contract`. Not edited by hand.\n\n\
         {types}\n\
         /** Every command: what it takes and what it gives. It may be refused with a `Refusal`. */\n\
         export type Commands = {{\n{commands}}};\n\n\
         /** Every stream: what it takes and what it gives, again and again. */\n\
         export type Streams = {{\n  \
         /** The batches of a reply after a number, until its last. */\n  \
         attach: {{ args: Attach; item: Batch }};\n  \
         /** What changes, from now on. */\n  \
         watch: {{ args: Nothing; item: AppEvent }};\n}};\n"
    )
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    #[test]
    fn the_contract_of_the_ui_is_the_one_of_the_engine() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/contract/index.ts");
        let committed = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
        assert!(
            committed == super::typescript(),
            "ui/src/contract/index.ts is not what engine::contract says: run `cargo xtask contract`"
        );
    }
}
