//! Route: a path and method with their properties and handler, in one row.

use ::http::{HeaderValue, Method};
use futures_util::future::LocalBoxFuture;

use super::edge_limit::Limit;
use super::{Dialect, Exchange, Failure, Response};
use crate::domain::{Authority, Permission};
use crate::flows::SignedIn;

/// Request handler.
pub type Handler = for<'a> fn(&'a Exchange) -> LocalBoxFuture<'a, Result<Response, Failure>>;

/// Request handler that acts for the session of an account.
pub type AccountHandler = for<'a> fn(&'a Exchange, &'a SignedIn) -> LocalBoxFuture<'a, Result<Response, Failure>>;

/// Request handler that acts for an operator or a service key. Its flow looks the authority up.
pub type OperatorsHandler = for<'a> fn(&'a Exchange, &'a Authority) -> LocalBoxFuture<'a, Result<Response, Failure>>;

/// Callers that a route takes; it takes none that its row does not name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Anyone. A handler that wants a credential looks for it itself.
    Anyone,
    /// Session of an account, found before the handler runs.
    Account,
    /// Session of an operator, or service key, with this permission. The batch of the act looks it up.
    Operators(Permission),
}

/// Permission to set cookies. A page of another site must not cause a request that does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetsCookies {
    Yes,
    No,
}

/// Origin that browsers name in the forms that post to a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormOrigin {
    /// The page's own.
    Named,
    /// `null`, for a page whose URL has a token: it sends no referrer, so its forms have no origin.
    Null,
}

/// Caches that may keep a route's answers. Errors are never kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cache {
    Forbidden,
    /// Any cache, for 5 minutes.
    FiveMinutes,
    /// Any cache, for a day.
    Day,
}

impl Cache {
    /// Value of `Cache-Control` for an answer that may be kept.
    pub(super) fn header(self) -> Option<HeaderValue> {
        match self {
            Self::Forbidden => None,
            Self::FiveMinutes => Some(HeaderValue::from_static("public, max-age=300")),
            Self::Day => Some(HeaderValue::from_static("public, max-age=86400")),
        }
    }
}

/// Media types of the bodies that a route reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bodies {
    /// JSON and forms.
    Any,
    /// Forms alone.
    Forms,
    /// Any, which the handler reads itself.
    Unread,
}

/// Another dialect on the same path and method.
pub struct Alternative {
    /// True for a request in that dialect, by its body.
    pub is_meant: fn(&Exchange) -> bool,
    pub dialect: &'static Dialect,
    pub handler: Handler,
}

/// One path and method.
pub struct Route {
    pub method: Method,
    /// Path without a trailing slash; `:name` matches one segment.
    pub path: &'static str,
    /// Dialect that shapes its errors.
    pub dialect: &'static Dialect,
    /// Callers that it takes.
    pub takes: Takes,
    pub sets_cookies: SetsCookies,
    /// Kind for the edge rate limit.
    pub limit: Limit,
    /// Page with the form that posts here, for people who open the form's target.
    pub form: Option<&'static str>,
    /// Origin that its forms name.
    pub form_origin: FormOrigin,
    /// Bodies that it reads.
    pub bodies: Bodies,
    /// Caches that may keep its answers.
    pub cache: Cache,
    /// Other dialect that shares it.
    pub alternative: Option<Alternative>,
    pub handler: Handler,
}

impl Route {
    /// Route with the usual properties: no cookies, no form, no cache; GET is not counted, everything else is
    /// [`Limit::Act`].
    pub const fn new(
        method: Method,
        path: &'static str,
        dialect: &'static Dialect,
        (takes, handler): (Takes, Handler),
    ) -> Self {
        let limit = if matches!(method, Method::GET) { Limit::Unlimited } else { Limit::Act };
        let (sets_cookies, form_origin, cache) = (SetsCookies::No, FormOrigin::Named, Cache::Forbidden);
        let (form, alternative, bodies) = (None, None, Bodies::Any);
        Self {
            method,
            path,
            dialect,
            takes,
            sets_cookies,
            limit,
            form,
            form_origin,
            bodies,
            cache,
            alternative,
            handler,
        }
    }

    /// May set cookies.
    pub const fn sets_cookies(mut self) -> Self {
        self.sets_cookies = SetsCookies::Yes;
        self
    }

