import type { ChartView, Look } from "../ipc/types";
import { back } from "./shared";

const colours = (dark: boolean) =>
  dark
    ? { line: "#2b333f", ink: "#8e99a8", c1: "#6aa5f5", c2: "#f09a5e" }
    : { line: "#dde1e7", ink: "#66707f", c1: "#1f6fd0", c2: "#c2571a" };

function draw(
  title: string,
  subtitle: string,
  from: string,
  to: string,
  look: Look,
  top: number,
  hue: "c1" | "c2",
  value: (minute: number) => number,
): ChartView {
  const paint = colours(look.dark);
  const plot = { x: 40, y: 8, width: look.width - 48, height: look.height - 30 };
  const start = new Date(from).getTime();
  const end = new Date(to).getTime();
  const now = Date.now();
  const y = (figure: number) => plot.y + plot.height * (1 - Math.min(1, figure / top));
  const points: string[] = [];
  const step = Math.max(60_000, (end - start) / 240);
  for (let at = start; at <= Math.min(end, now); at += step) {
    const x = plot.x + ((at - start) / (end - start)) * plot.width;
    points.push(`${x.toFixed(1)},${y(value((now - at) / 60_000)).toFixed(1)}`);
  }
  const grid = [0, 1, 2, 3].map((index) => {
    const gy = plot.y + (plot.height * index) / 3;
    return `<path d="M${plot.x} ${gy}H${plot.x + plot.width}" stroke="${paint.line}"/><text x="${plot.x - 6}" y="${gy + 3}" text-anchor="end" font-size="10" fill="${paint.ink}">${Math.round((top * (3 - index)) / 3)}</text>`;
  });
  const ticks = [0, 1, 2, 3, 4].map((index) => {
    const at = new Date(start + ((end - start) * index) / 5);
    return `<text x="${plot.x + (plot.width * index) / 5}" y="${look.height - 6}" font-size="10" fill="${paint.ink}">${at.toISOString().slice(11, 16)}</text>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${look.width}" height="${look.height}" viewBox="0 0 ${look.width} ${look.height}" font-family="Inter Variable">${grid.join("")}${ticks.join("")}<polyline points="${points.join(" ")}" fill="none" stroke="${paint[hue]}" stroke-width="1.6"/></svg>`;
  return {
    id: title,
    title,
    subtitle,
    svg,
    plot,
    width: look.width,
    height: look.height,
    from,
    to,
    state: "data",
    sentence: null,
    requestId: null,
    periodS: 60,
    statistic: "Sum",
    summary: `Highest ${top - 8} about 25 minutes ago, lowest 0.`,
    readAt: back(0.05),
    cli: `aws cloudwatch get-metric-statistics --namespace AWS/Lambda --metric-name ${title}`,
  };
}

const noise = (minute: number) => Math.abs(Math.sin(minute * 12.9898) * 43_758.5453) % 1;
const damaged = (minute: number) => minute < 31 && minute > 9;
const errors = (minute: number) => (damaged(minute) ? 40 + 10 * noise(minute) : 1.5 * noise(minute));
const writes = (minute: number) =>
  minute < 8 ? 0 : damaged(minute) ? 220 + 30 * noise(minute) : 78 + 12 * noise(minute);

export function restoreCharts(from: string, to: string, look: Look): ChartView[] {
  const denied = draw(
    "Throttles",
    "apexshare-uploads-prod, sum per minute",
    from,
    to,
    look,
    10,
    "c1",
    () => 0,
  );
  return [
    draw("Errors", "apexshare-upload-handler-prod, sum per minute", from, to, look, 60, "c2", errors),
    draw("Writes", "apexshare-uploads-prod, consumed units per minute", from, to, look, 300, "c1", writes),
    {
      ...denied,
      svg: "",
      state: "forbidden",
      sentence:
        "AWS refused to read ThrottledRequests: the role Operator may not call cloudwatch:GetMetricData for it. This is not the same as no throttling.",
      requestId: "7ab1de08-6822-4c1e-9f3b-296a1c77e0a4",
    },
  ];
}

export function runCharts(look: Look): ChartView[] {
  const from = back(60);
  const to = back(0);
  return [
    draw("Errors", "upload handler, sum per minute", from, to, look, 60, "c2", errors),
    draw("Writes", "apexshare-uploads-prod, units", from, to, look, 300, "c1", writes),
  ];
}
