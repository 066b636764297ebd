//! Rules that the style sheet keeps: one type scale, one spacing scale, and nothing that names left or right.

const STYLE: &str = concat!(include_str!("../../templates/style.css"), include_str!("../../templates/account.css"));

/// Declarations of the sheet, by property.
fn declarations() -> impl Iterator<Item = (&'static str, &'static str)> {
    let inner = STYLE.split(['{', '}', ';']);
    inner.filter_map(|text| text.trim().split_once(": ")).filter(|(name, _)| !name.contains(['(', ' ', '.', '@']))
}

fn steps(scale: &str) -> Vec<&'static str> {
    declarations().map(|(name, _)| name).filter(|name| name.starts_with(scale)).collect()
}

/// Words of a value. Parentheses and their content belong to the word before them.
fn words(value: &str) -> Vec<String> {
    let mut depth = 0_usize;
    let mark = |c: char| {
        depth = if c == '(' { depth + 1 } else { depth - usize::from(c == ')') };
        if c == ' ' && depth == 0 { '\n' } else { c }
    };
    value.chars().map(mark).collect::<String>().lines().map(str::to_owned).collect()
}

#[test]
fn every_distance_is_a_step_of_the_scale() {
    let known = steps("--space-");
    assert!(known.len() >= 7, "{known:?}");
    let is_step = |word: &str| {
        let word = word.strip_prefix("calc(-1 * ").and_then(|word| word.strip_suffix(')')).unwrap_or(word);
        let name = word.strip_prefix("var(").and_then(|word| word.strip_suffix(')'));
        ["0", "auto"].contains(&word) || name.is_some_and(|name| known.contains(&name))
    };
    let is_distance = |name: &str| {
        ["gap", "margin", "padding", "scroll-margin"]
            .iter()
            .any(|kind| name == *kind || name.starts_with(&format!("{kind}-")))
    };
    let found: Vec<_> = declarations().filter(|(name, _)| is_distance(name)).collect();
    assert!(found.len() > 60, "{}", found.len());
    for (name, value) in found {
        assert!(words(value).iter().all(|word| is_step(word)), "{name}: {value} is off the spacing scale");
    }
}

#[test]
fn every_size_of_type_is_a_step_of_the_scale() {
    let known = ["tiny", "small", "body", "medium", "large", "title"].map(|step| format!("var(--{step})"));
    for (name, value) in declarations().filter(|(name, _)| ["font", "font-size"].contains(name)) {
        let size = value.split([' ', '/']).next().unwrap_or_default();
        let is_step = size == "inherit" || known.iter().any(|step| step == size);
        assert!(is_step, "{name}: {value} is off the type scale");
    }
}

#[test]
fn a_page_reads_from_right_to_left_as_well() {
    const SIDED: [&str; 4] = ["padding", "margin", "border-radius", "inset"];
    for (name, value) in declarations() {
        assert!(!name.contains("left") && !name.contains("right"), "{name} names a side");
        assert!(!words(value).iter().any(|word| word == "left" || word == "right"), "{name}: {value} names a side");
        if let (true, [_, right, _, left]) = (SIDED.contains(&name), words(value).as_slice()) {
            assert_eq!(left, right, "{name}: {value} differs by side");
        }
    }
}

#[test]
fn every_variable_is_defined() {
    let own = ["--accent", "--on-accent"];
    for used in STYLE.split("var(").skip(1).filter_map(|rest| rest.split(')').next()) {
        let is_defined = own.contains(&used) || declarations().any(|(name, _)| name == used);
        assert!(is_defined, "{used} has no value");
    }
}
