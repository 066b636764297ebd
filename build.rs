//! Makes what is served of what people edit: `openapi.json` and the HTML of `/docs` of `openapi.yaml`; the script
//! and the style sheet of the pages, without comments and indentation.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

const SCRIPT: &str = "templates/script.js";
/// Parts of the style sheet, in their order.
const STYLE: [&str; 2] = ["templates/style.css", "templates/account.css"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=openapi.yaml");
    for edited in [SCRIPT, STYLE[0], STYLE[1]] {
        println!("cargo::rerun-if-changed={edited}");
    }
    let out = env::var("OUT_DIR")?;
    let write = |name: &str, content: &[u8]| fs::write(Path::new(&out).join(name), content);
    let json = reference::json(&fs::read_to_string("openapi.yaml")?)?;
    let parts = reference::parts(&json)?;
    write("openapi.json", &json)?;
    write("reference_contents.html", parts.contents.as_bytes())?;
    write("reference_guides.html", parts.guides.as_bytes())?;
    write("reference_sections.html", parts.sections.as_bytes())?;
    write("script.js", without_comments(&fs::read_to_string(SCRIPT)?).as_bytes())?;
    let style = STYLE.map(fs::read_to_string).into_iter().collect::<Result<String, _>>()?;
    write("style.css", compact(&style).as_bytes())?;
    Ok(())
}

/// Script without the lines that are comments, and without indentation.
fn without_comments(script: &str) -> String {
    let lines = script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// Style sheet without comments, line breaks, and the spaces that mean nothing.
fn compact(style: &str) -> String {
    let parts = style.split("/*").map(|part| part.split_once("*/").map_or(part, |(_, rest)| rest));
    let lines: String = parts.flat_map(str::lines).map(str::trim).collect();
    [(": ", ":"), (", ", ","), ("; ", ";"), (" {", "{"), ("{ ", "{"), (" }", "}"), (";}", "}")]
        .iter()
        .fold(lines, |style, (long, short)| style.replace(long, short))
}
