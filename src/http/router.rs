//! All that is served, on one page: every dialect's routes, looked up by path and method.

use ::http::Method;
use futures_util::future::LocalBoxFuture;

use super::dialect::Dialect;
use super::dialects::{bearer, cookie, passwordless, session};
use super::edge_limit::Limit;
use super::{Exchange, Failure, ProtocolError, Request, Response, health};
use crate::config::{Config, MailConfig};
use crate::pages;

/// What answers a request.
pub type Handler = for<'a> fn(&'a Exchange) -> LocalBoxFuture<'a, Result<Response, Failure>>;

/// Whether a route may set cookies, which foreign pages must not bring about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetsCookies {
    /// It does.
    Yes,
    /// It does not.
    No,
}

/// One path and method, and what answers them.
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path, without a trailing slash; `:name` stands for one segment.
    pub path: &'static str,
    /// Whose manners it has.
    pub dialect: Dialect,
    /// Whether it may set cookies.
    pub sets_cookies: SetsCookies,
    /// Kind under which the edge rate limit counts it.
    pub limit: Limit,
    /// Page that holds its form, for who opens the form's target.
    pub form: Option<&'static str>,
    /// What answers.
    pub handler: Handler,
}

/// Row of a dialect's route table. `within` names what looks at the request first and calls the handler with whoever it
/// found. Without a `limit`, GET is not counted and everything else is [`Limit::Act`].
macro_rules! route {
    (
        $dialect:ident, $method:ident $path:literal => $handler:path, within: $guard:path
        $(, limit: $limit:ident)? $(, form: $form:literal)?
    ) => {
        $crate::http::Route {
            method: ::http::Method::$method,
            path: $path,
            dialect: $crate::http::Dialect::$dialect,
            sets_cookies: $crate::http::router::SetsCookies::Yes,
            limit: $crate::http::router::route!(@limit $method $($limit)?),
            form: $crate::http::router::route!(@form $($form)?),
            handler: |exchange| Box::pin($guard(exchange, |exchange, of| Box::pin($handler(exchange, of)))),
        }
    };
    (
        $dialect:ident, $method:ident $path:literal => $handler:path
        $(, sets_cookies: $sets:ident)? $(, limit: $limit:ident)? $(, form: $form:literal)?
    ) => {
        $crate::http::Route {
            method: ::http::Method::$method,
            path: $path,
            dialect: $crate::http::Dialect::$dialect,
            sets_cookies: $crate::http::router::route!(@sets_cookies $($sets)?),
            limit: $crate::http::router::route!(@limit $method $($limit)?),
            form: $crate::http::router::route!(@form $($form)?),
            handler: |exchange| Box::pin($handler(exchange)),
        }
    };
    (@sets_cookies) => { $crate::http::router::SetsCookies::No };
    (@sets_cookies $sets:ident) => { $crate::http::router::SetsCookies::$sets };
    (@form) => { None };
    (@form $form:literal) => { Some($form) };
    (@limit GET) => { $crate::http::edge_limit::Limit::Unlimited };
    (@limit $method:ident) => { $crate::http::edge_limit::Limit::Act };
    (@limit $method:ident $limit:ident) => { $crate::http::edge_limit::Limit::$limit };
}
pub(crate) use route;

/// Every route there is, but for those of development.
pub fn routes() -> impl Iterator<Item = &'static Route> {
    [
        bearer::ROUTES,
        session::ROUTES,
        passwordless::ROUTES,
        cookie::ROUTES,
        pages::ROUTES,
        pages::ACCOUNT_ROUTES,
        health::ROUTES,
    ]
    .into_iter()
    .flatten()
}

/// The route table, ready for look-ups.
pub struct Router {
    by_path: matchit::Router<Vec<&'static Route>>,
}

/// A route that was found, with what its path left open.
pub struct Found {
    /// The route.
    pub route: &'static Route,
    /// The segment a `:name` stood for.
    pub parameter: Option<String>,
}

impl Router {
    /// Builds it from [`routes`], with those of development where mail stays in the mailbox.
    pub fn new(config: &Config) -> Self {
        let development = if matches!(config.mail, MailConfig::Mailbox) { pages::DEVELOPMENT_ROUTES } else { &[] };
        let mut paths: Vec<(&'static str, Vec<&'static Route>)> = Vec::new();
        for route in routes().chain(development) {
            match paths.iter_mut().find(|(path, _)| *path == route.path) {
                Some((_, same)) => same.push(route),
                None => paths.push((route.path, vec![route])),
            }
        }
        let mut by_path = matchit::Router::new();
        for (path, routes) in paths {
            // The table is ours and a test inserts all of it; a path that clashed would only not be found.
            let inserted = by_path.insert(path, routes);
            debug_assert!(inserted.is_ok(), "{path}");
        }
        Self { by_path }
    }

