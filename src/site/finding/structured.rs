//! What a page is, in the words of schema.org, for machines that read them.

use serde_json::json;

use super::address;
use crate::audience::{PublicPage, PublicView};
use crate::site::legible::legible;

/// The data of a page, safe to stand in a `script` element; none where nobody said where the site
/// will stand.
pub(in crate::site) fn structured(view: &PublicView, page: &PublicPage) -> Option<String> {
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": page.title,
        "url": address(view, page.output.as_str())?,
        "isPartOf": { "@type": "WebSite", "name": view.title, "url": address(view, "")? },
    });
    let optional = [
        (
            "description",
            page.summary.clone().map(serde_json::Value::from),
        ),
        (
            "dateModified",
            page.reviewed.clone().map(serde_json::Value::from),
        ),
        (
            "keywords",
            (!page.tags.is_empty()).then(|| page.tags.join(", ").into()),
        ),
        (
            "author",
            page.owner
                .as_ref()
                .map(|owner| json!({ "@type": "Person", "name": owner })),
        ),
    ];
    if let Some(data) = data.as_object_mut() {
        let known = optional
            .into_iter()
            .filter_map(|(key, value)| Some((key.to_owned(), value?)));
        data.extend(known);
    }
    // Nothing of it may end the element, and it stays as it is, since the page names its digest.
    let data = data.to_string();
    let data = data
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026");
    Some(legible(data))
}
