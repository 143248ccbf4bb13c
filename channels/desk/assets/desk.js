// The desk works without this file. With it: keys, and printing by a button.

const rows = [...document.querySelectorAll(".cases tbody a")];
const help = document.getElementById("keys");

document.querySelectorAll(".keys").forEach((e) => { e.hidden = false; });
document.querySelectorAll("[data-print]").forEach((b) => {
  b.hidden = false;
  b.addEventListener("click", () => print());
});

// Once more on the button does nothing while the first is on its way.
document.addEventListener("submit", (e) => {
  if (e.target.method !== "post") return;
  if (e.target.dataset.sent) return e.preventDefault();
  e.target.dataset.sent = "1";
});
addEventListener("pageshow", () => document.querySelectorAll("form").forEach((f) => { delete f.dataset.sent; }));

const wrong = document.querySelector(".field.wrong textarea, .field.wrong input");
if (wrong) wrong.focus();

document.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || help?.open || e.target.matches("input, textarea, select")) return;
  const act = { "/": find, j: () => move(1), k: () => move(-1), u: back, "?": () => help?.showModal() }[e.key];
  if (!act) return;
  e.preventDefault();
  act();
});

function find() {
  const box = document.getElementById("q");
  box?.focus();
  box?.select();
}

// The row under the hand is where the focus is, so Enter opens it by itself.
function move(by) {
  if (rows.length === 0) return;
  const at = rows.indexOf(document.activeElement);
  rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + by))].focus();
}

// The list that was left, in this tab: pages tell each other nothing by referrer.
if (/^\/desk\/(queue|search)/.test(location.pathname)) sessionStorage.setItem("list", location.pathname + location.search);

function back() {
  location.href = sessionStorage.getItem("list") || "/desk/";
}
