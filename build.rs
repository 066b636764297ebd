//! Makes what is served of what people edit: `openapi.json` of `openapi.yaml`, with merge keys resolved, `x-shared` left
//! out and no white space; the script of the pages, without its comments and indentation.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use yaml_serde::Value;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=openapi.yaml");
    println!("cargo::rerun-if-changed=templates/script.js");
    let mut document: Value = yaml_serde::from_str(&fs::read_to_string("openapi.yaml")?)?;
    // Once for each level of mappings merged into mappings that are merged themselves.
    for _ in 0..3 {
        document.apply_merge()?;
    }
    if let Some(members) = document.as_mapping_mut() {
        members.remove("x-shared");
    }
    let out = env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("openapi.json"), serde_json::to_vec(&document)?)?;
    fs::write(Path::new(&out).join("script.js"), without_comments(&fs::read_to_string("templates/script.js")?))?;
    Ok(())
}

/// Script without the lines that are comments, and without indentation.
fn without_comments(script: &str) -> String {
    let lines = script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}
