// The page works without this file. With it, turns come over a socket and the
// page is not loaded anew: forms are sent as frames, and the HTML of a turn,
// which the server has made, is put at the end of the log.

const main = document.getElementById("main");
const log = document.getElementById("log");
const composer = document.getElementById("composer");
const box = document.getElementById("text");
const notice = document.getElementById("notice");
const thinking = document.getElementById("thinking");

document.querySelectorAll("[data-print]").forEach((b) => {
  b.hidden = false;
  b.addEventListener("click", () => print());
});

// Another day or place shows its times at once, so that none of the day before
// is taken for it.
document.querySelectorAll("form[data-now] select").forEach((s) => s.addEventListener("change", () => s.form.requestSubmit()));

if (document.body.classList.contains("fresh")) forget();
ticks(document);
receipts(document);
document.querySelectorAll("[data-copy-page]").forEach((b) => offer(b, () => main.innerText));

if (log) live();

function live() {
  const widget = "widget" in main.dataset;
  let last = Number(main.dataset.last); // the last turn that is shown
  let socket = null;
  let ready = false; // welcome has come
  let ever = false; // … at least once
  let tries = 0;
  let region = ""; // of the widget: chosen before the first word
  let key = null; // of the widget: talk and secret, in memory only
  const waiting = new Map(); // id → frame that was not answered yet

  if (log.lastElementChild) prepare(log.lastElementChild);
  if (widget) printHere();

  if (last > 0) connect();
  box.addEventListener("focus", connect, { once: true });
  addEventListener("online", () => { tries = 0; connect(); });
  addEventListener("offline", () => tell("网络断开了。上面的清单还可以看，连上以后会接着发送。"));

  function connect() {
    if (socket && socket.readyState < 2) return;
    const scheme = location.protocol === "https:" ? "wss://" : "ws://";
    ready = false;
    try {
      socket = new WebSocket(scheme + location.host + main.dataset.socket);
    } catch {
      return byForm();
    }
    socket.addEventListener("open", () => socket.send(JSON.stringify({ type: "hello", after: last, as: "html", ...key })));
    socket.addEventListener("message", (e) => hear(JSON.parse(e.data)));
    socket.addEventListener("close", (e) => {
      ready = false;
      if (e.reason === "ended") return tell("这次对话已经重新开始，请刷新页面。");
      if (waiting.size > 0 || last > 0) later();
    });
  }

  // later connects again, each time after a longer wait, at most half a minute.
  function later() {
    tries += 1;
    if (!ever && tries > 2) byForm();
    if (waiting.size > 0 && tries > 1) tell("连接断开了，正在重新连接。您写的还在，连上以后会自动发送。");
    setTimeout(connect, Math.min(30000, 250 * 2 ** tries) * (0.5 + Math.random() / 2));
  }

  // byForm sends what waits as the page without script would: where sockets do
  // not get through (an old browser, a proxy), everything else still works.
  function byForm() {
    const [f] = waiting.values();
    if (!f || widget || !navigator.onLine) return;
    const form = document.createElement("form");
    form.method = "post";
    form.action = "/ask";
    for (const [name, value] of Object.entries({ nonce: f.id, text: f.text, pick: f.pick, drop: f.drop, on: f.on })) {
      if (value) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    document.body.append(form);
    form.submit();
  }

  function hear(m) {
    if (m.type === "welcome") {
      if (m.secret) key = { talk: m.talk, secret: m.secret };
      ready = ever = true;
      tries = 0;
      tell("");
      waiting.forEach((f) => socket.send(JSON.stringify(f)));
    } else if (m.type === "turn" && m.seq > last) {
      last = m.seq;
      show(m.html, waiting.has(m.id));
    } else if (m.type === "done") {
      settle(m.id);
    } else if (m.type === "error") {
      if (m.id && waiting.has(m.id) && m.code !== "leaving") giveBack(m.id); // leaving: sent again after connecting again
      tell(m.message);
    }
  }

  // say sends a message; the same id is sent again until it is answered.
  function say(fields, words) {
    if (waiting.size > 0) return; // one thing at a time: a second tap is the same tap
    const id = newID();
    waiting.set(id, { type: "ask", id, ...(last === 0 && region ? { region } : {}), ...fields });
    tell("");
    pending(words);
    connect();
    if (ready) socket.send(JSON.stringify(waiting.get(id)));
  }

  function settle(id) {
    const f = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) calm();
    if (f && f.text && box.value.trim() === f.text) box.value = "";
  }

  // giveBack leaves what was typed in the box.
  function giveBack(id) {
    const f = waiting.get(id);
    waiting.delete(id);
    calm();
    if (f.text && !box.value.trim()) box.value = f.text;
  }

  let timer = 0;
  function pending(words) {
    document.body.classList.remove("fresh");
    const p = document.createElement("p");
    p.className = "said waiting";
    p.textContent = words;
    log.append(p);
    clearTimeout(timer);
    timer = setTimeout(() => { thinking.hidden = false; }, 300);
    p.scrollIntoView({ block: "nearest" });
  }

  function calm() {
    clearTimeout(timer);
    thinking.hidden = true;
    log.querySelectorAll(".said.waiting").forEach((p) => p.remove());
    if (log.children.length === 0) document.body.classList.add("fresh");
  }

  // show puts a turn at the end: the one before shrinks, the view goes to what
  // is new, once, and the question takes the keyboard.
  function show(html, mine) {
    calm();
    document.body.classList.remove("fresh");
    const old = log.querySelector(".turn.last");
    if (old) retire(old);
    log.insertAdjacentHTML("beforeend", html);
    const turn = log.lastElementChild;
    prepare(turn);
    stand(turn.dataset.here);
    box.placeholder = "接着说，或者问别的事";
    if ("focused" in turn.dataset) document.querySelector(".actions .print").hidden = !turn.querySelector(".list");
    turn.scrollIntoView({ block: "start" });
    if (!mine) return;
    const to = turn.querySelector(".asked") || turn.querySelector(".lead");
    to.focus({ preventScroll: true });
  }

  // stand names the region that the last answer is for in the head of the page:
  // a citizen may say another one than was chosen there.
  function stand(name) {
    const here = document.querySelector(".regions .here");
    if (!here || !name) return;
    here.textContent = name;
    document.querySelectorAll(".regions button").forEach((b) => {
      if (b.textContent === name) b.setAttribute("aria-current", "true");
      else b.removeAttribute("aria-current");
    });
  }

  function retire(turn) {
    turn.classList.remove("last");
    turn.removeAttribute("id");
    turn.querySelectorAll(".now, .keep").forEach((e) => e.remove());
    turn.querySelectorAll(".ways button[name=pick]").forEach((b) => b.closest("li").remove());
    turn.querySelectorAll("button[name=pick]").forEach((b) => b.replaceWith(b.dataset.label));
    const rest = turn.querySelector(".rest");
    if (rest) rest.open = false;
  }

  // prepare gives a turn what only script can: ticks that last, copying.
  function prepare(turn) {
    ticks(turn);
    turn.querySelectorAll("[data-copy]").forEach((b) => offer(b, () => listOf(turn)));
    turn.querySelectorAll("[data-copy-talk]").forEach((b) => offer(b, talkSoFar));
    receipts(turn);
    if (widget) turn.querySelectorAll(".keep a, .take a, .offer").forEach((a) => a.remove());
  }

  document.addEventListener("submit", (e) => {
    const form = e.target;
    const by = e.submitter;
    const action = new URL(form.action).pathname;
    if (action === "/size") {
      e.preventDefault();
      const on = document.documentElement.classList.toggle("elder");
      by.textContent = on ? "字小一点" : "字大一点";
      if (!widget) fetch("/size", { method: "POST", redirect: "manual" });
    } else if (action === "/region" && widget) {
      e.preventDefault();
      move(by);
    } else if (action === "/restart" && widget) {
      e.preventDefault();
      leave();
    } else if (action === "/feedback" && (ready || widget)) {
      e.preventDefault();
      rate(form, by);
    } else if (action === "/ask" && "WebSocket" in window) {
      e.preventDefault();
      if (form === composer) return typed();
      const on = Number(form.elements.on?.value || 0);
      if (by.name === "text") say({ text: by.value }, by.value);
      else say({ [by.name]: by.value, on }, by.dataset.label);
    }
  });

  // leave ends the talk of the widget: its secret opens nothing any more.
  async function leave() {
    if (key) {
      const r = { method: "DELETE", keepalive: true, headers: { Authorization: "Bearer " + key.secret } };
      await fetch("/api/v1/talks/" + key.talk, r).catch(() => {});
    }
    location.reload();
  }

  // move changes the region where no cookie can keep it.
  function move(button) {
    const details = button.closest("details");
    details.open = false;
    details.querySelector(".here").textContent = button.textContent;
    region = button.value;
    if (last > 0) say({ pick: "command:again", region }, "换到" + button.textContent);
  }

  // printHere makes the link to the list print what is shown: in the frame of
  // another site there is no cookie that would reach the list.
  function printHere() {
    document.querySelector(".actions .print").addEventListener("click", (e) => {
      e.preventDefault();
      print();
    });
  }

  function typed() {
    const text = box.value.trim();
    if (text) say({ text }, text);
  }

  function rate(form, by) {
    const seq = Number(form.elements.seq.value);
    const field = form.querySelector("input[name=feedback]");
    const feedback = field ? field.value : by.value;
    const comment = form.elements.comment ? form.elements.comment.value : "";
    socket.send(JSON.stringify({ type: "feedback", seq, feedback, comment }));
    form.querySelectorAll("button, span, label, .done").forEach((e) => e.remove());
    const done = document.createElement("p");
    done.className = "done";
    done.role = "status";
    done.textContent = feedback === "useful" ? "记下了，谢谢。" : "记下了，工作人员会核对。";
    form.append(done);
    if (feedback !== "useful" && !comment) form.append(asking(feedback));
  }

  // asking is where a citizen may say what is wrong.
  function asking(feedback) {
    const part = document.createDocumentFragment();
    const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: "feedback", value: feedback });
    const label = document.createElement("label");
    const area = Object.assign(document.createElement("textarea"), { name: "comment", rows: 2, maxLength: 500 });
    label.append("哪里不对？不用写姓名和证件号。", area);
    const send = document.createElement("button");
    send.textContent = "补充说明";
    part.append(hidden, label, send);
    return part;
  }

  // Enter sends, also a line break with Shift; while an input method is open
  // Enter belongs to it.
  box.addEventListener("keydown", (e) => {
    if (e.key !== "Enter" || e.shiftKey || e.isComposing || e.keyCode === 229) return;
    e.preventDefault();
    typed();
  });

  // 1 to 9 answer the question, unless something is being typed.
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.matches("textarea, input[type=text]")) return;
    const b = log.querySelector(`.turn.last .option[data-key="${CSS.escape(e.key)}"]`);
    if (b) { e.preventDefault(); b.click(); }
  });

  function tell(text) {
    notice.textContent = text;
    notice.hidden = !text;
  }
}

