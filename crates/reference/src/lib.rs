//! The reference of the API, made of `openapi.yaml` when the service is built: `openapi.json`, and the HTML of `/docs`.

mod document;
mod example;
mod guide;
mod html;
mod notation;
mod samples;
mod view;

use std::error::Error;

use serde_json::Value;

pub use html::PLACE;

/// Parts of the page. What depends on the service or the reader stands in them as a name between two [`PLACE`]s.
pub struct ReferenceParts {
    /// Links to the topics and sections.
    pub contents: String,
    /// Topics of the introduction.
    pub guides: String,
    /// Operations by tag.
    pub sections: String,
}

/// JSON of the document, with merge keys resolved, `x-shared` left out and no white space.
///
/// # Errors
/// If the text is no YAML.
pub fn json(yaml: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut document: yaml_serde::Value = yaml_serde::from_str(yaml)?;
    // Once for each level of mappings merged into mappings that are merged themselves.
    for _ in 0..3 {
        document.apply_merge()?;
    }
    if let Some(members) = document.as_mapping_mut() {
        members.remove("x-shared");
    }
    Ok(serde_json::to_vec(&document)?)
}

/// HTML of a document's JSON.
///
/// # Errors
/// If the text is no JSON.
pub fn parts(json: &[u8]) -> Result<ReferenceParts, Box<dyn Error>> {
    let document: Value = serde_json::from_slice(json)?;
    let guides = guide::guides(document::text(&document, "/info/description"));
    let sections = document::sections(&document, &html::place("url"));
    Ok(ReferenceParts {
        contents: html::contents(&guides, &sections),
        guides: guides.iter().map(html::guide).collect(),
        sections: sections.iter().map(html::section).collect(),
    })
}

#[cfg(test)]
pub(crate) fn own_json() -> String {
    let yaml =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi.yaml")).expect("the document");
    String::from_utf8(json(&yaml).expect("YAML")).expect("UTF-8")
}
