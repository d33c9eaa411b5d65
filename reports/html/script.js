"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const root = document.documentElement;
  const make = (tag, text, props) => Object.assign(document.createElement(tag), { textContent: text }, props);
  const store = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, value); } catch { /* private window */ } },
  };

  /* Theme: follows the system until someone chooses. */
  const theme = make("button", "", { type: "button", className: "theme" });
  const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
  const nameTheme = () => { theme.textContent = dark() ? "Light theme" : "Dark theme"; };
  if (/^(dark|light)$/.test(store.get("csr-theme"))) root.dataset.theme = store.get("csr-theme");
  theme.onclick = () => { root.dataset.theme = dark() ? "light" : "dark"; store.set("csr-theme", root.dataset.theme); nameTheme(); };
  $(".top").append(theme);
  nameTheme();

  /* Tables that are wider than the page can be scrolled with the keyboard. */
  const reach = () => $$(".scroll").forEach((box) => {
    if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0; else box.removeAttribute("tabindex");
  });

  /* Copy buttons beside everything worth copying. */
  const say = make("p", "", { className: "sr" });
  say.setAttribute("role", "status");
  $("main").append(say);
  const copyText = async (text) => {
    try { await navigator.clipboard.writeText(text); return true; } catch { /* no permission: the old way */ }
    const area = make("textarea", text, { className: "sr" });
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  };
  $$("[data-copy]").forEach((element) => {
    const text = element.textContent.replace(/\n$/, "");
    const button = make("button", "Copy", { type: "button", className: "copy" });
    button.setAttribute("aria-label", `Copy ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`);
    button.onclick = async () => {
      const done = await copyText(text);
      button.textContent = done ? "Copied" : "Select and copy";
      say.textContent = done ? "Copied" : "";
      setTimeout(() => { button.textContent = "Copy"; say.textContent = ""; }, 1600);
    };
    if (element.tagName === "PRE") element.prepend(button); else element.after(button);
  });

  /* Filters. The state lives in the address: #findings?importance=must&q=branch */
  const filters = new Map();
  $$("form[data-filter]").forEach((form) => {
    const name = form.dataset.filter;
    const items = $$(`[data-list="${name}"] .item`);
    const rows = new Map($$(`[data-sortable="${name}"] tbody tr`).map((row) => [row.dataset.of, row]));
    const texts = items.map((item) => item.textContent.toLowerCase());
    const fields = $$("select, input", form);
    const apply = (keep) => {
      const wanted = fields.filter((field) => field.value.trim()).map((field) => [field.name, field.value.trim()]);
      let shown = 0;
      items.forEach((item, index) => {
        const fits = wanted.every(([key, value]) => key === "q"
          ? value.toLowerCase().split(/\s+/).every((word) => texts[index].includes(word))
          : (item.dataset[key] || "").split("\n").includes(value) || (key === "domain" && !item.dataset[key]));
        item.hidden = !fits;
        const row = rows.get(item.id);
        if (row) row.hidden = !fits;
        if (fits) shown += 1;
      });
      $$(`[data-list="${name}"] .group`).forEach((group) => { group.hidden = !$(".item:not([hidden])", group); });
      $(".shown", form).textContent = `${shown} of ${items.length} shown`;
      if (!keep) history.replaceState(null, "", wanted.length ? `#${name}?${new URLSearchParams(wanted)}` : `#${name}`);
    };
    filters.set(name, {
      items,
      read(query) { const given = new URLSearchParams(query); fields.forEach((field) => { field.value = given.get(field.name) || ""; }); apply(true); },
      clear() { fields.forEach((field) => { field.value = ""; }); apply(true); },
    });
    form.hidden = false;
    form.addEventListener("input", () => apply());
    form.addEventListener("reset", () => setTimeout(apply));
    form.addEventListener("submit", (event) => event.preventDefault());
    apply(true);
  });

  /* Sorting the index reorders the details with it, so previous and next follow. */
  $$("table[data-sortable]").forEach((table) => {
    const list = $(`[data-list="${table.dataset.sortable}"]`);
    $$("th[data-sort]", table).forEach((head) => {
      const column = head.cellIndex;
      const key = head.dataset.sort;
      const numeric = head.dataset.kind === "number";
      const button = make("button", head.textContent, { type: "button" });
      /* Chromium leaves buttons out of table heads that repeat on paper. */
      head.replaceChildren(button, make("span", button.textContent, { className: "on-paper" }));
      button.onclick = () => {
        const up = head.getAttribute("aria-sort") !== "ascending";
        $$("th[aria-sort]", table).forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const value = (row) => (numeric ? Number(row.dataset[key]) : row.cells[column].textContent.trim());
        const compare = numeric ? (a, b) => a - b : new Intl.Collator("en", { numeric: true }).compare;
        const rows = $$("tbody tr", table).sort((a, b) => (up ? 1 : -1) * compare(value(a), value(b)));
        table.tBodies[0].append(...rows);
        list.append(...rows.map((row) => document.getElementById(row.dataset.of)));
      };
    });
  });

  /* Open or close all. */
  $$("[data-toggle-all]").forEach((bar) => {
    const all = (open) => $$(`[data-list="${bar.dataset.toggleAll}"] > .item > details`).forEach((d) => { d.open = open; });
    bar.append(
      make("button", "Open all details", { type: "button", onclick: () => all(true) }),
      make("button", "Close all", { type: "button", onclick: () => all(false) }),
    );
    bar.hidden = false;
  });

  /* A link to anything opens whatever hides it. */
  const follow = () => {
    const [id, query] = location.hash.slice(1).split(/\?(.*)/s);
    const target = id && document.getElementById(id);
    if (!target) return;
    if (query !== undefined && filters.has(id)) filters.get(id).read(query);
    if (target.hidden) filters.forEach((filter) => { if (filter.items.includes(target)) filter.clear(); });
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    const own = $(":scope > details", target);
    if (own) own.open = true;
    target.scrollIntoView();
    if (target.tabIndex === -1) target.focus({ preventScroll: true });
  };
  addEventListener("hashchange", follow);
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link) return;
    if (link.dataset.step) {
      const list = link.closest("[data-list]");
      const visible = $$(".item:not([hidden])", list);
      const next = visible[visible.indexOf(link.closest(".item")) + Number(link.dataset.step)];
      if (next) { event.preventDefault(); location.hash = next.id; }
    }
    if (link.dataset.query) { event.preventDefault(); location.hash = `${link.hash.slice(1)}?${link.dataset.query}`; }
    if (link.hash === location.hash) follow();
  });

  /* Ticks survive a reload on the same machine; only step numbers are kept. */
  const key = `csr-ticks-${document.body.dataset.key}`;
  const ticks = new Set((store.get(key) || "").split(" "));
  $$("[data-tick]").forEach((box) => {
    box.checked = ticks.has(box.dataset.tick);
    box.onchange = () => { ticks[box.checked ? "add" : "delete"](box.dataset.tick); store.set(key, [...ticks].join(" ").trim()); };
  });

  /* Where we are. */
  const links = new Map($$(".contents a").map((link) => [link.hash.slice(1), link]));
  const seen = new Set();
  const watch = new IntersectionObserver((entries) => {
    entries.forEach((entry) => seen[entry.isIntersecting ? "add" : "delete"](entry.target.id));
    const current = [...links.keys()].find((id) => seen.has(id));
    links.forEach((link, id) => (id === current ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current")));
  }, { rootMargin: "-15% 0px -70%" });
  links.forEach((_, id) => { const part = document.getElementById(id); if (part) watch.observe(part); });

  /* Print everything, then put it back. */
  let closed = [];
  addEventListener("beforeprint", () => { closed = $$("details:not([open])"); closed.forEach((d) => { d.open = true; }); });
  addEventListener("afterprint", () => { closed.forEach((d) => { d.open = false; }); closed = []; });

  reach();
  addEventListener("resize", reach);
  document.addEventListener("toggle", reach, true);
  follow();
})();
