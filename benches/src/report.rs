//! What is printed: Markdown on standard output, progress on standard error.

/// The values of one thing that was measured several times.
#[derive(Clone, Default)]
pub struct Series(Vec<f64>);

impl Series {
    /// Adds a value.
    pub fn add(&mut self, value: f64) {
        self.0.push(value);
        self.0.sort_by(f64::total_cmp);
    }

    /// The value in the middle.
    pub fn median(&self) -> f64 {
        let middle = self.0.len() / 2;
        match self.0.len() {
            0 => f64::NAN,
            even if even % 2 == 0 => f64::midpoint(self.0[middle - 1], self.0[middle]),
            _ => self.0[middle],
        }
    }

    /// `median [least–most]` with so many decimals; the bounds are left out of a single value.
    pub fn spread(&self, decimals: usize) -> String {
        let median = number(self.median(), decimals);
        match self.0.as_slice() {
            [least, .., most] => format!("{median} [{}–{}]", number(*least, decimals), number(*most, decimals)),
            _ => median,
        }
    }

    /// The median with so many decimals.
    pub fn middle(&self, decimals: usize) -> String {
        number(self.median(), decimals)
    }
}

/// A number with thin groups of three: `1 234 567.8`.
pub fn number(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let text = format!("{value:.decimals$}");
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(whole, fraction)| (whole, Some(fraction)));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    fraction.map_or_else(|| grouped.clone(), |fraction| format!("{grouped}.{fraction}"))
}

/// The value at this share (0.99) of all, in order.
pub fn percentile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)] // an index
    let place = (last as f64 * share).round() as usize;
    values.get(place).copied().unwrap_or(f64::NAN)
}

/// Prints a table.
pub fn table<const N: usize>(title: &str, header: [&str; N], rows: &[[String; N]]) {
    println!("\n### {title}\n\n| {} |\n|{}", header.join(" | "), "---|".repeat(N));
    for row in rows {
        println!("| {} |", row.join(" | "));
    }
}

/// Prints a paragraph.
pub fn say(text: &str) {
    println!("\n{text}");
}

/// Tells what is being done.
pub fn progress(text: &str) {
    eprintln!("{text}");
}