    /// The route of a method and path; a trailing slash does not matter, and HEAD is GET.
    ///
    /// # Errors
    /// [`ProtocolError::UnknownPath`], [`ProtocolError::MethodNotAllowed`].
    pub fn find(&self, method: &Method, path: &str) -> Result<Found, ProtocolError> {
        let matched = self.by_path.at(canonical(path)).map_err(|_| ProtocolError::UnknownPath)?;
        let sought = if method == Method::HEAD { &Method::GET } else { method };
        let parameter = matched.params.iter().next().map(|(_, value)| value.to_owned());
        match matched.value.iter().find(|route| route.method == *sought) {
            Some(route) => Ok(Found { route, parameter }),
            None => Err(ProtocolError::MethodNotAllowed(methods(matched.value))),
        }
    }

    /// Page that holds the form which posts to this path; `None` where the path can be opened itself.
    pub fn form_of(&self, method: &Method, path: &str) -> Option<&'static str> {
        let matched =
            self.by_path.at(canonical(path)).ok().filter(|_| matches!(*method, Method::GET | Method::HEAD))?;
        matched.value.iter().find_map(|route| route.form)
    }

    /// Dialect that shapes the errors of a request. Where no route and no dialect has its path, a person gets a page.
    pub fn dialect_of(&self, request: &Request) -> Dialect {
        let matched = self.by_path.at(canonical(&request.path)).ok();
        let route = matched.and_then(|matched| matched.value.first().copied());
        match (route, Dialect::of_prefix(&request.path)) {
            (Some(route), _) => route.dialect,
            (None, Some(dialect)) => dialect,
            (None, None) if request.wants_html() => Dialect::Page,
            (None, None) => Dialect::Session,
        }
    }

    /// The methods of a path, as `Allow` lists them; `None` for an unknown path.
    pub fn methods_of(&self, path: &str) -> Option<String> {
        self.by_path.at(canonical(path)).ok().map(|matched| methods(matched.value))
    }
}

fn canonical(path: &str) -> &str {
    path.strip_suffix('/').filter(|rest| !matches!(*rest, "" | "/")).unwrap_or(path)
}

fn methods(routes: &[&Route]) -> String {
    let mut methods: Vec<&str> = routes.iter().map(|route| route.method.as_str()).collect();
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    methods.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn router() -> Router {
        let setting = |name: &str| match name {
            "PUBLIC_URL" => Some("https://auth.acme.com".to_owned()),
            "AUTH_SECRET" => Some("q8Jx2mZr5Tn7Wb4Kd9Lf3Hs6Vc1Yp0Ga".to_owned()),
            "DATA_SECRET" => Some("e5Rt8Yu2Io6Pa4Sd7Fg1Hj3Kl9Zx0CvQ".to_owned()),
            _ => None,
        };
        Router::new(&Config::read(setting).expect("good settings"))
    }

    #[test]
    fn every_route_is_found_and_answers_in_its_own_manners() {
        let router = router();
        for route in routes() {
            let path = route.path.replace(":id", "x");
            let slashed = if path == "/" { path.clone() } else { format!("{path}/") };
            for path in [path, slashed] {
                let found = router.find(&route.method, &path).unwrap_or_else(|_| panic!("{path}"));
                assert_eq!((found.route.path, &found.route.method), (route.path, &route.method));
            }
            assert!(route.path == "/" || !route.path.ends_with('/'));
        }
    }

    #[test]
    fn every_page_can_be_opened_or_leads_to_the_page_of_its_form() {
        let router = router();
        for route in routes().filter(|route| route.dialect == Dialect::Page) {
            let path = route.path.replace(":id", "x");
            let form = router.form_of(&Method::GET, &path);
            assert_eq!(form.is_none(), router.find(&Method::GET, &path).is_ok(), "{path}");
            assert_eq!(router.form_of(&Method::PUT, &path), None);
            if let Some(form) = form {
                let page = form.split('#').next().unwrap_or_default();
                assert!(router.find(&Method::GET, page).is_ok(), "{path} leads to {form}");
            }
        }
    }

    #[test]
    fn only_the_one_spelling_of_a_path_is_known() {
        let router = router();
        for path in [
            "",
            "//",
            "//auth/login",
            "/auth//login",
            "/auth/login//",
            "/AUTH/login",
            "/%61uth/login",
            "/auth/login;x",
            "/auth",
        ] {
            assert!(matches!(router.find(&Method::POST, path), Err(ProtocolError::UnknownPath)), "{path}");
        }
    }

    #[test]
    fn another_method_is_told_which_there_are() {
        let router = router();
        let allowed = |method, path| match router.find(&method, path) {
            Err(ProtocolError::MethodNotAllowed(allow)) => allow,
            _ => String::new(),
        };
        assert_eq!(allowed(Method::GET, "/api/auth/sign-in"), "POST");
        assert_eq!(allowed(Method::POST, "/api/auth/session"), "GET, HEAD");
        assert_eq!(allowed(Method::TRACE, "/api/auth/sessions"), "GET, DELETE, HEAD");
    }
}
