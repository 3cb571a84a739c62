//! Gives the style sheet and the script addresses that change with their content.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
};

fn main() -> Result<(), std::io::Error> {
    for (name, path) in [("MADOGUCHI_STYLE_HASH", "src/web/assets/style.css"), ("MADOGUCHI_SCRIPT_HASH", "src/web/assets/script.js")] {
        println!("cargo::rerun-if-changed={path}");
        let mut hasher = DefaultHasher::new();
        fs::read(path)?.hash(&mut hasher);
        println!("cargo::rustc-env={name}={:016x}", hasher.finish());
    }
    Ok(())
}
