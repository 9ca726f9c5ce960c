//! Moments, as other programs write them.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use runnel_conversation::Timestamp;

use crate::json::Json;

/// The last moment that is believed, in milliseconds: the end of the year 9999.
const LAST: i64 = 253_402_300_799_999;

/// A moment that another program noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment {
    /// In milliseconds, as it reads without knowing the time zone: the same wherever it is read. Identifiers are made from it.
    pub(crate) stable: u64,
    /// When it was.
    pub(crate) at: Timestamp,
}

impl Moment {
    fn of(milliseconds: i64) -> Option<Self> {
        let stable = u64::try_from(milliseconds).ok().filter(|_| milliseconds <= LAST)?;
        Some(Self { stable, at: Timestamp(milliseconds) })
    }

    /// A moment without a time zone: it was one on a clock in `zone`.
    fn on_a_clock(time: DateTime, zone: &TimeZone) -> Option<Self> {
        let on_greenwich = Self::of(time.to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond())?;
        let there = time.to_zoned(zone.clone()).ok()?.timestamp().as_millisecond();
        Some(Self { at: Timestamp(there), ..on_greenwich })
    }

    /// What a program wrote for a moment: seconds or milliseconds since 1970 as a number, or text.
    pub(crate) fn read(json: &Json, zone: &TimeZone) -> Option<Self> {
        match json {
            Json::Number(number) => Self::since_1970(number.as_f64()?),
            Json::Text(text) => Self::text(text.trim(), zone),
            _ => None,
        }
    }

    fn text(text: &str, zone: &TimeZone) -> Option<Self> {
        if let Ok(at) = text.parse::<jiff::Timestamp>() {
            return Self::of(at.as_millisecond());
        }
        if let Ok(number) = text.parse() {
            return Self::since_1970(number);
        }
        let time = text.parse::<DateTime>().ok().or_else(|| as_a_browser_shows_it(text))?;
        Self::on_a_clock(time, zone)
    }

    /// The unit is the one in which the number is of this century or near it.
    #[expect(clippy::cast_possible_truncation, reason = "what is too large was sorted out")]
    fn since_1970(number: f64) -> Option<Self> {
        let milliseconds = match number {
            _ if !number.is_finite() || number <= 0.0 => return None,
            _ if number < 1e11 => number * 1e3,
            _ if number < 1e14 => number,
            _ if number < 1e17 => number / 1e3,
            _ if number < 1e20 => number / 1e6,
            _ => return None,
        };
        Self::of(milliseconds.round() as i64)
    }
}

/// A date and a time as browsers show them in the reader's language, of which `toLocaleString` is the only trace.
///
/// The year comes first, or it comes third; then the month comes first only where the day is halved with AM and PM in capitals, as in the United States.
fn as_a_browser_shows_it(text: &str) -> Option<DateTime> {
    let numbers: Vec<i64> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    let [first, second, third, hour, minute, rest @ ..] = numbers.as_slice() else {
        return None;
    };
    let american = text.contains("AM") || text.contains("PM");
    let (year, month, day) = match (*first > 31, american && *first <= 12) {
        (true, _) => (first, second, third),
        (false, true) => (third, first, second),
        (false, false) => (third, second, first),
    };
    let lower = text.to_lowercase();
    let after_noon = ["pm", "p.m", "下午", "오후", "午後"].iter().any(|word| lower.contains(word));
    let before_noon = ["am", "a.m", "上午", "오전", "午前"].iter().any(|word| lower.contains(word));
    let hour = match *hour {
        12 if before_noon => 0,
        hour if after_noon && hour < 12 => hour + 12,
        hour => hour,
    };
    let second = rest.first().copied().unwrap_or(0);
    let small = |number: i64| i8::try_from(number).ok();
    let year = i16::try_from(*year).ok()?;
    DateTime::new(year, small(*month)?, small(*day)?, small(hour)?, small(*minute)?, small(second)?, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<i64> {
        Moment::read(&Json::Text(text.to_owned()), &TimeZone::UTC).map(|moment| moment.at.0)
    }

    fn number(number: f64) -> Option<i64> {
        Moment::read(&Json::Number(serde_json::Number::from_f64(number).unwrap()), &TimeZone::UTC)
            .map(|moment| moment.at.0)
    }

    #[test]
    fn a_number_is_of_the_unit_that_makes_it_a_time() {
        for of_the_same in [1_700_000_000.0, 1_700_000_000_000.0, 1_700_000_000_000_000.0] {
            assert_eq!(number(of_the_same), Some(1_700_000_000_000), "{of_the_same}");
        }
        assert_eq!(number(1_700_000_000.25), Some(1_700_000_000_250));
        for none in [0.0, -5.0, 1e30] {
            assert_eq!(number(none), None, "{none}");
        }
    }

    #[test]
    fn texts_are_read_in_every_way_they_are_written() {
        let two_past_three = Some(1_709_564_520_000);
        for text in [
            "2024-03-04T15:02:00Z",
            "2024-03-04T15:02:00.000000+00:00",
            "2024-03-04T23:02:00+08:00",
            "2024-03-04 15:02:00",
            "2024/3/4 15:02:00",
            "3/4/2024, 3:02:00 PM",
            "04/03/2024, 15:02:00",
            "4.3.2024, 15:02:00",
            "04/03/2024, 3:02:00 pm",
            "2024/3/4 下午3:02:00",
            "2024. 3. 4. 오후 3:02:00",
            "1709564520",
        ] {
            assert_eq!(read(text), two_past_three, "{text}");
        }
        for none in ["", "soon", "31/31/2024, 1:00", "9999999999999999999/1/1 1:1:1"] {
            assert_eq!(read(none), None, "{none}");
        }
        assert_eq!(read("3/4/2024, 12:02:00 AM"), Some(1_709_510_520_000));
    }

    #[test]
    fn a_time_without_a_zone_is_of_the_clock_here_and_stays_the_same_for_names() {
        let zone = TimeZone::fixed(jiff::tz::offset(8));
        let moment = Moment::read(&Json::Text("2024/3/4 23:02:00".into()), &zone).unwrap();
        assert_eq!(moment.at, Timestamp(1_709_564_520_000));
        assert_eq!(moment.stable, 1_709_564_520_000 + 8 * 3_600_000);
    }
}
