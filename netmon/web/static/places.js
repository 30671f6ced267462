// On a phone the top line is pushed aside: the page one is on must be seen in it.
export function showPlace() {
  const list = document.querySelector(".places");
  const here = list?.querySelector("[aria-current]");
  if (here) list.scrollLeft = here.offsetLeft - list.offsetLeft - 16;
}
