//! Rooms of texts, and texts with named places.

/// Declares a room: a struct of texts, which a test can list by their names.
macro_rules! texts {
    ($(#[$about:meta])* $room:ident { $($(#[$place:meta])* $text:ident,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy)]
        pub struct $room {
            $($(#[$place])* pub $text: &'static str,)+
        }

        #[cfg(test)]
        impl $room {
            /// Texts with their names.
            pub fn named(&self) -> Vec<(&'static str, &'static str)> {
                vec![$((stringify!($text), self.$text)),+]
            }
        }
    };
}

pub(super) use texts;

/// Text with a value in its place, which is written `{place}`.
pub fn filled(text: &str, place: &str, value: &str) -> String {
    text.replace(&format!("{{{place}}}"), value)
}
