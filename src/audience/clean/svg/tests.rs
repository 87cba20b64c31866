//! Drawings as people, programs and attackers make them.

use super::tree::SVG;
use super::*;

mod exports;
mod hidden;
mod large;
mod written;

/// A drawing of 100 by 100 with this in it.
fn drawing(inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<!DOCTYPE svg>\n<!-- secret -->\n\
         <svg xmlns=\"{SVG}\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
         xmlns:i=\"https://editor.example/\" viewBox=\"0 0 100 100\" i:file=\"/home/secret.svg\" \
         data-from=\"secret\" onload=\"secret()\">{inside}</svg><!-- secret -->\n"
    )
}

/// What becomes of a drawing with this in it.
fn cleaned(inside: &str) -> Result<String, Refusal> {
    let (made, _) = clean(drawing(inside).as_bytes())?;
    let made = String::from_utf8(made).expect("it is text");
    let start = format!("<svg xmlns=\"{SVG}\" viewBox=\"0 0 100 100\">");
    let inside = made.strip_prefix(&start).expect("the root is kept");
    let inside = inside.strip_suffix("</svg>\n").expect("it is closed");
    Ok(inside.to_owned())
}

/// The words of a drawing with this in it.
fn words(inside: &str) -> String {
    clean(drawing(inside).as_bytes())
        .expect("it can be cleaned")
        .1
}
