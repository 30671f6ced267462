// Shows the server that a call comes from this page (see netmon/api/csrf.py).
export function csrfHeader() {
  const token = csrfToken();
  return token ? { "X-CSRF-Token": token } : {};
}

// Empty for a reader who has not signed in.
export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}
