// Preloaded before a JavaScript example: makes fetch() send the cookies and the Origin of a browser on a trusted page,
// if the example says `credentials: 'include'`.
const plainFetch = globalThis.fetch;

globalThis.fetch = (url, options = {}) => {
  const headers = { ...options.headers, Origin: "http://localhost:3000" };
  if (options.credentials === "include" && process.env.BROWSER_COOKIES) headers.Cookie = process.env.BROWSER_COOKIES;
  return plainFetch(url, { ...options, headers });
};
