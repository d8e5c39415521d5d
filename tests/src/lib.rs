//! Stories through the real binary.
