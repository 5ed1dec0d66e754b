// Small behaviour of the conversation page that needs no server.
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
    const text = button.closest(".answer").querySelector(".copy-source").value;
    try {
      await navigator.clipboard.writeText(text);
      later(button, "已复制");
    } catch {
      later(button, "无法复制，请手动选择");
    }
  });
  window.weiwo = {
    // Shows a new question at the top of the view, so that its answer has room to grow.
    show(id) {
      requestAnimationFrame(() => {
        const element = document.getElementById(id);
        element?.scrollIntoView({ block: "start", behavior: "auto" });
      });
    },
    theme(name) {
      document.cookie = `weiwo_theme=${name}; path=/; max-age=31536000; samesite=strict`;
    },
  };
})();
