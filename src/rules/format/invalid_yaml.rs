//! Front matter that is not plain YAML.

use crate::rules::{Check, rule};
use crate::syntax::INVALID_YAML;

rule! {
    /// ## What it does
    ///
    /// Reports YAML that is broken, and YAML that is more than maps, lists and plain values: a key that
    /// stands twice, a tag, an anchor, an alias, a merge key, a second document, nesting deeper than 8
    /// levels, front matter larger than 64 KiB. Every such place is reported, not the first one only.
    ///
    /// ## Why it matters
    ///
    /// Front matter says who may see a document. A key that stands twice, or a value that comes from
    /// somewhere else in the file, may say one thing to a reader and another to a program.
    ///
    /// ## Bad
    ///
    /// ```yaml
    /// title: "A call with the bakery
    /// tags: [returns, counting
    /// owner: mo
    /// owner: ana
    /// ```
    ///
    /// ## Good
    ///
    /// ```yaml
    /// title: "A call with the bakery"
    /// tags: [returns, counting]
    /// owner: ana
    /// ```
    ///
    /// A value that holds a colon and a space, or starts with a sign such as `*`, `&`, `@` or `{`, is put
    /// in quotes.
    RULE = INVALID_YAML, Format, Error "fixed"; Check::WhileReading
}
