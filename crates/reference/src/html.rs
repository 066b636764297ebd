//! HTML of the parts. The document is in English; labels are places, which the page fills in its reader's language.

use crate::guide::{Guide, GuideBlock};
use crate::samples::Sample;
use crate::view::{Operation, ReferenceAnswer, ReferenceField, ReferenceSection};

/// Character on both sides of a place's name. No text of the document has it.
pub const PLACE: char = '\u{1a}';

/// Place with a name.
pub fn place(name: &str) -> String {
    format!("{PLACE}{name}{PLACE}")
}

/// Attribute of an element in the reader's language.
fn own_language() -> String {
    format!(" lang=\"{}\"", place("language"))
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            other => safe.push(other),
        }
    }
    safe
}

/// Text whose parts between backticks are code.
fn prose(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts.map(|(at, part)| if at % 2 == 1 { code(part) } else { escaped(part) }).collect()
}

fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(text))
}

fn block(text: &str) -> String {
    format!("<pre>{}</pre>\n", code(text))
}

/// Links to the topics and sections.
pub fn contents(guides: &[Guide<'_>], sections: &[ReferenceSection<'_>]) -> String {
    let titled = guides.iter().filter(|guide| !guide.title.is_empty());
    let to_guides = titled.map(|guide| link(&guide.id(), &escaped(guide.title)));
    to_guides.chain(sections.iter().map(|section| link(section.name, &code(section.name)))).collect()
}

fn link(id: &str, label: &str) -> String {
    format!("<a href=\"#{id}\" lang=\"en\">{label}</a>\n")
}

pub fn guide(guide: &Guide<'_>) -> String {
    let (id, title) = match guide.title {
        "" => (String::new(), String::new()),
        title => (format!(" id=\"{}\"", guide.id()), format!("<h2>{}</h2>\n", escaped(title))),
    };
    let blocks = guide.blocks.iter().map(|one| match one {
        GuideBlock::Paragraph(text) => format!("<p>{}</p>\n", prose(text)),
        GuideBlock::Code(text) => block(text),
    });
    format!("<article{id} lang=\"en\">\n{title}{}</article>\n", blocks.collect::<String>())
}

pub fn section(section: &ReferenceSection<'_>) -> String {
    let ReferenceSection { name, description, operations } = section;
    let operations: String = operations.iter().map(operation).collect();
    let description = prose(description);
    format!(
        "<section id=\"{name}\" lang=\"en\">\n<h2>{name}</h2>\n<p class=\"hint\">{description}</p>\n{operations}</section>\n"
    )
}

fn operation(of: &Operation<'_>) -> String {
    let anchor = |id: &str| format!("<p class=\"hint\"><a id=\"{id}\" href=\"#{id}\">#{id}</a></p>\n");
    let needs = |name| format!("<p{}>{}</p>\n", own_language(), place(name));
    let mut html = format!(
        "<details>\n<summary>{} <span>{}</span></summary>\n",
        code(&format!("{} {}", of.method, of.path)),
        prose(of.summary)
    );
    html.extend((!of.id.is_empty()).then(|| anchor(of.id)));
    html.extend((!of.description.is_empty()).then(|| format!("<p>{}</p>\n", prose(of.description))));
    html.extend(of.takes_session.then(|| needs("session")));
    html.extend(of.takes_refresh_cookie.then(|| needs("refresh_cookie")));
    if !of.fields.is_empty() {
        html.push_str(&list("request", of.fields.iter().map(field)));
    }
    html.extend(of.samples.iter().map(sample));
    html.push_str(&list("answers", of.answers.iter().map(answer)));
    html.push_str("</details>\n");
    html
}

/// List under a heading in the reader's language.
fn list(heading: &str, items: impl Iterator<Item = String>) -> String {
    format!("<h3{}>{}</h3>\n<ul>\n{}</ul>\n", own_language(), place(heading), items.collect::<String>())
}

fn field(field: &ReferenceField<'_>) -> String {
    let required = || format!(" <span class=\"hint\"{}>{}</span>", own_language(), place("required"));
    let required = if field.is_required { required() } else { String::new() };
    let kind = code(&format!("{}: {}", field.name, field.kind));
    format!("<li>{kind}{required} {}</li>\n", prose(field.description))
}

fn sample((name, class, text): &Sample) -> String {
    format!(
        "<div class=\"sample {class}\"><pre><code data-copied=\"{}\">{}</code></pre>\n\
         <button class=\"quiet\" type=\"button\" data-copy{}>{} ({name})</button></div>\n",
        place("copied"),
        escaped(text),
        own_language(),
        place("copy"),
    )
}

fn answer(answer: &ReferenceAnswer<'_>) -> String {
    let shapes: String = answer.shapes.iter().map(|shape| format!(" {shape}")).collect();
    let line = format!("{} {}", code(&format!("{}{shapes}", answer.status)), prose(answer.description));
    if answer.notation.is_empty() {
        return format!("<li>{line}</li>\n");
    }
    let example = format!("<p class=\"hint\"{}>{}</p>\n", own_language(), place("example"));
    format!("<li>{line}\n{}{example}{}</li>\n", block(&answer.notation), block(&answer.example))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_never_becomes_markup() {
        assert_eq!(prose("a <b> & `\"c\" <d>` e"), "a &lt;b&gt; &amp; <code>&quot;c&quot; &lt;d&gt;</code> e");
        let field = ReferenceField { name: "<n>", kind: "\"a\" | <b>".into(), is_required: false, description: "<d>" };
        assert_eq!(super::field(&field), "<li><code>&lt;n&gt;: &quot;a&quot; | &lt;b&gt;</code> &lt;d&gt;</li>\n");
    }

    #[test]
    fn the_document_has_no_character_of_a_place() {
        assert!(!crate::own_json().contains(PLACE) && !crate::own_json().contains("\\u001a"));
    }
}
