(() => {
  "use strict";
  const table = document.getElementById("table");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows, (row) => ({
    row,
    rank: +row.dataset.rank,
    mark: +row.dataset.mark,
    made: row.dataset.made.split(" "),
    state: row.dataset.state,
    late: "late" in row.dataset,
    words: null,
    fits: true,
  }));
  const search = document.getElementById("search");
  const state = document.getElementById("state");
  const shown = document.getElementById("shown");
  const end = document.getElementById("more");
  const mistakes = Array.from(document.querySelectorAll(".mistake"));
  let mistake = "";

  // looked up when it is first asked for: most columns never are
  const value = {
    rank: (one) => one.rank,
    mark: (one) => one.mark,
    count: (one) => one.made.length,
    text: (column) => (one) => one.row.cells[column].textContent,
    number: (column) => (one) => parseFloat(one.row.cells[column].textContent) || -1,
  };
  const words = (one) => (one.words ??= one.row.textContent.toLowerCase());

  // Only the head of a long table lies in the document: laying out ten thousand rows takes
  // seconds. More of it comes when its end is reached, and all of it to be printed.
  const STEP = 200;
  let order = rows;
  let chosen = rows;
  let there = 0;
  const more = (count) => {
    const next = chosen.slice(there, there + count).map((one) => one.row);
    there += next.length;
    body.append(...next);
    end.hidden = there >= chosen.length;
  };
  const show = () => {
    chosen = order.filter((one) => one.fits);
    there = 0;
    body.replaceChildren();
    more(STEP);
    shown.textContent = `${chosen.length} shown`;
  };

  const filter = () => {
    const asked = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    for (const one of rows) {
      one.fits =
        (!mistake || one.made.includes(mistake)) &&
        (!state.value || (state.value === "late" ? one.late : one.state === state.value)) &&
        asked.every((word) => words(one).includes(word));
    }
    show();
  };

  const sort = (head, column) => {
    const up = head.getAttribute("aria-sort") !== "ascending";
    const by = head.dataset.by;
    const of = value[by] || (by === "id" ? value.text(column) : value.number(column));
    const keyed = rows.map((one) => [of(one), one]);
    const way = up ? 1 : -1;
    keyed.sort((a, b) => (a[0] < b[0] ? -way : a[0] > b[0] ? way : a[1].rank - b[1].rank));
    order = keyed.map((pair) => pair[1]);
    show();
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
  };

  Array.from(table.tHead.rows[0].cells).forEach((head, column) => {
    if (!head.dataset.by) return;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => sort(head, column));
  });
  for (const button of mistakes) {
    button.addEventListener("click", () => {
      mistake = mistake === button.dataset.mistake ? "" : button.dataset.mistake;
      for (const other of mistakes) {
        other.setAttribute("aria-pressed", String(other.dataset.mistake === mistake));
      }
      filter();
      document.getElementById("everybody").scrollIntoView();
    });
  }
  search.addEventListener("input", filter);
  state.addEventListener("change", filter);
  document.getElementById("clear").addEventListener("click", () => {
    search.value = state.value = mistake = "";
    for (const other of mistakes) other.setAttribute("aria-pressed", "false");
    filter();
  });
  end.addEventListener("click", () => more(STEP));
  new IntersectionObserver((seen) => seen[0].isIntersecting && more(STEP)).observe(end);
  window.addEventListener("beforeprint", () => more(rows.length));
  document.body.classList.remove("no-script");
  show();
})();
