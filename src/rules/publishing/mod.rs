//! What the world may see (language, section 6).
