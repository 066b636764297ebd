//! Enums that can be walked. A value in a variant has a constant `EXAMPLE`.

/// Declares an enum with the list `ALL` of its variants.
macro_rules! listed {
    ($(#[$about:meta])* $visibility:vis enum $name:ident { $($(#[$doc:meta])* $variant:ident $(($value:ident))?,)+ }) => {
        $(#[$about])*
        $visibility enum $name {
            $($(#[$doc])* $variant $(($value))?,)+
        }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant $(($value::EXAMPLE))?),+];
        }
    };
}

pub(crate) use listed;
