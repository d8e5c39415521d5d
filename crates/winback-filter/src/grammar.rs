//! The text spelling of a filter: what people type. Rule: behaviour 8.5.
//!
#![doc = include_str!("../GRAMMAR.md")]

#[cfg(test)]
mod tests {
    use crate::sample;

    const PAGE: &str = include_str!("../GRAMMAR.md");

    /// The lines of all examples on the page.
    fn examples() -> Vec<&'static str> {
        let blocks = PAGE.split("```text\n").skip(1);
        blocks.filter_map(|block| block.split("```").next()).flat_map(str::lines).collect()
    }

    #[test]
    fn every_example_on_the_page_is_read_and_comes_back_from_its_own_text() {
        let (schema, context) = (sample::schema(), sample::context().read_by(1));
        let examples = examples();
        assert!(examples.len() >= 15, "{examples:?}");
        for example in examples {
            let read = schema.parse("book", example, &context);
            let read = read.unwrap_or_else(|error| panic!("{example}: {error}"));
            assert_eq!(schema.parse("book", &read.to_string(), &context), Ok(read), "{example}");
        }
    }
}
