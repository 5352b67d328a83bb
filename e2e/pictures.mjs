// Takes the pictures of the main pages for docs/pages.md: `npm run pictures`.

import { mkdir } from "node:fs/promises";
import { launch, sampleText, serve } from "./harness.mjs";

const WIDTHS = [360, 768, 1280];
const PAGES = [
  ["home", "vi", ""],
  ["help", "vi", "help"],
  ["learn", "en", "learn"],
  ["trick", "vi", "tricks/grooming"],
  ["lesson", "en", "lessons/threatened-with-a-picture"],
  ["practice", "vi", "practice/silver-egg"],
  ["report", "vi", "check"],
];

const folder = new URL("../docs/pages/", import.meta.url);
await mkdir(folder, { recursive: true });
const [server, browser] = await Promise.all([serve(), launch()]);
for (const width of WIDTHS) {
  const context = await browser.newContext({ viewport: { width, height: Math.max(740, Math.round(width * 0.66)) }, reducedMotion: "reduce", colorScheme: width === 768 ? "dark" : "light" });
  const page = await context.newPage();
  for (const [name, language, path] of PAGES) {
    if (name === "report") {
      await page.goto(`${server.address}/${language}/`);
      await page.fill("#text", sampleText(`${language}.txt`));
      await page.click("#send");
      await page.waitForURL(`**/${language}/check`);
    } else {
      await page.goto(`${server.address}/${language}/${path}`);
    }
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: new URL(`${name}-${width}.jpg`, folder).pathname, type: "jpeg", quality: 60 });
  }
  await context.close();
}
await browser.close();
await server.stop();
