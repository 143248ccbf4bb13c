// One line on any page of a site that may embed Wenban:
//   <script src="https://wenban.example.gov.cn/widget.js" defer></script>
// It adds a button and, when that is pressed, a frame with the talk. It reads
// nothing of the page it stands on.
(() => {
  const home = new URL(document.currentScript.src).origin;
  const button = document.createElement("button");
  let frame = null;

  button.type = "button";
  button.id = "wenban-button";
  button.textContent = "办事问一问";
  button.setAttribute("aria-expanded", "false");
  style(button, {
    position: "fixed", right: "16px", bottom: "16px", zIndex: "2147483000", minHeight: "52px", padding: "8px 20px",
    border: "0", borderRadius: "8px", background: "#1f5fbf", color: "#fff", font: "600 18px/1.4 system-ui, sans-serif", cursor: "pointer",
  });
  button.addEventListener("click", toggle);
  document.body.append(button);

  function toggle() {
    if (!frame) frame = open();
    else frame.hidden = !frame.hidden;
    frame.style.display = frame.hidden ? "none" : "block";
    button.textContent = frame.hidden ? "办事问一问" : "收起";
    button.setAttribute("aria-expanded", String(!frame.hidden));
  }

  function open() {
    const f = document.createElement("iframe");
    f.src = home + "/widget";
    f.title = "政务服务问办";
    f.referrerPolicy = "no-referrer";
    style(f, {
      position: "fixed", right: "16px", bottom: "84px", zIndex: "2147483000", width: "min(400px, calc(100vw - 32px))",
      height: "min(680px, calc(100vh - 104px))", border: "1px solid #767f8a", borderRadius: "8px", background: "#fff",
    });
    document.body.append(f);
    return f;
  }

  function style(element, rules) {
    Object.assign(element.style, rules);
  }
})();
