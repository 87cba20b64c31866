//! Words by the dozen: titles, sentences and paragraphs from one fixed list and one seed.
//!
//! The sequence belongs to the corpus: whoever changes the list or the generator raises
//! [`VERSION`](super::VERSION). Runs of random words keep the corpus free of `echoes-memory`, and
//! no word here is part of a customer's name or of a protected term.

/// A small generator (splitmix64), so that the corpus depends on nothing but this file.
pub(crate) struct Dice(u64);

impl Dice {
    /// The generator of one purpose (`salt`) of one document.
    pub(crate) fn new(document: usize, salt: u64) -> Self {
        Self((document as u64).wrapping_mul(0x0001_0001) ^ (salt << 48))
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.roll() % limit as u64).expect("a remainder is below its divisor")
    }

    /// One of `choices`.
    pub(crate) fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }

    /// A word of ASCII letters, fit for a heading whose anchor must be known.
    pub(crate) fn word(&mut self) -> &'static str {
        self.pick(WORDS)
    }

    /// Some words in lower case.
    pub(crate) fn words(&mut self, count: usize) -> String {
        let words: Vec<&str> = (0..count).map(|_| self.word()).collect();
        words.join(" ")
    }

    /// Some words, the first with a capital letter.
    pub(crate) fn title(&mut self, count: usize) -> String {
        capitalized(&self.words(count))
    }

    /// A sentence of plain words, short enough for a summary.
    pub(crate) fn sentence(&mut self) -> String {
        let count = 8 + self.below(5);
        format!("{}.", self.title(count))
    }

    /// A paragraph with some inline markup and some words beyond ASCII.
    pub(crate) fn paragraph(&mut self, sentences: usize) -> String {
        let sentences: Vec<String> = (0..sentences).map(|_| self.marked_sentence()).collect();
        sentences.join(" ")
    }

    fn marked_sentence(&mut self) -> String {
        let (before, after) = (4 + self.below(6), 3 + self.below(6));
        let (start, word, end) = (self.title(before), self.word(), self.words(after));
        let middle = match self.below(6) {
            0 => format!("**{word}**"),
            1 => format!("*{word}*"),
            2 => format!("`{word}`"),
            3 => self.pick(BEYOND_ASCII).to_owned(),
            _ => word.to_owned(),
        };
        format!("{start} {middle}, {end}.")
    }
}

/// The text with its first letter in upper case.
pub(crate) fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

const BEYOND_ASCII: &[&str] = &["café", "naïve", "façade", "Öresund", "größer", "señal"];

#[rustfmt::skip]
const WORDS: &[&str] = &[
    "account", "afternoon", "agreement", "amount", "answer", "arrival", "article", "balance",
    "barrel", "basket", "belief", "binder", "border", "bottle", "bridge", "bucket", "cabinet",
    "calendar", "camera", "candle", "canvas", "carriage", "carton", "ceiling", "chapter", "charge",
    "chimney", "circle", "clerk", "closet", "coffee", "column", "comfort", "copper", "corner",
    "cotton", "counter", "courier", "cousin", "curtain", "cushion", "daylight", "dealer",
    "delivery", "deposit", "dinner", "distance", "doorway", "drawer", "dream", "editor", "effort",
    "engine", "envelope", "errand", "evening", "example", "fabric", "factory", "feather", "ferry",
    "figure", "finger", "folder", "forest", "freight", "funnel", "garden", "garment", "glance",
    "grocer", "guard", "hallway", "hammer", "handle", "holiday", "honey", "horizon", "hour",
    "invoice", "island", "jacket", "journey", "kettle", "kitchen", "ladder", "language", "lantern",
    "leather", "ledger", "letter", "lumber", "machine", "margin", "market", "marble", "meadow",
    "measure", "message", "mirror", "moment", "morning", "motor", "mountain", "needle", "notebook",
    "number", "office", "orchard", "order", "oven", "package", "painter", "paper", "parcel",
    "parlour", "partner", "passage", "pattern", "pencil", "pepper", "picture", "pillow", "pocket",
    "postage", "printer", "promise", "quarter", "question", "railway", "reason", "receipt",
    "refund", "repair", "return", "ribbon", "river", "saddle", "sailor", "sample", "season",
    "shelter", "shoulder", "signal", "silver", "sketch", "spring", "station", "stitch", "storage",
    "summer", "surface", "table", "tailor", "teacher", "thread", "ticket", "timber", "tower",
    "traffic", "traveller", "tunnel", "valley", "village", "voucher", "wagon", "warehouse",
    "weather", "window", "winter", "worker", "writer", "yard",
];
