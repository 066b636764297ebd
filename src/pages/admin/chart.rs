//! Chart of sign-ups, sign-ins and failures by day: three rows of bars, and the same numbers as a table.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::flows::operators::events::Day;
use crate::pages::copy::console::Console;

/// Height of a row's bars, and the width of a day, in units of the drawing.
const HEIGHT: i64 = 40;
const STEP: usize = 10;

#[derive(Template)]
#[template(path = "admin/chart.html")]
pub(super) struct Chart {
    copy: &'static Console,
    days: Vec<Day>,
    rows: Vec<ChartRow>,
}

/// Bars of one kind of event.
struct ChartRow {
    label: &'static str,
    total: i64,
    bars: Vec<ChartBar>,
}

struct ChartBar {
    x: usize,
    y: i64,
    height: i64,
}

impl HtmlSafe for Chart {}

impl Chart {
    pub fn new(copy: &'static Console, days: Vec<Day>) -> Self {
        let row = |label, count: fn(&Day) -> i64| ChartRow::new(label, &days.iter().map(count).collect::<Vec<_>>());
        let rows = vec![
            row(copy.sign_ups, |day| day.sign_ups),
            row(copy.sign_ins, Day::all_sign_ins),
            row(copy.failures, |day| day.failures),
        ];
        Self { copy, days, rows }
    }

    fn width(&self) -> usize {
        self.days.len() * STEP
    }
}

impl ChartRow {
    /// Bars in proportion to the highest; a day with any event has a visible one.
    fn new(label: &'static str, counts: &[i64]) -> Self {
        let highest = counts.iter().copied().max().unwrap_or_default().max(1);
        let bar = |(at, count): (usize, &i64)| {
            let height = if *count == 0 { 0 } else { (count * HEIGHT / highest).max(1) };
            ChartBar { x: at * STEP, y: HEIGHT - height, height }
        };
        Self { label, total: counts.iter().sum(), bars: counts.iter().enumerate().map(bar).collect() }
    }
}
