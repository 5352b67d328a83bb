// Starts the real program and a real Chromium, and watches that neither talks to anybody else.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = fileURLToPath(new URL("..", import.meta.url));
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const LANGUAGES = ["vi", "en"];
export const sample = (name) => fileURLToPath(new URL(`samples/${name}`, import.meta.url));
export const sampleText = (name) => readFileSync(sample(name), "utf8");

function program() {
  const target = process.env.CARGO_TARGET_DIR ?? `${root}target`;
  const found = [process.env.LACHAN_BIN, `${target}/release/lachan`, `${target}/debug/lachan`]
    .find((path) => path && existsSync(path));
  assert.ok(found, "no program: cargo build, or set LACHAN_BIN");
  return found;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** The program, serving on a port of its own: its address, what it said, and how to end it. */
export async function serve() {
  const port = await freePort();
  const child = spawn(program(), ["serve", "--bind", `127.0.0.1:${port}`], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((done) => child.once("exit", done));
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (said += data));
  const address = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 200; attempt += 1) {
    assert.equal(child.exitCode, null, `the program ended: ${said}`);
    const up = await fetch(`${address}/healthz`).then((answer) => answer.ok, () => false);
    if (up) {
      return { address, said: () => said, stop: () => { child.kill("SIGTERM"); return ended; } };
    }
    await new Promise((wait) => setTimeout(wait, 50));
  }
  child.kill("SIGKILL");
  assert.fail(`the program does not answer: ${said}`);
}

/** Has the program write the pages that teach into a new folder. */
export function writeSite(folder) {
  execFileSync(program(), ["site", "--out", folder], { stdio: "ignore" });
}

/** A folder on a plain web server, as a school has one: its address, and how to end it. */
export async function serveFiles(folder) {
  const types = { html: "text/html", js: "text/javascript", css: "text/css", svg: "image/svg+xml" };
  const server = createHttpServer((request, response) => {
    const path = new URL(request.url, "http://localhost").pathname.replace(/\/$/, "/index.html");
    const type = types[path.split(".").pop()] ?? "application/octet-stream";
    readFile(folder + path).then(
      (content) => response.writeHead(200, { "content-type": type }).end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const stop = () => new Promise((done) => { server.close(done); server.closeAllConnections(); });
  return { address: `http://127.0.0.1:${server.address().port}`, stop };
}

export function launch() {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  // As root, as in a container, Chromium has no sandbox of its own.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath, args });
}

/**
 * Runs `work` on a fresh page; fails where the page asks another host for anything, breaks its
 * own content policy, throws, or leaves something behind in the browser.
 */
export async function withPage(browser, server, options, work) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce", serviceWorkers: "block", ...options });
  const strangers = [];
  const complaints = [];
  await context.route("**/*", (route) => {
    const url = new URL(route.request().url());
    if (url.origin === server.address || url.protocol === "data:" || url.protocol === "file:") return route.continue();
    strangers.push(url.href);
    // Nobody is really asked; the test of the quick exit wants somewhere to arrive.
    return route.fulfill({ contentType: "text/html", body: "<title>elsewhere</title>" });
  });
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    // A refused form is answered with its status, which Chromium reports as an error.
    const refused = /status of 4\d\d/.test(message.text());
    if (message.type() === "error" && !refused) complaints.push(message.text());
  });
  try {
    await work(page, { strangers, complaints, context });
    assert.deepEqual(strangers, [], "asked another host");
    assert.deepEqual(complaints, [], "complained");
    const kept = await context.storageState();
    assert.deepEqual(kept, { cookies: [], origins: [] }, "left something behind");
  } finally {
    await context.close();
  }
}

/** Every violation of axe, with where it is. */
export async function violations(page) {
  await page.evaluate(axeSource);
  const result = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  }));
  return result.violations.map(({ id, help, nodes }) => ({
    id, help, where: nodes.map((node) => `${node.target.join(" ")}: ${node.failureSummary}`),
  }));
}

/** Whether the page is wider than the window. */
export function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
