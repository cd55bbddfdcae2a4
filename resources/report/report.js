// Everything here is an addition: the page says all that it says without it.
"use strict";

// --- Charts: the values at the moment under the pointer, on all charts with the same axis ------------------

const readings = JSON.parse(document.getElementById("readings").textContent);
const charts = Object.entries(readings).map(([name, reading]) => new Chart(name, reading));

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function Chart(name, reading) {
  const plot = document.querySelector("#chart-" + name + " .plot");
  const cursor = plot.appendChild(element("div", "cursor"));
  let line, box;
  cursor.tabIndex = 0;
  cursor.setAttribute("role", "slider");
  cursor.setAttribute("aria-label", "Values of " + document.querySelector("#chart-" + name + " h2").textContent);
  cursor.setAttribute("aria-valuemin", 0);
  cursor.setAttribute("aria-valuemax", reading.at.length - 1);
  this.axis = reading.axis;

  // Where the curves are, in pixels of the page; the chart that is shown is one of two.
  function area() {
    const svg = [...plot.querySelectorAll("svg")].find(one => one.getClientRects().length > 0);
    const [left, width, bottom] = svg.dataset.plot.split(" ").map(Number);
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    return { left: left * scale, width: width * scale, bottom: bottom * scale };
  }

  function nearest(share) {
    let best = 0;
    reading.at.forEach((at, i) => {
      if (Math.abs(at - share) < Math.abs(reading.at[best] - share)) best = i;
    });
    return best;
  }

  function fill(i) {
    box.append(element("p", "", reading.titles[i]));
    reading.names.forEach((curve, n) => {
      const row = box.appendChild(element("div", "row"));
      row.append(element("span", "chip"), element("span", "", curve), element("b", "", reading.values[i][n]));
      row.firstChild.style.background = reading.colours[n];
    });
    for (const note of reading.notes)
      if (Math.abs(note.at - reading.at[i]) < 0.012) box.append(element("p", "", note.text));
  }

  this.hide = function () {
    if (line) line.remove();
    if (box) box.remove();
    line = box = undefined;
  };

  this.show = function (share) {
    this.hide();
    const i = nearest(share), place = area(), x = place.left + reading.at[i] * place.width;
    line = cursor.appendChild(element("i"));
    line.style.cssText = `left:${x}px;top:0;height:${place.bottom}px`;
    box = plot.appendChild(element("div", "reading"));
    fill(i);
    const room = plot.clientWidth - box.offsetWidth;
    const left = x + 12 <= room ? x + 12 : x - 12 - box.offsetWidth;
    box.style.cssText = `left:${Math.max(0, Math.min(left, room))}px;top:6px`;
    this.current = reading.at[i];
    cursor.setAttribute("aria-valuenow", i);
    cursor.setAttribute("aria-valuetext", box.innerText.replace(/\n+/g, ", "));
  };

  const all = share => charts.filter(one => one.axis === this.axis).forEach(one => one.show(share));
  const none = () => charts.forEach(one => one.hide());
  cursor.addEventListener("pointermove", event => {
    const place = area();
    all((event.clientX - cursor.getBoundingClientRect().left - place.left) / place.width);
  });
  cursor.addEventListener("pointerleave", none);
  cursor.addEventListener("blur", none);
  cursor.addEventListener("keydown", event => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === "Escape") none();
    if (!step) return;
    event.preventDefault();
    const i = this.current === undefined ? -1 : nearest(this.current);
    all(reading.at[Math.max(0, Math.min(reading.at.length - 1, i + step))]);
  });
}

// --- Tables: sorted by the column whose head is pressed; long ones are folded -------------------------------

const shownRows = 50;

function valueOf(row, column) {
  const cell = row.cells[column];
  return cell.dataset.order !== undefined ? Number(cell.dataset.order) : cell.textContent;
}

function compare(a, b) {
  return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
}

function sort(table, column, direction) {
  const body = table.tBodies[0], sign = direction === "ascending" ? 1 : -1;
  const rows = [...body.rows].sort((a, b) => sign * compare(valueOf(a, column), valueOf(b, column)));
  body.append(...rows);
  [...table.tHead.rows[0].cells].forEach((head, i) =>
    i === column ? head.setAttribute("aria-sort", direction) : head.removeAttribute("aria-sort"));
}

function makeSortable(table) {
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = element("button", "", head.textContent);
    button.type = "button";
    head.replaceChildren(button);
    const first = head.classList.contains("number") ? "descending" : "ascending";
    const other = first === "descending" ? "ascending" : "descending";
    button.addEventListener("click", () => sort(table, column, head.getAttribute("aria-sort") === first ? other : first));
  });
}

function fold(table) {
  const rows = table.tBodies[0].rows.length;
  if (rows <= shownRows) return;
  table.classList.add("folded");
  const line = element("p", "all"), button = line.appendChild(element("button"));
  const name = () => {
    button.textContent = table.classList.contains("folded") ? `Show all ${rows}` : `Show the first ${shownRows}`;
  };
  button.type = "button";
  button.addEventListener("click", () => {
    table.classList.toggle("folded");
    name();
  });
  name();
  table.parentElement.after(line);
}

document.querySelectorAll("table[data-sortable]").forEach(makeSortable);
document.querySelectorAll("table").forEach(fold);
