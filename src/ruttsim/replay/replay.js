"use strict";
(() => {
const element = (id) => document.getElementById(id);
const data = JSON.parse(element("data").textContent);
const { words, organisations, states } = data;
const TAU = 2 * Math.PI, DAY = 24 * 60;
const TRAVELLING = 0, VISIT = 1, WAITING = 2, AT_ALARM = 4;

/* What the numbers mean: see payload.py. Positions in decimetres, times in minutes. */

function points(steps, first = 0) {
  const line = [];
  let x = 0, y = 0;
  for (let k = first; k < steps.length; k += 2) line.push([x += steps[k], y += steps[k + 1]]);
  return line;
}

const streets = data.streets.map((it) => ({ group: it[0], line: points(it, 1) }));

function pathOf(numbers) {
  const line = [];
  for (const number of numbers) {
    const street = streets[Math.abs(number) - 1].line;
    line.push(...(number > 0 ? street : street.slice().reverse()));
  }
  const along = [0];
  for (let k = 1; k < line.length; k++) {
    const [x, y] = line[k - 1];
    along.push(along[k - 1] + Math.hypot(line[k][0] - x, line[k][1] - y));
  }
  return { line, along };
}

const paths = data.paths.map(pathOf);

function onPath(path, share) {
  const { line, along } = path;
  const wanted = share * along[along.length - 1];
  let low = 0, high = along.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (along[middle] <= wanted) low = middle; else high = middle;
  }
  const part = along[high] > along[low] ? (wanted - along[low]) / (along[high] - along[low]) : 0;
  return [0, 1].map((k) => line[low][k] + part * (line[high][k] - line[low][k]));
}

function roundOf(numbers) {
  let [organisation, x, y, now] = numbers;
  const stages = [];
  for (let k = 4; k < numbers.length; k += 3) {
    const path = numbers[k + 2] ? paths[numbers[k + 2] - 1] : null;
    const start = now;
    now += numbers[k + 1] * data.step;
    stages.push({ state: numbers[k], start, end: now, path, x, y });
    if (path) [x, y] = path.line[path.line.length - 1];
  }
  return { organisation, stages, end: now };
}

const rounds = data.rounds.map((it) => {
  const numbers = it.slice();
  numbers[3] *= data.step;
  return roundOf(numbers);
});
const first = Math.min(...rounds.map((it) => it.stages[0].start));
const last = Math.max(...rounds.map((it) => it.end));

/* Where a carer is and what it does at a time; null before leaving and after coming back. */
function at(round, minute) {
  const { stages } = round;
  if (minute < stages[0].start || minute >= round.end) return null;
  let low = 0, high = stages.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (stages[middle].start <= minute) low = middle; else high = middle;
  }
  const { state, start, end, path, x, y } = stages[low];
  if (!path) return { state, x, y, still: 1 };
  const share = (minute - start) / (end - start);
  const [px, py] = onPath(path, share);
  return { state, x: px, y: py, still: 1 - Math.min(1, 8 * Math.min(share, 1 - share)) };
}

/* The map: drawn once for each view, copied for each frame. */

const canvas = element("map");
const pen = canvas.getContext("2d");
const ground = document.createElement("canvas");
const view = { scale: 1, x: 0, y: 0, zoom: 1, width: 0, height: 0, ratio: 1 };
const STREETS = [["#c9d3c9", 0.5], ["#bdbdbd", 0.8], ["#8f8f8f", 1.8]];

function fit() {
  view.ratio = window.devicePixelRatio || 1;
  view.width = canvas.clientWidth;
  view.height = canvas.clientHeight;
  for (const it of [canvas, ground]) {
    it.width = Math.round(view.width * view.ratio);
    it.height = Math.round(view.height * view.ratio);
  }
  look();
}