    /// Is counted as this kind.
    pub const fn limit(mut self, limit: Limit) -> Self {
        self.limit = limit;
        self
    }

    /// Has its form on this page.
    pub const fn form(mut self, page: &'static str) -> Self {
        self.form = Some(page);
        self
    }

    /// Has its form on pages whose URL has a token.
    pub const fn null_origin(mut self) -> Self {
        self.form_origin = FormOrigin::Null;
        self
    }

    /// Reads forms alone.
    pub const fn forms(mut self) -> Self {
        self.bodies = Bodies::Forms;
        self
    }

    /// Leaves the body to its handler.
    pub const fn unread(mut self) -> Self {
        self.bodies = Bodies::Unread;
        self
    }

    /// May be kept by caches.
    pub const fn cache(mut self, cache: Cache) -> Self {
        self.cache = cache;
        self
    }

    /// Is shared with another dialect.
    pub const fn shared_with(mut self, alternative: Alternative) -> Self {
        self.alternative = Some(alternative);
        self
    }

    /// Dialect that a request means, by its body, and the handler there.
    pub(super) fn meant_by(&self, exchange: &Exchange) -> (&'static Dialect, Handler) {
        match &self.alternative {
            Some(other) if (other.is_meant)(exchange) => (other.dialect, other.handler),
            _ => (self.dialect, self.handler),
        }
    }
}

/// Row of a route table: dialect, method, path, callers, handler, then methods of [`Route`] for what differs.
///
/// - `anyone`: any caller.
/// - `account`: a session, found in the usual way or by the function in parentheses.
/// - `visitor(find)`: a session of a browser. Its cookies may be renewed on the way.
/// - `operators(permission)`: an operator's session or a service key, with this permission.
/// - `operators(permission, admit)`: an operator's session of a browser, as for a visitor.
macro_rules! route {
    (
        $dialect:path, $method:ident $path:literal, anyone => $handler:path
        $(, $fact:ident $(($($value:tt)*))?)*
    ) => {
        $crate::http::Route::new(
            ::http::Method::$method,
            $path,
            &$dialect,
            ($crate::http::route::Takes::Anyone, |exchange| Box::pin($handler(exchange))),
        )$(.$fact($($($value)*)?))*
    };
    ($dialect:path, $method:ident $path:literal, account => $($rest:tt)*) => {
        $crate::http::route!($dialect, $method $path, account($crate::http::authentication::as_account) => $($rest)*)
    };
    ($dialect:path, $method:ident $path:literal, visitor($find:path) => $($rest:tt)*) => {
        $crate::http::route!($dialect, $method $path, account($find) => $($rest)*, sets_cookies)
    };
    ($dialect:path, $method:ident $path:literal, operators($permission:ident) => $($rest:tt)*) => {
        $crate::http::route!(
            $dialect, $method $path, admitted($permission, $crate::http::authentication::as_operators) => $($rest)*
        )
    };
    ($dialect:path, $method:ident $path:literal, operators($permission:ident, $admit:path) => $($rest:tt)*) => {
        $crate::http::route!($dialect, $method $path, admitted($permission, $admit) => $($rest)*, sets_cookies)
    };
    (
        $dialect:path, $method:ident $path:literal, admitted($permission:ident, $admit:path) => $handler:path
        $(, $fact:ident $(($($value:tt)*))?)*
    ) => {
        $crate::http::Route::new(
            ::http::Method::$method,
            $path,
            &$dialect,
            (
                $crate::http::route::Takes::Operators($crate::domain::Permission::$permission),
                |exchange| Box::pin($admit(
                    exchange,
                    $crate::domain::Permission::$permission,
                    |exchange, authority| Box::pin($handler(exchange, authority)),
                )),
            ),
        )$(.$fact($($($value)*)?))*
    };
    (
        $dialect:path, $method:ident $path:literal, account($find:path) => $handler:path
        $(, $fact:ident $(($($value:tt)*))?)*
    ) => {
        $crate::http::Route::new(
            ::http::Method::$method,
            $path,
            &$dialect,
            (
                $crate::http::route::Takes::Account,
                |exchange| Box::pin($find(exchange, |exchange, of| Box::pin($handler(exchange, of)))),
            ),
        )$(.$fact($($($value)*)?))*
    };
}
pub(crate) use route;
