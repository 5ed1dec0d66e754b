// The voice of an answer, and the figure that has it. The browser's own synthesis: nothing leaves
// the machine for it.
(() => {
  const voice = window.speechSynthesis;
  const WORDS = { idle: "随时可以问我", listening: "正在听您说", thinking: "正在想", speaking: "正在回答" };
  const signs = { turn: "idle", hears: false, speaks: false };

  // What the figure does: what is heard goes before what is going on, and that before who listens.
  const draw = () => {
    const stage = document.querySelector("[data-stage]");
    if (!stage) return;
    const going = { thinking: "thinking", answering: "speaking" }[signs.turn];
    const state = signs.speaks ? "speaking" : going ?? (signs.hears ? "listening" : "idle");
    if (stage.dataset.state === state) return;
    stage.dataset.state = state;
    stage.parentElement.querySelector("[data-said]").textContent = WORDS[state];
  };
  const sign = (name, value) => {
    signs[name] = value;
    draw();
  };
  const hears = (event) => event.target.matches?.(".question-input textarea");
  document.addEventListener("focusin", (event) => hears(event) && sign("hears", true));
  document.addEventListener("focusout", (event) => hears(event) && sign("hears", false));

  let reading = null; // the answer that is read
  const button = (answer) => answer?.querySelector("[data-speak]");
  const mark = (answer, on) => {
    const found = button(answer);
    if (!found) return;
    found.setAttribute("aria-pressed", on ? "true" : "false");
    found.textContent = on ? "停止朗读" : "朗读";
  };
  const quiet = () => {
    voice?.cancel();
    mark(reading, false);
    reading = null;
    sign("speaks", false);
  };
  const chinese = () => voice.getVoices().find((one) => one.lang.startsWith("zh") && one.localService) ?? null;
  const read = (answer) => {
    quiet();
    const lines = answer.querySelector(".speech-source").value.split("\n").filter(Boolean);
    reading = answer;
    mark(answer, true);
    lines.forEach((line, place) => {
      const said = new SpeechSynthesisUtterance(line);
      said.lang = "zh-CN";
      said.rate = 0.95;
      said.voice = chinese();
      said.onstart = () => reading === answer && sign("speaks", true);
      said.onerror = () => reading === answer && quiet();
      if (place === lines.length - 1) said.onend = () => reading === answer && quiet();
      voice.speak(said);
    });
  };

  const isOn = () => document.querySelector("[data-voice]")?.getAttribute("aria-pressed") === "true";
  const offer = () => {
    for (const found of document.querySelectorAll("[data-speak][hidden], [data-voice][hidden]")) found.hidden = false;
  };
  if (voice) new MutationObserver(offer).observe(document.documentElement, { childList: true, subtree: true });
  document.addEventListener("click", (event) => {
    if (!voice) return;
    const speak = event.target.closest("[data-speak]");
    const answer = speak?.closest(".answer");
    if (answer) return answer === reading ? quiet() : read(answer);
    const turned = event.target.closest("[data-voice]");
    if (!turned) return;
    const on = !isOn();
    turned.setAttribute("aria-pressed", on ? "true" : "false");
    turned.textContent = `语音播报：${on ? "开" : "关"}`;
    document.cookie = `weiwo_voice=${on ? "on" : "off"}; path=/; max-age=31536000; samesite=strict`;
    if (!on) quiet();
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && reading && quiet());
  window.addEventListener("pagehide", () => voice?.cancel());

  window.weiwo = Object.assign(window.weiwo ?? {}, {
    turn(state) {
      if (state === "thinking" && reading) quiet();
      sign("turn", state);
    },
    answered(id) {
      if (!voice || !isOn()) return;
      setTimeout(() => {
        const answer = document.getElementById(id)?.nextElementSibling?.querySelector(".answer:not(.working)");
        if (answer) read(answer);
      }, 80);
    },
  });
})();
