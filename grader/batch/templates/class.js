(() => {
  "use strict";
  const table = document.getElementById("table");
  const body = table.tBodies[0];
  const find = (id) => document.getElementById(id);
  const list = (text) => (text ? text.split(" ") : []);
  const rows = Array.from(body.rows, (row, place) => ({
    row,
    family: place,
    rank: +row.dataset.rank,
    mark: +row.dataset.mark,
    id: +row.dataset.id,
    made: list(row.dataset.made.trim()),
    box: null,
    words: null,
    fits: true,
  }));

  // Letters as anybody can type them: "nguyen" finds Nguyễn, "strasse" finds Straße.
  const apart = { đ: "d", ð: "d", ł: "l", ø: "o", ß: "ss", ı: "i", æ: "ae", œ: "oe", þ: "th", ħ: "h" };
  const fold = (text) =>
    text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/[đðłøßıæœþħ]/g, (c) => apart[c]);
  const words = (one) => (one.words ??= fold(one.row.textContent));

  // Who was looked at, kept in this browser: by the key and a print of what there was to see.
  const place = `cnngrade looked at ${document.title} ${location.pathname}`;
  let seen = {};
  try {
    seen = JSON.parse(localStorage.getItem(place)) || {};
  } catch {
    seen = {};
  }
  const looked = (one) => seen[one.row.dataset.key]?.look === one.row.dataset.look;
  const keep = (one, yes) => {
    const { key, look } = one.row.dataset;
    if (yes) seen[key] = { look, when: new Date().toISOString() };
    else delete seen[key];
    one.row.classList.toggle("seen", yes);
    try {
      localStorage.setItem(place, JSON.stringify(seen));
    } catch {
      find("export").textContent = "Save the ticks (this browser keeps none)";
    }
  };
  const dress = (one) => {
    if (one.box) return;
    one.box = document.createElement("input");
    one.box.type = "checkbox";
    one.box.checked = looked(one);
    one.box.setAttribute("aria-label", `Looked at ${one.row.cells[1].textContent}`);
    one.row.classList.toggle("seen", one.box.checked);
    one.box.addEventListener("change", () => keep(one, one.box.checked));
    one.row.cells[0].append(one.box);
  };
  const cell = (text) => {
    const safe = /^[\s]*[=+\-@]/.test(text) ? `'${text}` : text; // no spreadsheet runs a name
    return `"${safe.replace(/"/g, '""')}"`;
  };
  find("export").addEventListener("click", () => {
    const lines = rows.filter(looked).map((one) => {
      const { key } = one.row.dataset;
      return [key, one.row.cells[1].textContent.trim(), seen[key].when].map(cell).join(",");
    });
    const link = document.createElement("a");
    const text = ["\ufeffkey,name,looked at", ...lines, ""].join("\r\n");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    link.download = "looked-at.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  });

  // looked up when it is first asked for: most columns never are
  const value = {
    family: (one) => one.family,
    rank: (one) => one.rank,
    mark: (one) => one.mark,
    count: (one) => one.made.length,
    id: (one) => one.id,
    before: (one, column) => parseFloat(one.row.children[column].textContent) || -1,
    accuracy: (one, column) => parseFloat(one.row.children[column].textContent) || -1,
  };

  // Only the head of a long table lies in the document: laying out ten thousand rows takes
  // seconds. More of it comes when its end is reached, and all of it to be printed.
  const STEP = 100;
  let order = rows;
  let chosen = rows;
  let there = 0;
  const more = (count) => {
    const next = chosen.slice(there, there + count);
    next.forEach(dress);
    there += next.length;
    body.append(...next.map((one) => one.row));
    find("more").hidden = there >= chosen.length;
  };
  const show = () => {
    chosen = order.filter((one) => one.fits);
    there = 0;
    body.replaceChildren();
    more(STEP);
    const all = chosen.length === rows.length;
    find("shown").textContent = all ? `${rows.length} shown` : `${chosen.length} of ${rows.length} shown`;
  };

  // What is asked for stands above the table, each with its own way out.
  const search = find("search");
  const state = find("state");
  const section = find("section");
  const pressed = new Map(); // of "made", "failed", "unjudged": the button
  const chips = () => {
    const asked = [];
    for (const [kind, button] of pressed) {
      asked.push([button.dataset.told, () => press(kind, null)]);
    }
    for (const choice of [state, section]) {
      if (choice?.value) {
        const said = choice.selectedOptions[0].textContent;
        asked.push([choice === section ? `section ${said}` : said, () => ((choice.value = ""), filter())]);
      }
    }
    if (search.value.trim()) {
      asked.push([`“${search.value.trim()}”`, () => ((search.value = ""), filter())]);
    }
    find("filters").replaceChildren(
      ...asked.map(([said, out]) => {
        const chip = document.createElement("button");
        chip.type = "button";
        chip.className = "chip";
        chip.textContent = `${said} ×`;
        chip.setAttribute("aria-label", `No longer only: ${said}`);
        chip.addEventListener("click", out);
        return chip;
      }),
    );
    find("clear").hidden = asked.length === 0;
  };
  const fits = {
    "": () => true,
    late: (one) => "late" in one.row.dataset,
    seen: looked,
    unseen: (one) => !looked(one),
  };
  const filter = () => {
    const asked = fold(search.value).split(/\s+/).filter(Boolean);
    const wanted = fits[state.value] || ((one) => one.row.dataset.state === state.value);
    const named = section?.value || "";
    const of = { made: (one) => one.made, failed: (one) => list(one.row.dataset.failed), unjudged: (one) => list(one.row.dataset.unjudged) };
    for (const one of rows) {
      one.fits =
        wanted(one) &&
        (!named || (one.row.dataset.section || "no section") === named) &&
        [...pressed].every(([kind, button]) => of[kind](one).includes(button.dataset.value)) &&
        asked.every((word) => words(one).includes(word));
    }
    chips();
    show();
  };
  const press = (kind, button) => {
    pressed.get(kind)?.setAttribute("aria-pressed", "false");
    if (button && pressed.get(kind) !== button) {
      pressed.set(kind, button);
      button.setAttribute("aria-pressed", "true");
    } else {
      pressed.delete(kind);
    }
    filter();
  };
  for (const button of document.querySelectorAll("[data-filter]")) {
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      press(button.dataset.filter, button);
      if (pressed.has(button.dataset.filter)) find("everybody").scrollIntoView();
    });
  }

  const sort = (head, by) => {
    const button = head.querySelector(`[data-by="${by}"]`);
    const up = !(button.classList.contains("by") && head.getAttribute("aria-sort") === "ascending");
    const keyed = rows.map((one) => [value[by](one, head.cellIndex), one]);
    const way = up ? 1 : -1;
    keyed.sort((a, b) => (a[0] < b[0] ? -way : a[0] > b[0] ? way : a[1].family - b[1].family));
    order = keyed.map((pair) => pair[1]);
    show();
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    for (const other of table.tHead.querySelectorAll(".by")) other.classList.remove("by");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    button.classList.add("by");
  };
  for (const words of table.tHead.querySelectorAll("[data-by]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words.textContent;
    button.dataset.by = words.dataset.by;
    if (words.dataset.by === "family") button.className = "by";
    const head = words.closest("th");
    words.replaceWith(button);
    button.addEventListener("click", () => sort(head, button.dataset.by));
  }

  search.addEventListener("input", filter);
  state.addEventListener("change", filter);
  section?.addEventListener("change", filter);
  find("clear").addEventListener("click", () => {
    search.value = state.value = "";
    if (section) section.value = "";
    for (const [, button] of pressed) button.setAttribute("aria-pressed", "false");
    pressed.clear();
    filter();
  });
  find("more").addEventListener("click", () => more(STEP));
  new IntersectionObserver((those) => those[0].isIntersecting && more(STEP)).observe(find("more"));
  window.addEventListener("beforeprint", () => more(rows.length));
  window.addEventListener("storage", () => location.reload());
  document.body.classList.remove("no-script");
  show();
})();
