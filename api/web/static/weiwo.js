// Small behaviour of the pages that needs no server.
(() => {
  const later = (button, text) => {
    const before = button.textContent;
    button.textContent = text;
    setTimeout(() => (button.textContent = before), 1600);
  };
  // Copies the words with their label: a copy of an AI's text says so as well.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const text = button.closest("article, .answer").querySelector(".copy-source").value;
    try {
      await navigator.clipboard.writeText(text);
      later(button, "已复制");
    } catch {
      later(button, "无法复制，请手动选择");
    }
  });
  // Alt and a digit goes to that place of the navigation, Alt and / to the page's first field.
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const target =
      event.code === "Slash"
        ? document.querySelector("main [data-first], main textarea, main input:not([type=hidden])")
        : document.querySelector(`.side [data-place="${event.code.replace("Digit", "")}"]`);
    if (!target) return;
    event.preventDefault();
    if (event.code === "Slash") target.focus();
    else target.click();
  });
  // Escape stops what is being answered, or ends what is being changed; a dialog closes first.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || document.querySelector(".q-dialog")) return;
    const shown = [...document.querySelectorAll("[data-escape]")].find((one) => one.offsetParent && !one.disabled);
    if (!shown) return;
    event.preventDefault();
    shown.click();
    window.weiwo.field(true);
  });
  // Where a form decides one thing or another, the Enter key in a field chooses neither.
  document.addEventListener("keydown", (event) => {
    const field = event.target.closest?.("form[data-deliberate] input");
    if (field && event.key === "Enter") event.preventDefault();
  });
  // What was pressed shows that it works, until the server has answered.
  document.addEventListener("submit", (event) => {
    const button = event.submitter ?? event.target.querySelector("[type=submit], button:not([type])");
    if (event.target.dataset.act) button?.setAttribute("aria-busy", "true");
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-act]");
    if (button && button.dataset.quick === undefined) button.setAttribute("aria-busy", "true");
  });
  // A form with data-live is sent when a field changes.
  document.addEventListener("change", (event) => {
    event.target.closest("form[data-live]")?.requestSubmit();
  });
  // Sorts a table by a column's data-value; the order of the server is the first one.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("th button[data-sort]");
    if (!button) return;
    const head = button.closest("th");
    const body = head.closest("table").tBodies[0];
    const place = [...head.parentElement.cells].indexOf(head);
    const down = head.getAttribute("aria-sort") !== "descending";
    for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const value = (row) => row.cells[place].dataset.value ?? "";
    const compare = (a, b) => {
      if (a === "" || b === "") return a === b ? 0 : a === "" ? 1 : -1; // what is unknown stays last
      const order = isNaN(a) || isNaN(b) ? a.localeCompare(b, "zh-CN") : a - b;
      return down ? -order : order;
    };
    [...body.rows].sort((a, b) => compare(value(a), value(b))).forEach((row) => body.append(row));
  });
  // A field with data-filter shows the items of a list that hold its words.
  document.addEventListener("input", (event) => {
    const list = event.target.dataset?.filter && document.querySelector(event.target.dataset.filter);
    if (!list) return;
    const words = event.target.value.trim().toLowerCase();
    for (const item of list.children) item.hidden = !item.textContent.toLowerCase().includes(words);
  });
  // A form with data-upload sends its file as it is, says how far it is, and goes where the answer says.
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-upload]");
    if (!form) return;
    event.preventDefault();
    const file = form.querySelector("input[type=file]").files[0];
    const bar = form.querySelector("progress");
    const told = form.querySelector("[role=alert]");
    const tell = (words) => {
      told.textContent = words;
      bar.hidden = true;
      window.weiwo.done();
    };
    if (!file) return tell("请先选择文件");
    if (file.size > Number(form.dataset.most)) return tell("文件超过32MB，请减少列或行后再上传");
    told.textContent = "";
    bar.hidden = false;
    form.querySelector("[type=submit]").setAttribute("aria-busy", "true");
    const sending = new XMLHttpRequest();
    sending.open("POST", `${form.dataset.upload}${form.dataset.upload.includes("?") ? "&" : "?"}name=${encodeURIComponent(file.name)}`);
    sending.responseType = "json";
    sending.upload.onprogress = (step) => (bar.value = step.loaded / step.total);
    sending.onload = () => (sending.response?.address ? location.assign(sending.response.address) : tell(sending.response?.said ?? "没有传上去，请再试一次"));
    sending.onerror = () => tell("没有传上去，请检查网络后再试");
    sending.send(file);
  });
  window.weiwo = Object.assign(window.weiwo ?? {}, {
    // Shows a new question at the top of the view, so that its answer has room to grow.
    show(id) {
      requestAnimationFrame(() => {
        const element = document.getElementById(id);
        element?.scrollIntoView({ block: "start", behavior: "auto" });
      });
    },
    // Brings what was just opened into view, and the keyboard into its first field.
    reveal(id) {
      setTimeout(() => {
        const element = document.getElementById(id);
        element?.scrollIntoView({ block: "nearest", behavior: "auto" });
        element?.querySelector("textarea, input:not([type=hidden])")?.focus();
      }, 60);
    },
    // The keyboard into the question's field; after something else only where a keyboard is at hand.
    field(after = false) {
      if (after && !matchMedia("(pointer: fine)").matches) return;
      setTimeout(() => document.querySelector(".question-input textarea")?.focus(), 60);
    },
    // The keyboard onto something that was just drawn.
    focus(id, selector) {
      setTimeout(() => {
        const found = document.getElementById(id)?.querySelector(selector);
        found?.focus();
        found?.closest("form")?.scrollIntoView({ block: "nearest" });
      }, 60);
    },
    theme(name) {
      document.cookie = `weiwo_theme=${name}; path=/; max-age=31536000; samesite=strict`;
    },
    size(large) {
      document.body.classList.toggle("large", large);
      document.cookie = `weiwo_size=${large ? "large" : "usual"}; path=/; max-age=31536000; samesite=strict`;
    },
    // What was pressed has been done.
    done() {
      for (const found of document.querySelectorAll("button[aria-busy]")) found.removeAttribute("aria-busy");
    },
    // The address says what is shown, so that it can be kept and sent on.
    address(path) {
      history.replaceState(history.state, "", path);
    },
  });
})();
