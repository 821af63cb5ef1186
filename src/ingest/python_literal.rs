//! A Python literal, as `print` writes a dict, as JSON.
//!
//! Only literals are read: nothing is ever evaluated.

/// Dicts and lists in each other, as many as the parser of JSON follows.
const MAX_DEPTH: usize = 128;

/// The JSON of a literal of Python: dicts, lists, tuples, sets, strings, numbers, `True`, `False`
/// and `None`. `None` where the text is no such literal.
pub fn to_json(text: &str) -> Option<String> {
    let mut reader = Literal { rest: text.trim(), json: String::with_capacity(text.len()) };
    reader.value(0)?;
    reader.rest.trim_start().is_empty().then_some(reader.json)
}

struct Literal<'a> {
    rest: &'a str,
    json: String,
}

impl Literal<'_> {
    fn next(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        self.rest.chars().next()
    }

    fn eat(&mut self, mark: char) -> bool {
        let is_next = self.next() == Some(mark);
        if is_next {
            self.rest = &self.rest[mark.len_utf8()..];
        }
        is_next
    }

    fn value(&mut self, depth: usize) -> Option<()> {
        if depth == MAX_DEPTH {
            return None;
        }
        match self.next()? {
            '{' => self.dict(depth),
            '[' => self.list(']', depth),
            '(' => self.list(')', depth),
            '\'' | '"' => self.string(),
            _ => self.word(),
        }
    }

    fn dict(&mut self, depth: usize) -> Option<()> {
        self.eat('{');
        self.json.push('{');
        let mut is_first = true;
        while !self.eat('}') {
            if !is_first {
                self.json.push(',');
            }
            // A key that is no string has no place in JSON; of ours, none is.
            matches!(self.next()?, '\'' | '"').then_some(())?;
            self.string()?;
            self.eat(':').then_some(())?;
            self.json.push(':');
            self.value(depth + 1)?;
            is_first = false;
            if !self.eat(',') && self.next() != Some('}') {
                return None;
            }
        }
        self.json.push('}');
        Some(())
    }

    fn list(&mut self, close: char, depth: usize) -> Option<()> {
        self.rest = &self.rest[1..];
        self.json.push('[');
        let mut is_first = true;
        while !self.eat(close) {
            if !is_first {
                self.json.push(',');
            }
            self.value(depth + 1)?;
            is_first = false;
            if !self.eat(',') && self.next() != Some(close) {
                return None;
            }
        }
        self.json.push(']');
        Some(())
    }

    /// One string, with its escapes undone.
    fn string(&mut self) -> Option<()> {
        let quote = self.rest.chars().next()?;
        let mut text = String::new();
        let mut rest = &self.rest[1..];
        loop {
            let at = rest.find([quote, '\\'])?;
            text.push_str(&rest[..at]);
            rest = &rest[at..];
            if rest.starts_with(quote) {
                self.rest = &rest[1..];
                break;
            }
            rest = escaped(&rest[1..], &mut text)?;
        }
        self.json.push_str(&serde_json::to_string(&text).ok()?);
        Some(())
    }

    /// A number or one of the names for what is true, false or missing.
    fn word(&mut self) -> Option<()> {
        let end = self.rest.find([',', '}', ']', ')', ' ', '\n']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        let json = match word {
            "True" => "true",
            "False" => "false",
            "None" | "nan" | "inf" | "-inf" => "null",
            number => number.parse::<f64>().ok().filter(|n| n.is_finite()).map(|_| number)?,
        };
        // 1. and .5 are numbers of Python but not of JSON.
        if serde_json::from_str::<serde_json::Value>(json).is_ok() {
            self.json.push_str(json);
        } else {
            self.json.push_str(&json.parse::<f64>().ok()?.to_string());
        }
        self.rest = rest;
        Some(())
    }
}

/// Adds the character that is written after a backslash; what follows it.
fn escaped<'a>(rest: &'a str, text: &mut String) -> Option<&'a str> {
    let kind = rest.chars().next()?;
    let after = &rest[kind.len_utf8()..];
    let n_digits = match kind {
        'n' => return push(text, '\n', after),
        't' => return push(text, '\t', after),
        'r' => return push(text, '\r', after),
        '\\' | '\'' | '"' => return push(text, kind, after),
        'x' => 2,
        'u' => 4,
        'U' => 8,
        // Python keeps the backslash of an escape that it does not know.
        _ => {
            text.push('\\');
            return push(text, kind, after);
        }
    };
    let code = u32::from_str_radix(after.get(..n_digits)?, 16).ok()?;
    push(text, char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), &after[n_digits..])
}

fn push<'a>(text: &mut String, character: char, rest: &'a str) -> Option<&'a str> {
    text.push(character);
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(python: &str, json: Option<&str>) {
        assert_eq!(to_json(python).as_deref(), json, "for {python}");
    }

    #[test]
    fn literals_become_json() {
        check("{'a': 'b', }", Some(r#"{"a":"b"}"#));
        check(r#"{'t': "It's", 'u': 'say "x"'}"#, Some(r#"{"t":"It's","u":"say \"x\""}"#));
        check("{'a': [1, 2.5, (), None], 'b': True}", Some(r#"{"a":[1,2.5,[],null],"b":true}"#));
        check(r"{'a': 'x\n\'\x41\u00e9\alpha'}", Some(r#"{"a":"x\n'Aé\\alpha"}"#));
        check("{'a': .5, 'n': nan}", Some(r#"{"a":0.5,"n":null}"#));
        check("()", Some("[]"));
    }

    #[test]
    fn anything_else_is_not_evaluated() {
        for text in [
            "{'a': open('x')}",
            "{'a' 'b'}",
            "{'a': 1} 2",
            "{'a': 'b",
            "{1: 2}",
            "{'a': 1 2}",
            "{'a': '\\x4'}",
            "{'a': '\\",
            "[1,,2]",
            "",
        ] {
            check(text, None);
        }
        check(&"[".repeat(100_000), None);
    }

    proptest! {
        #[test]
        fn any_text_ends(text in "[\\{\\}\\[\\]\\(\\)'\",:\\\\ a-zé0-9]{0,60}") {
            if let Some(json) = to_json(&text) {
                prop_assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok(), "{json}");
            }
        }
    }
}