function newID() {
  const b = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(b, (x) => x.toString(16).padStart(2, "0")).join("");
}

// The ticks of the list stay on this device and are sent nowhere. They live as
// long as the talk: the first page of a new one forgets them.
function tickName(line) { return "tick " + line; }

function ticks(part) {
  part.querySelectorAll("[data-line]").forEach((tick) => {
    tick.checked = remember(tickName(tick.dataset.line)) === "1";
    tick.addEventListener("change", () => remember(tickName(tick.dataset.line), tick.checked ? "1" : "0"));
  });
}

// remember keeps a value; where the browser allows nothing to be kept it is
// forgotten.
function remember(name, value) {
  try {
    if (value !== undefined) localStorage.setItem(name, value);
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function forget() {
  try {
    Object.keys(localStorage).filter((name) => name.startsWith(tickName(""))).forEach((name) => localStorage.removeItem(name));
  } catch {
    // nothing was kept
  }
}

function oneLine(e) { return e.innerText.replace(/\s*\n\s*/g, "　").trim(); }

// receipts offers to copy the numbers of receipts.
function receipts(part) {
  part.querySelectorAll("[data-copy-receipt][hidden]").forEach((b) => offer(b, () => b.closest(".receipt").querySelector("[data-receipt]").textContent));
}

// listOf is a list as text: ticks, lines, and when and whence it is.
function listOf(turn) {
  const lines = [...turn.querySelectorAll(".list h2, .list h3, .line")].map((e) => {
    if (!e.matches(".line")) return oneLine(e);
    return (e.querySelector("input:checked") ? "☑ " : "□ ") + oneLine(e);
  });
  return [oneLine(turn.querySelector(".lead")), "", ...lines, "", turn.querySelector("[data-stamp]").textContent].join("\n");
}

// talkSoFar is what was said and answered, for a person who is to help.
function talkSoFar() {
  return [...log.querySelectorAll(".turn")].map((turn) => {
    const said = turn.querySelector(".said");
    return (said ? "我说：" + said.lastChild.textContent + "\n" : "") + "回答：" + oneLine(turn.querySelector(".lead"));
  }).join("\n");
}

// offer shows a button that copies what text returns.
function offer(button, text) {
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const whole = text();
    await navigator.clipboard.writeText(whole).catch(() => copyOld(whole));
    button.textContent = "已经复制";
    setTimeout(() => { button.textContent = label; }, 3000);
  });
}

function copyOld(text) {
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
