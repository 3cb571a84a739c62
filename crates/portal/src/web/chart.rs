//! Charts that the server draws: an SVG with a title and a description, and the same figures as a table beside it.
//!
//! A page fills a [`Chart`], holds it in its template and calls `charts::figure(chart)` of `web/chart.html`. What tells series apart is
//! never the colour alone: lines differ in dashes and marks, bars in hatching, and the legend names them.

use std::fmt::Write as _;

const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 260.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 36.0;
/// The most labels under a chart: more would run into each other.
const MOST_LABELS: usize = 6;
/// Room of a line of the legend.
const LEGEND_LINE: f64 = 22.0;

/// How the figures are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A line through a point per label: what changes with time.
    Line,
    /// A bar per label: what is compared.
    Bar,
}

/// Figures of one kind: one per label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// What they are, for the legend.
    pub name: String,
    /// The figures, none below 0.
    pub values: Vec<i64>,
}

/// A chart with its table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// Unique on its page; a letter first.
    pub id: &'static str,
    /// Line or bar.
    pub kind: Kind,
    /// What it shows.
    pub title: String,
    /// What it says, in a sentence.
    pub description: String,
    /// What stands under the points.
    pub labels: Vec<String>,
    /// At most three.
    pub series: Vec<Series>,
    /// The heads of the table's columns.
    pub heads: Vec<String>,
    /// The table's rows, as many cells as heads; the first names the row.
    pub rows: Vec<Vec<String>>,
}

impl Chart {
    /// The drawing, as an element of HTML.
    pub fn svg(&self) -> String {
        let legend = if self.series.len() > 1 { LEGEND_LINE * self.series.len() as f64 } else { 0.0 };
        let mut svg = format!(
            "<svg class=\"chart\" viewBox=\"0 0 {WIDTH} {}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" focusable=\"false\">\
             <title id=\"{id}-title\">{}</title><desc id=\"{id}-desc\">{}</desc>",
            HEIGHT + legend,
            escape(&self.title),
            escape(&self.description),
            id = self.id,
        );
        let top = ceiling(self.series.iter().flat_map(|series| &series.values).copied().max().unwrap_or(0));
        self.draw_scale(&mut svg, top);
        self.draw_labels(&mut svg);
        for (index, series) in self.series.iter().enumerate() {
            match self.kind {
                Kind::Line => self.draw_line(&mut svg, index, series, top),
                Kind::Bar => self.draw_bars(&mut svg, index, series, top),
            }
        }
        if legend > 0.0 {
            self.draw_legend(&mut svg);
        }
        svg.push_str("</svg>");
        svg
    }

    fn draw_scale(&self, svg: &mut String, top: i64) {
        for step in 0..=4 {
            let value = top * step / 4;
            let y = y_of(value, top);
            let _ = write!(
                svg,
                "<line class=\"chart__grid\" x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{:.1}\" y2=\"{y:.1}\"/>\
                 <text class=\"chart__text\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
                WIDTH - RIGHT,
                LEFT - 8.0,
                y + 5.0,
                crate::desk::today::grouped(value)
            );
        }
    }

    fn draw_labels(&self, svg: &mut String) {
        let every = self.labels.len().div_ceil(MOST_LABELS).max(1);
        // Counted from the end, because the latest is what one looks for.
        let last = self.labels.len().saturating_sub(1);
        for (index, label) in self.labels.iter().enumerate().filter(|(index, _)| (last - index).is_multiple_of(every)) {
            let _ = write!(
                svg,
                "<text class=\"chart__text\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
                self.x_of(index),
                HEIGHT - BOTTOM + 24.0,
                escape(label)
            );
        }
    }

    fn draw_line(&self, svg: &mut String, number: usize, series: &Series, top: i64) {
        let points: Vec<(f64, f64)> =
            series.values.iter().enumerate().map(|(index, value)| (self.x_of(index), y_of(*value, top))).collect();
        let path: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let _ = write!(svg, "<polyline class=\"chart__line chart__line--{}\" points=\"{}\"/>", number + 1, path.join(" "));
        for (x, y) in points {
            mark(svg, number, x, y);
        }
    }

    fn draw_bars(&self, svg: &mut String, number: usize, series: &Series, top: i64) {
        hatching(svg, self.id, number);
        let slot = self.slot();
        let width = slot * 0.7 / self.series.len() as f64;
        for (index, value) in series.values.iter().enumerate() {
            let x = self.x_of(index) - slot * 0.35 + width * number as f64;
            let y = y_of(*value, top);
            let _ = write!(
                svg,
                "<rect class=\"chart__bar chart__bar--{}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{:.1}\" fill=\"url(#{}-hatch-{})\"/>",
                number + 1,
                HEIGHT - BOTTOM - y,
                self.id,
                number + 1
            );
        }
    }

