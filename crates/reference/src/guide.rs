//! Introduction of the document: paragraphs, and topics under headings of their own.

/// Topic of the introduction.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Guide<'a> {
    /// Empty for what comes before the first heading.
    pub title: &'a str,
    pub blocks: Vec<GuideBlock<'a>>,
}

#[derive(Debug, PartialEq, Eq)]
pub enum GuideBlock<'a> {
    Paragraph(&'a str),
    Code(&'a str),
}

impl Guide<'_> {
    /// Fragment of a link to it.
    pub fn id(&self) -> String {
        self.title.to_lowercase().replace(' ', "-")
    }
}

/// Topics of a text in the part of CommonMark that the document is written in: paragraphs, `## ` headings and fenced code.
pub fn guides(text: &str) -> Vec<Guide<'_>> {
    let mut guides = vec![Guide::default()];
    for (at, part) in text.split("```").enumerate() {
        if at % 2 == 1 {
            let code = part.split_once('\n').map_or(part, |(_, code)| code);
            push(&mut guides, GuideBlock::Code(code.trim_end()));
            continue;
        }
        for block in part.split("\n\n").map(str::trim).filter(|block| !block.is_empty()) {
            match block.strip_prefix("## ") {
                Some(title) => guides.push(Guide { title, blocks: Vec::new() }),
                None => push(&mut guides, GuideBlock::Paragraph(block)),
            }
        }
    }
    guides
}

fn push<'a>(guides: &mut [Guide<'a>], block: GuideBlock<'a>) {
    if let Some(guide) = guides.last_mut() {
        guide.blocks.push(block);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::text;
    use crate::own_json;

    #[test]
    fn a_text_is_paragraphs_headings_and_code() {
        let found = guides("One\nline.\n\n## Client set-up\n\nThen:\n\n```js\na()\n\nb()\n```\n\nDone.");
        let first = Guide { title: "", blocks: vec![GuideBlock::Paragraph("One\nline.")] };
        let blocks =
            vec![GuideBlock::Paragraph("Then:"), GuideBlock::Code("a()\n\nb()"), GuideBlock::Paragraph("Done.")];
        assert_eq!(found, [first, Guide { title: "Client set-up", blocks }]);
        assert_eq!(found[1].id(), "client-set-up");
    }

    #[test]
    fn the_document_explains_authentication_cookies_and_cors() {
        let document = serde_json::from_str(&own_json()).expect("the document");
        let guides = guides(text(&document, "/info/description"));
        let titles: Vec<&str> = guides.iter().map(|guide| guide.title).collect();
        assert_eq!(titles, ["", "Authentication", "Cookies", "CORS", "Errors", "Samples"]);
        assert!(guides.iter().all(|guide| !guide.blocks.is_empty()));
    }
}
