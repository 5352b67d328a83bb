//! One report model and its renderings: terminal, page, JSON, PDF.
