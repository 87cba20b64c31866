//! Pictures that are written out in a link (`data:`): they hold no less than those in files.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use percent_encoding::percent_decode_str;

use super::{Care, Refusal, clean};

/// The address `url`, which holds a picture, with the picture alone.
///
/// # Errors
/// Where it cannot be read as a picture.
pub(in crate::audience) fn clean_inline(url: &str) -> Result<String, Refusal> {
    let broken = || Refusal::Damaged("a picture");
    let (head, data) = url.split_once(',').ok_or_else(broken)?;
    let mut parts = head.split(';').map(str::trim);
    let kind = parts.next().unwrap_or("").to_ascii_lowercase();
    let is_encoded = parts.any(|part| part.eq_ignore_ascii_case("base64"));
    let data: Vec<u8> = percent_decode_str(data).collect();
    let bytes = if is_encoded {
        let mut data = data;
        data.retain(|byte| !byte.is_ascii_whitespace() && *byte != b'=');
        STANDARD_NO_PAD.decode(data).map_err(|_| broken())?
    } else {
        data
    };
    let cleaned = clean("", bytes)?;
    if cleaned.care != Care::Cleaned {
        return Err(broken());
    }
    Ok(format!("{kind};base64,{}", STANDARD.encode(cleaned.bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIF: &[u8] = b"GIF89a\x01\0\x01\0\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b";

    #[test]
    fn only_the_picture_remains() {
        let told = [GIF, b"secret"].concat();
        let plain = format!("data:image/gif;base64,{}", STANDARD.encode(GIF));
        for url in [
            format!(
                "data:image/GIF;name=secret;base64,{}",
                STANDARD.encode(&told)
            ),
            format!("data:image/gif;base64,{}", STANDARD_NO_PAD.encode(&told)),
            plain.clone(),
        ] {
            assert_eq!(clean_inline(&url).as_deref(), Ok(plain.as_str()));
        }
        for url in [
            "data:image/gif;base64,AA",
            "data:image/gif;base64,?",
            "data:image/gif",
            "data:,x",
        ] {
            assert!(clean_inline(url).is_err(), "{url}");
        }
    }
}
