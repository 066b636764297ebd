//! Enums that can be walked.

/// Declares an enum with the list `ALL` of its variants.
macro_rules! listed {
    ($(#[$about:meta])* $visibility:vis enum $name:ident { $($(#[$doc:meta])* $variant:ident,)+ }) => {
        $(#[$about])*
        $visibility enum $name {
            $($(#[$doc])* $variant,)+
        }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant),+];
        }
    };
}

pub(crate) use listed;
