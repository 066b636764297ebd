//! Router: routes by path and method.

use ::http::Method;

use super::dialect::{Dialect, Dialects};
use super::{ProtocolError, Request, Route};

/// Route table, indexed by path.
pub struct Router {
    dialects: &'static Dialects,
    by_path: matchit::Router<Vec<&'static Route>>,
}

/// Matched route.
pub struct FoundRoute {
    pub route: &'static Route,
    /// Segments that its `:name`s matched, by name.
    pub parameters: Vec<(String, String)>,
}

impl Router {
    /// Builds it of routes, and of the dialects that answer where no route is.
    pub fn new(dialects: &'static Dialects, routes: impl IntoIterator<Item = &'static Route>) -> Self {
        let mut paths: Vec<(&'static str, Vec<&'static Route>)> = Vec::new();
        for route in routes {
            match paths.iter_mut().find(|(path, _)| *path == route.path) {
                Some((_, same)) => same.push(route),
                None => paths.push((route.path, vec![route])),
            }
        }
        let mut by_path = matchit::Router::new();
        for (path, routes) in paths {
            // The table is ours, and a test inserts all of it; a path that clashed would merely not be found.
            let inserted = by_path.insert(path, routes);
            debug_assert!(inserted.is_ok(), "{path}");
        }
        Self { dialects, by_path }
    }

    /// Finds the route of a method and path. A trailing slash is ignored, and HEAD counts as GET.
    ///
    /// # Errors
    /// [`ProtocolError::UnknownPath`], [`ProtocolError::MethodNotAllowed`].
    pub fn find(&self, method: &Method, path: &str) -> Result<FoundRoute, ProtocolError> {
        let matched = self.by_path.at(canonical(path)).map_err(|_| ProtocolError::UnknownPath)?;
        let sought = if method == Method::HEAD { &Method::GET } else { method };
        let parameters = matched.params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        match matched.value.iter().find(|route| route.method == *sought) {
            Some(route) => Ok(FoundRoute { route, parameters }),
            None => Err(ProtocolError::MethodNotAllowed(methods(matched.value))),
        }
    }

    /// Page with the form that posts to this path; `None` if the path can be opened itself.
    pub fn form_of(&self, method: &Method, path: &str) -> Option<&'static str> {
        let matched =
            self.by_path.at(canonical(path)).ok().filter(|_| matches!(*method, Method::GET | Method::HEAD))?;
        matched.value.iter().find_map(|route| route.form)
    }

    /// Dialect that shapes a request's errors. On a path of no route and no dialect, a person gets a page.
    pub fn dialect_of(&self, request: &Request) -> &'static Dialect {
        let matched = self.by_path.at(canonical(&request.path)).ok();
        let route = matched.and_then(|matched| matched.value.first().copied());
        match (route, self.dialects.of_prefix(&request.path)) {
            (Some(route), _) => route.dialect,
            (None, Some(dialect)) => dialect,
            (None, None) if request.wants_html() => self.dialects.people,
            (None, None) => self.dialects.programs,
        }
    }

    /// Methods of a path in the format of `Allow`; `None` for an unknown path.
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
