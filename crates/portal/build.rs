//! Gives the style sheet and the scripts addresses that change with their content.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
};

fn main() -> Result<(), std::io::Error> {
    let served: [(&str, &[&str]); 3] = [
        ("MADOGUCHI_STYLE_HASH", &["src/web/assets/style.css", "src/web/assets/desk.css"]),
        ("MADOGUCHI_SCRIPT_HASH", &["src/web/assets/script.js"]),
        ("MADOGUCHI_PROOF_HASH", &["src/web/assets/proof.js"]),
    ];
    for (name, paths) in served {
        let mut hasher = DefaultHasher::new();
        for path in paths {
            println!("cargo::rerun-if-changed={path}");
            fs::read(path)?.hash(&mut hasher);
        }
        println!("cargo::rustc-env={name}={:016x}", hasher.finish());
    }
    Ok(())
}
