//! The text spelling of a filter: what people type. Rule: behaviour 8.5.
//!
#![doc = include_str!("../GRAMMAR.md")]

#[cfg(test)]
mod tests {
    use crate::{Tree, sample};

    const PAGE: &str = include_str!("../GRAMMAR.md");

    /// The lines of all examples on the page that stand in blocks of a kind.
    fn examples(kind: &str) -> Vec<&'static str> {
        let start = format!("```{kind}\n");
        let blocks: Vec<_> = PAGE.split(start.as_str()).skip(1).collect();
        let blocks = blocks.into_iter();
        blocks.filter_map(|block| block.split("```").next()).flat_map(str::lines).collect()
    }

    #[test]
    fn every_example_on_the_page_is_read_and_comes_back_from_its_own_text() {
        let (schema, context) = (sample::schema(), sample::context().read_by(1));
        let examples = examples("text");
        assert!(examples.len() >= 15, "{examples:?}");
        for example in examples {
            let read = schema.parse("book", example, &context);
            let read = read.unwrap_or_else(|error| panic!("{example}: {error}"));
            assert_eq!(schema.parse("book", &read.to_string(), &context), Ok(read), "{example}");
            // Phrases become what they stand for; all else comes back as it was meant.
            if let Ok(expr) = crate::parse(example) {
                let again = crate::parse(&expr.to_string()).unwrap();
                assert_eq!(Tree::from(&again), Tree::from(&expr), "{example}");
            }
        }
        let lists = self::examples("list");
        assert_eq!(lists.len(), 3);
        for example in lists {
            let read = schema.parse_listing("book", example, &context);
            let read = read.unwrap_or_else(|error| panic!("{example}: {error}"));
            let again = schema.parse_listing("book", &read.to_string(), &context);
            assert_eq!(again, Ok(read), "{example}");
        }
    }
}
