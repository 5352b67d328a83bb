// Pictures of the main pages: node screenshots.mjs FOLDER [vi|en] [360|768|1280] [light|dark]

import { mkdirSync } from "node:fs";
import { LANGUAGES, launch, sample, serve } from "./harness.mjs";

const [folder = "screenshots", ...only] = process.argv.slice(2);
const wanted = (value, all) => !all.some((one) => only.includes(String(one))) || only.includes(String(value));
const widths = [360, 768, 1280];
const schemes = ["light", "dark"];

mkdirSync(folder, { recursive: true });
const [server, browser] = await Promise.all([serve(), launch()]);
try {
  for (const language of LANGUAGES.filter((one) => wanted(one, LANGUAGES)))
    for (const width of widths.filter((one) => wanted(one, widths)))
      for (const colorScheme of schemes.filter((one) => wanted(one, schemes))) {
        const page = await browser.newPage({ viewport: { width, height: width < 500 ? 740 : 900 }, colorScheme, reducedMotion: "reduce" });
        const shoot = async (name) => {
          // The bars stick to the window; in a picture of the whole page they stand where they belong.
          await page.evaluate(() => document.querySelectorAll(".top, .hotline").forEach((bar) => bar.style.setProperty("position", "static")));
          await page.screenshot({ path: `${folder}/${name}-${language}-${width}-${colorScheme}.png`, fullPage: true });
        };
        await page.goto(`${server.address}/${language}/`);
        await shoot("form");
        await page.setInputFiles("#file", sample(`${language}.txt`));
        await page.check('input[value="parent"]');
        await page.click("#send");
        await page.waitForURL("**/check");
        await shoot("report");
        await page.goto(`${server.address}/${language}/helplines`);
        await shoot("helplines");
        await page.close();
      }
} finally {
  await browser.close();
  await server.stop();
}