function look() {
  const [width, height] = data.size;
  view.scale = view.zoom * 0.97 * Math.min(view.width / width, view.height / height);
  view.x = Math.max(0, Math.min(width, view.x));
  view.y = Math.max(0, Math.min(height, view.y));
  drawGround();
  draw();
}

const across = (x) => (x - view.x) * view.scale + view.width / 2;
const down = (y) => (y - view.y) * view.scale + view.height / 2;

function trace(brush, lines) {
  brush.beginPath();
  for (const line of lines) {
    line.forEach(([x, y], k) => k ? brush.lineTo(across(x), down(y)) : brush.moveTo(across(x), down(y)));
  }
}

const water = data.water.map((it) => points(it));
const railway = data.railway.map((it) => points(it));
const borders = data.borders.map((it) => points(it));
const grouped = STREETS.map((_, group) => streets.filter((it) => it.group === group).map((it) => it.line));

function stroke(brush, lines, colour, width, dashes = []) {
  trace(brush, lines);
  brush.setLineDash(dashes);
  brush.strokeStyle = colour;
  brush.lineWidth = width;
  brush.stroke();
  brush.setLineDash([]);
}

function drawGround() {
  const brush = ground.getContext("2d");
  brush.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
  brush.fillStyle = "#ffffff";
  brush.fillRect(0, 0, view.width, view.height);
  brush.lineJoin = "round";
  trace(brush, water);
  brush.fillStyle = "#d6e8f2";
  brush.fill("evenodd");
  const wider = Math.sqrt(view.zoom);
  stroke(brush, borders, "#9a9a9a", 0.7, [1.5, 3]);
  STREETS.forEach(([colour, width], group) => stroke(brush, grouped[group], colour, width * wider));
  stroke(brush, railway, "#6e6e6e", 1.2, [6, 4]);
  brush.fillStyle = "#1f2328";
  for (let k = 0; k < data.bases.length; k += 2) {
    brush.fillRect(across(data.bases[k]) - 2, down(data.bases[k + 1]) - 2, 4, 4);
  }
  drawNames(brush);
  drawScale(brush);
}

function drawNames(brush) {
  const taken = [];
  brush.font = "12px sans-serif";
  brush.textAlign = "center";
  brush.textBaseline = "middle";
  for (const [name, x, y] of data.places) {
    const half = brush.measureText(name).width / 2 + 3;
    const [px, py] = [across(x), down(y)];
    const clash = taken.some(([ox, oy, other]) => Math.abs(ox - px) < half + other && Math.abs(oy - py) < 18);
    if (clash || px < half || px > view.width - half) continue;
    taken.push([px, py, half]);
    brush.fillStyle = "#ffffffb3";
    brush.fillRect(px - half, py - 8, 2 * half, 16);
    brush.fillStyle = "#3d3d3d";
    brush.fillText(name, px, py);
  }
}

function drawScale(brush) {
  const perKm = 10000 * view.scale;
  const km = [10, 5, 2, 1, 0.5, 0.2, 0.1].find((it) => it * perKm <= view.width / 4) || 0.1;
  const [left, y] = [12, view.height - 14];
  stroke(brush, [], "#1f2328", 1);
  brush.beginPath();
  brush.moveTo(left, y - 4);
  brush.lineTo(left, y);
  brush.lineTo(left + km * perKm, y);
  brush.lineTo(left + km * perKm, y - 4);
  brush.stroke();
  brush.textAlign = "left";
  brush.fillStyle = "#1f2328";
  brush.fillText(words.km.replace("{km}", String(km).replace(".", words.point)), left, y - 12);
}

/* Carers: the letter and colour tell whose, the shape what they do. */

