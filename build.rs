//! Makes `openapi.json` of `openapi.yaml`, which people edit: merge keys resolved, `x-shared` left out, no white space.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use yaml_serde::Value;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=openapi.yaml");
    let mut document: Value = yaml_serde::from_str(&fs::read_to_string("openapi.yaml")?)?;
    // Once for each level of mappings merged into mappings that are merged themselves.
    for _ in 0..3 {
        document.apply_merge()?;
    }
    if let Some(members) = document.as_mapping_mut() {
        members.remove("x-shared");
    }
    let path = Path::new(&env::var("OUT_DIR")?).join("openapi.json");
    fs::write(path, serde_json::to_vec(&document)?)?;
    Ok(())
}
