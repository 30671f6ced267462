// A dot per site. Decoration: lists and tiles say the same in words.
const ORDER = ["x", "u", "m", "n", "g", "d"]; // what needs people lies on top
const COLOURS = {
  x: "--unmonitored", u: "--dot-up", m: "--maintenance",
  n: "--not-observed", g: "--degraded", d: "--down-strong",
};
const SIZES = { x: 1.5, u: 2, m: 3, n: 2.5, g: 4, d: 5 };

export function drawDots(canvas, fleet) {
  const scale = devicePixelRatio || 1;
  const { clientWidth, clientHeight } = canvas;
  if (!clientWidth) return;
  canvas.width = clientWidth * scale;
  canvas.height = clientHeight * scale;
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  const place = projection(fleet, clientWidth, clientHeight);
  const style = getComputedStyle(canvas);
  const zoom = fleet.only ? 2.2 : Math.max(1, clientHeight / 700);
  for (const letter of ORDER) {
    pen.fillStyle = style.getPropertyValue(COLOURS[letter]);
    each(fleet, (site, at) => {
      if (fleet.letters[at] === letter) dot(pen, place(site), SIZES[letter] * zoom, letter);
    });
  }
}

function each(fleet, visit) {
  fleet.sites.forEach((site, at) => {
    if (site[1] === null || site[2] === null) return;
    if (!fleet.only || site[3] === fleet.only) visit(site, at);
  });
}

function dot(pen, [x, y], size, letter) {
  pen.beginPath();
  if (letter === "g") {
    pen.moveTo(x, y - size / 2);
    pen.lineTo(x + size / 2, y + size / 2);
    pen.lineTo(x - size / 2, y + size / 2);
  } else if (letter === "d") {
    pen.rect(x - size / 2, y - size / 2, size, size);
  } else if (letter === "m") {
    const half = size * 0.7;
    pen.moveTo(x, y - half);
    pen.lineTo(x + half, y);
    pen.lineTo(x, y + half);
    pen.lineTo(x - half, y);
  } else {
    pen.arc(x, y, size / 2, 0, 2 * Math.PI);
    if (letter === "n") pen.arc(x, y, size / 5, 0, 2 * Math.PI, true); // a ring
  }
  pen.fill();
}

// Equirectangular at the middle of what is shown: true enough for one country.
function projection(fleet, width, height) {
  let [south, north, west, east] = [90, -90, 180, -180];
  each(fleet, ([, lat, lon]) => {
    south = Math.min(south, lat);
    north = Math.max(north, lat);
    west = Math.min(west, lon);
    east = Math.max(east, lon);
  });
  const narrow = Math.cos(((south + north) / 2) * (Math.PI / 180));
  const margin = 8;
  const perDegree = Math.min(
    (width - 2 * margin) / Math.max(0.01, (east - west) * narrow),
    (height - 2 * margin) / Math.max(0.01, north - south),
  );
  const left = (width - (east - west) * narrow * perDegree) / 2;
  const top = (height - (north - south) * perDegree) / 2;
  return ([, lat, lon]) => [
    left + (lon - west) * narrow * perDegree,
    top + (north - lat) * perDegree,
  ];
}