function shape(brush, state, size) {
  brush.beginPath();
  if (state === VISIT) {
    brush.rect(-size * 0.9, -size * 0.9, size * 1.8, size * 1.8);
  } else if (state === TRAVELLING || state === WAITING) {
    brush.arc(0, 0, size, 0, TAU);
  } else if (state === AT_ALARM) {
    brush.moveTo(0, -size * 1.6);
    brush.lineTo(size * 1.5, size);
    brush.lineTo(-size * 1.5, size);
    brush.closePath();
  } else {
    const reach = size * 1.3;
    brush.moveTo(0, -reach);
    brush.lineTo(reach, 0);
    brush.lineTo(0, reach);
    brush.lineTo(-reach, 0);
    brush.closePath();
  }
}

function symbol(brush, { colour, ink, letter }, state, size) {
  const filled = state === TRAVELLING || state === VISIT || state === AT_ALARM;
  shape(brush, state, size);
  brush.fillStyle = filled ? colour : "#ffffff";
  brush.fill();
  brush.lineWidth = filled ? 1 : 2.2;
  brush.strokeStyle = filled ? "#1f2328" : colour;
  brush.stroke();
  brush.fillStyle = filled ? ink : "#1f2328";
  brush.font = `bold ${Math.round(size * 1.35)}px sans-serif`;
  brush.textAlign = "center";
  brush.textBaseline = "middle";
  brush.fillText(letter, 0, state === AT_ALARM ? 2 : 0.5);
}

const SIZE = 7, SMALL = 2.6, ROOM = 12;
let stamps = [];

function stamp(paint) {
  const made = document.createElement("canvas");
  made.width = made.height = Math.ceil(2 * ROOM * view.ratio);
  const brush = made.getContext("2d");
  brush.setTransform(view.ratio, 0, 0, view.ratio, ROOM * view.ratio, ROOM * view.ratio);
  paint(brush);
  return made;
}

function makeStamps() {
  stamps = organisations.map((one) => ({
    whole: states.map((_, state) => stamp((brush) => symbol(brush, one, state, SIZE))),
    faint: stamp((brush) => {
      shape(brush, TRAVELLING, SMALL);
      brush.fillStyle = "#7d858d";
      brush.fill();
    }),
  }));
}

/* Those who stand at one crossing stand beside each other, each always on its own side. */
const beside = rounds.map((_, k) => {
  const [angle, far] = [k * 2.399963, 11 * Math.sqrt((k * 0.618034) % 1)];
  return [far * Math.cos(angle), far * Math.sin(angle)];
});

let now = data.begins * data.step, chosen = -1, counted = "";

function draw() {
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.drawImage(ground, 0, 0);
  pen.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
  const counts = states.map(() => 0);
  const front = [];
  rounds.forEach((round, k) => {
    const carer = at(round, now);
    if (!carer) return;
    const x = across(carer.x) + carer.still * beside[k][0];
    const y = down(carer.y) + carer.still * beside[k][1];
    if (chosen >= 0 && round.organisation !== chosen) {
      put(stamps[round.organisation].faint, x, y);
      return;
    }
    counts[carer.state]++;
    front.push([stamps[round.organisation].whole[carer.state], x, y]);
  });
  for (const one of front) put(...one);
  tell(counts);
}

function put(made, x, y) {
  pen.drawImage(made, x - ROOM, y - ROOM, 2 * ROOM, 2 * ROOM);
}

const clock = element("clock"), scrubber = element("time");

function tell(counts) {
  const minute = Math.floor(now);
  const days = Math.floor(minute / DAY);
  const time = [Math.floor(minute % DAY / 60), minute % 60].map((it) => String(it).padStart(2, "0")).join(":");
  const text = days ? `${time} (+${days})` : time;
  const told = `${text} ${counts}`;
  if (told === counted) return;
  counted = told;
  clock.textContent = text;
  scrubber.value = minute;
  scrubber.setAttribute("aria-valuetext", days ? words.next_day.replace("{clock}", time) : time);
  states.forEach((name, state) => { element(`count-${name}`).textContent = counts[state]; });
}

/* Playing. */

const button = element("play"), speed = element("speed");
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
let playing = false, before = 0, timer = 0;

function go(minute) {
  now = Math.max(first, Math.min(last, minute));
  draw();
}

