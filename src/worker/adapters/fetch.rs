//! Calls to other services, by the runtime's `fetch`.

use std::pin::pin;

use async_trait::async_trait;
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use worker::js_sys::Uint8Array;
use worker::{AbortController, AbortSignal, Delay, Fetch, Headers, Method, RequestInit, RequestRedirect};

use crate::ports::{Bounds, HttpClient, PortError};

pub struct RuntimeFetch;

#[async_trait(?Send)]
impl HttpClient for RuntimeFetch {
    async fn send_within(
        &self,
        request: http::Request<Vec<u8>>,
        bounds: Bounds,
    ) -> Result<http::Response<Vec<u8>>, PortError> {
        let request = translate(request).map_err(|error| failed(&error))?;
        let controller = AbortController::default();
        let signal = controller.signal();
        let answer = pin!(answer(request, &signal, bounds.answer));
        match select(answer, Delay::from(bounds.time)).await {
            Either::Left((answer, _)) => answer,
            Either::Right(_) => {
                controller.abort();
                Err(PortError(format!("fetch: no answer within {} s", bounds.time.as_secs())))
            }
        }
    }
}

fn translate(request: http::Request<Vec<u8>>) -> worker::Result<worker::Request> {
    let (parts, body) = request.into_parts();
    let headers = Headers::new();
    for (name, value) in &parts.headers {
        headers.append(name.as_str(), &String::from_utf8_lossy(value.as_bytes()))?;
    }
    let mut init = RequestInit::new();
    init.with_method(Method::from(parts.method.to_string()))
        .with_headers(headers)
        .with_redirect(RequestRedirect::Manual)
        .with_body((!body.is_empty()).then(|| Uint8Array::from(body.as_slice()).into()));
    worker::Request::new_with_init(&parts.uri.to_string(), &init)
}

async fn answer(
    request: worker::Request,
    signal: &AbortSignal,
    longest: usize,
) -> Result<http::Response<Vec<u8>>, PortError> {
    let mut answer = Fetch::Request(request).send_with_signal(signal).await.map_err(|error| failed(&error))?;
    let mut body = Vec::new();
    if let Ok(mut stream) = answer.stream() {
        while let Some(chunk) = stream.next().await {
            body.extend(chunk.map_err(|error| failed(&error))?);
            if body.len() > longest {
                return Err(PortError("fetch: the answer is too long".into()));
            }
        }
    }
    let response = http::Response::builder().status(answer.status_code()).body(body);
    response.map_err(|error| PortError(format!("fetch: {error}")))
}

fn failed(error: &worker::Error) -> PortError {
    PortError(format!("fetch: {error}"))
}
