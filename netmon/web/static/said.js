// What a form had to say is said once: not again with every refresh of the page.
export function forgetSaid() {
  const url = new URL(location.href);
  if (!url.searchParams.has("said")) return;
  url.searchParams.delete("said");
  history.replaceState(null, "", url);
}