function frame(time) {
  if (!playing) return;
  go(now + Math.min(0.25, (time - before) / 1000) * Number(speed.value));
  before = time;
  if (now >= last) return play(false);
  requestAnimationFrame(frame);
}

function jump() {
  go(now + Number(speed.value));
  if (now >= last) play(false);
}

function play(wanted) {
  playing = wanted;
  button.textContent = playing ? words.pause : words.play;
  clearInterval(timer);
  if (!playing) return;
  if (now >= last) now = first;
  before = performance.now();
  if (calm.matches) timer = setInterval(jump, 1000);
  else requestAnimationFrame(frame);
}

button.addEventListener("click", () => play(!playing));
scrubber.min = Math.floor(first);
scrubber.max = Math.ceil(last);
scrubber.addEventListener("input", () => go(Number(scrubber.value)));
function calmed() {
  play(false);
  element("reduced").hidden = !calm.matches;
}
calm.addEventListener("change", calmed);
calmed();

element("organisation").addEventListener("change", (event) => {
  chosen = Number(event.target.value);
  for (const row of document.querySelectorAll("tr[data-organisation]")) {
    row.hidden = chosen >= 0 && Number(row.dataset.organisation) !== chosen;
  }
  draw();
});

/* Looking closer. */

/* The middle of all stops: where most of the day takes place. */
const busy = ["x", "y"].map((axis) => {
  const all = rounds.flatMap((round) => round.stages.map((it) => it[axis])).sort((a, b) => a - b);
  return all[all.length >> 1];
});

function zoom(factor) {
  if (view.zoom === 1) [view.x, view.y] = busy;
  view.zoom = Math.max(1, Math.min(24, view.zoom * factor));
  if (view.zoom === 1) [view.x, view.y] = data.size.map((it) => it / 2);
  look();
}

function move(right, below) {
  view.x += right / view.scale;
  view.y += below / view.scale;
  look();
}

const KEYS = {
  ArrowLeft: () => move(-60, 0),
  ArrowRight: () => move(60, 0),
  ArrowUp: () => move(0, -60),
  ArrowDown: () => move(0, 60),
  "+": () => zoom(1.5),
  "-": () => zoom(1 / 1.5),
  " ": () => play(!playing),
};
canvas.addEventListener("keydown", (event) => {
  if (!(event.key in KEYS) || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  KEYS[event.key]();
});
canvas.addEventListener("pointerdown", (event) => canvas.setPointerCapture(event.pointerId));
canvas.addEventListener("pointermove", (event) => {
  if (event.buttons & 1 && view.zoom > 1) move(-event.movementX, -event.movementY);
});
element("closer").addEventListener("click", () => zoom(1.5));
element("farther").addEventListener("click", () => zoom(1 / 1.5));
element("whole").addEventListener("click", () => zoom(0));

[view.x, view.y] = data.size.map((it) => it / 2);
for (const one of document.querySelectorAll("canvas.key")) {
  const ratio = window.devicePixelRatio || 1;
  one.width = one.height = 2 * ROOM * ratio;
  const brush = one.getContext("2d");
  brush.setTransform(ratio, 0, 0, ratio, ROOM * ratio, ROOM * ratio);
  const whose = "organisation" in one.dataset ? organisations[one.dataset.organisation]
    : { colour: "#57606a", ink: "#ffffff", letter: "" };
  symbol(brush, whose, Number(one.dataset.state || 0), SIZE);
}
element("player").hidden = false;
const asked = /^#(\d\d):?(\d\d)$/.exec(decodeURIComponent(location.hash));
if (asked) now = Math.max(first, Math.min(last, 60 * Number(asked[1]) + Number(asked[2])));
function resized() {
  view.ratio = window.devicePixelRatio || 1;
  makeStamps();
  fit();
}
new ResizeObserver(resized).observe(canvas);
resized();
})();