    fn draw_legend(&self, svg: &mut String) {
        for (number, series) in self.series.iter().enumerate() {
            let y = HEIGHT + LEGEND_LINE * (number as f64 + 0.5);
            match self.kind {
                Kind::Line => {
                    let _ = write!(
                        svg,
                        "<polyline class=\"chart__line chart__line--{}\" points=\"{LEFT},{y:.1} {:.1},{y:.1}\"/>",
                        number + 1,
                        LEFT + 40.0
                    );
                    mark(svg, number, LEFT + 20.0, y);
                }
                Kind::Bar => {
                    let _ = write!(
                        svg,
                        "<rect class=\"chart__bar chart__bar--{n}\" x=\"{LEFT}\" y=\"{:.1}\" width=\"40\" height=\"14\" fill=\"url(#{}-hatch-{n})\"/>",
                        y - 7.0,
                        self.id,
                        n = number + 1
                    );
                }
            }
            let _ =
                write!(svg, "<text class=\"chart__text\" x=\"{:.1}\" y=\"{:.1}\">{}</text>", LEFT + 50.0, y + 5.0, escape(&series.name));
        }
    }

    /// The room of a label.
    fn slot(&self) -> f64 {
        (WIDTH - LEFT - RIGHT) / self.labels.len().max(1) as f64
    }

    fn x_of(&self, index: usize) -> f64 {
        LEFT + self.slot() * (index as f64 + 0.5)
    }
}

fn y_of(value: i64, top: i64) -> f64 {
    let room = HEIGHT - TOP - BOTTOM;
    TOP + room - room * value as f64 / top as f64
}

/// A round number that is not below `value`, and can be parted in four: 4, 8, 20, 40, 80, 200 …
fn ceiling(value: i64) -> i64 {
    let mut power = 1;
    loop {
        if let Some(top) = [4, 8, 20].into_iter().map(|round| round * power).find(|top| *top >= value) {
            return top;
        }
        power *= 10;
    }
}

/// The mark of a point: a circle, a square, a triangle.
fn mark(svg: &mut String, number: usize, x: f64, y: f64) {
    let class = format!("class=\"chart__mark chart__mark--{}\"", number + 1);
    let _ = match number {
        0 => write!(svg, "<circle {class} cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"/>"),
        1 => write!(svg, "<rect {class} x=\"{:.1}\" y=\"{:.1}\" width=\"8\" height=\"8\"/>", x - 4.0, y - 4.0),
        _ => write!(svg, "<path {class} d=\"M{x:.1} {:.1}l5 9h-10z\"/>", y - 5.0),
    };
}

/// The hatching of a series of bars: full, slanted lines, dots.
fn hatching(svg: &mut String, id: &str, number: usize) {
    let class = format!("class=\"chart__hatch chart__hatch--{}\"", number + 1);
    let inside = match number {
        0 => format!("<rect {class} width=\"8\" height=\"8\"/>"),
        1 => format!("<path {class} d=\"M-2 2l4-4M0 8l8-8M6 10l4-4\" stroke-width=\"3\"/>"),
        _ => format!("<circle {class} cx=\"4\" cy=\"4\" r=\"2.5\"/>"),
    };
    let _ = write!(
        svg,
        "<defs><pattern id=\"{id}-hatch-{}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">{inside}</pattern></defs>",
        number + 1
    );
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(kind: Kind, values: &[&[i64]]) -> Chart {
        Chart {
            id: "people",
            kind,
            title: "登録 <した> 人".to_owned(),
            description: "増えた".to_owned(),
            labels: (0..values.first().map_or(0, |values| values.len())).map(|week| format!("第{week}週")).collect(),
            series: values.iter().map(|values| Series { name: "人".to_owned(), values: values.to_vec() }).collect(),
            heads: Vec::new(),
            rows: Vec::new(),
        }
    }

    #[test]
    fn a_scale_ends_at_a_round_number() {
        assert_eq!([0, 4, 5, 9, 21, 399, 1_000_000].map(ceiling), [4, 4, 8, 20, 40, 400, 2_000_000]);
    }

    #[test]
    fn the_drawing_is_named_described_and_escaped() {
        let svg = chart(Kind::Line, &[&[1, 2, 3]]).svg();
        assert!(svg.contains("aria-labelledby=\"people-title people-desc\"") && svg.contains("<desc id=\"people-desc\">増えた</desc>"));
        assert!(svg.contains("登録 &lt;した&gt; 人") && !svg.contains("<した>"));
        assert_eq!(svg.matches("<circle").count(), 3);
    }

    #[test]
    fn series_differ_in_more_than_their_colour() {
        let lines = chart(Kind::Line, &[&[1], &[2], &[3]]).svg();
        assert!(lines.contains("<circle") && lines.contains("width=\"8\" height=\"8\"") && lines.contains("l5 9h-10z"));
        let bars = chart(Kind::Bar, &[&[1], &[2]]).svg();
        assert!(bars.contains("url(#people-hatch-1)") && bars.contains("url(#people-hatch-2)"));
    }

    #[test]
    fn labels_never_crowd_and_the_latest_has_one() {
        let svg = chart(Kind::Line, &[&[1; 26]]).svg();
        assert_eq!(svg.matches("週</text>").count(), 6);
        assert!(svg.contains("第25週"));
    }

    #[test]
    fn nothing_to_draw_draws_a_scale() {
        let svg = chart(Kind::Bar, &[]).svg();
        assert!(svg.starts_with("<svg") && svg.ends_with("</svg>") && !svg.contains("NaN"));
    }
}
