//! Makes what is served of what people edit: `openapi.json` and the HTML of `/docs` of `openapi.yaml`; the script of the
//! pages, without its comments and indentation.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=openapi.yaml");
    println!("cargo::rerun-if-changed=templates/script.js");
    let out = env::var("OUT_DIR")?;
    let write = |name: &str, content: &[u8]| fs::write(Path::new(&out).join(name), content);
    let json = reference::json(&fs::read_to_string("openapi.yaml")?)?;
    let parts = reference::parts(&json)?;
    write("openapi.json", &json)?;
    write("reference_contents.html", parts.contents.as_bytes())?;
    write("reference_guides.html", parts.guides.as_bytes())?;
    write("reference_sections.html", parts.sections.as_bytes())?;
    write("script.js", without_comments(&fs::read_to_string("templates/script.js")?).as_bytes())?;
    Ok(())
}

/// Script without the lines that are comments, and without indentation.
fn without_comments(script: &str) -> String {
    let lines = script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}
