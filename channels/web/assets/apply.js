// The pages of a form work without this file. With it, a problem takes the focus,
// nothing is sent twice, a chosen file goes at once, and the page with the code
// says when a photo has come.

document.getElementById("problem")?.focus();

document.querySelectorAll("[data-print]").forEach((b) => {
  b.hidden = false;
  b.addEventListener("click", () => print());
});

document.querySelectorAll("[data-copy-receipt]").forEach((b) => {
  b.hidden = false;
  b.addEventListener("click", async () => {
    await navigator.clipboard.writeText(b.closest(".receipt").querySelector("[data-receipt]").textContent).catch(() => {});
    b.textContent = "已经复制";
  });
});

// A form is sent once, however often its button is pressed. Coming back to the
// page makes it whole again.
document.addEventListener("submit", (e) => {
  if ("sent" in e.target.dataset) return e.preventDefault();
  e.target.dataset.sent = "";
  e.target.querySelectorAll("button").forEach((b) => b.setAttribute("aria-disabled", "true"));
  e.target.querySelectorAll("[data-status]").forEach((s) => { s.hidden = false; });
});
addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((f) => {
    delete f.dataset.sent;
    f.querySelectorAll("button").forEach((b) => b.removeAttribute("aria-disabled"));
    f.querySelectorAll("[data-status]").forEach((s) => { s.hidden = true; });
  });
});

document.querySelectorAll("[data-upload] input[type=file]").forEach((f) => {
  f.addEventListener("change", () => { if (f.files.length > 0) f.form.requestSubmit(); });
});

// A link is good for ten minutes, and so long is asked whether something came.
const arrived = document.querySelector("[data-arrived]");
if (arrived) ask(200);

function ask(left) {
  if (left === 0) return;
  setTimeout(async () => {
    const r = await fetch(arrived.dataset.arrived).catch(() => null);
    if (r && r.ok) {
      const { files } = await r.json();
      if (String(files) !== arrived.dataset.files) {
        arrived.dataset.files = files;
        arrived.textContent = `已经收到 ${files} 个文件。`;
      }
    }
    ask(left - 1);
  }, 3000);
}
