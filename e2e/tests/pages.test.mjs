import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { pathToFileURL } from "node:url";
import { LANGUAGES, launch, overflow, sample, sampleText, serve, serveFiles, violations, withPage, writeSite } from "../harness.mjs";

let server;
let browser;
before(async () => { [server, browser] = await Promise.all([serve(), launch()]); });
after(async () => { await browser?.close(); await server?.stop(); });

/** That nobody answers any more is what a browser without a network may complain of. */
const UNANSWERED = /ERR_CONNECTION|fetching the script|Failed to fetch/;

const on = (options, work) => withPage(browser, server, options, work);
const open = (page, path) => page.goto(server.address + path);

async function paste(page, language) {
  await open(page, `/${language}/`);
  await page.fill("#text", sampleText(`${language}.txt`));
  await page.click("#send");
  await page.waitForURL(`**/${language}/check`);
}

/** The report is there, says its level in words, and shows the words that counted. */
async function seesReport(page, language) {
  const level = page.locator("[data-level]").first();
  await level.waitFor();
  assert.match(await level.getAttribute("data-level"), /^(concern|high|emergency)$/);
  assert.ok(await page.locator("mark").count() > 0, "no word is marked");
  const all = (await page.locator("main").innerText()).toLowerCase();
  const promise = { vi: /an toàn tuyệt đối|không có nguy hiểm/, en: /\bis safe\b|\bno danger\b/ }[language];
  assert.doesNotMatch(all, promise);
  assert.ok(all.includes("111"));
}

for (const language of LANGUAGES) {
  for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? "" : ", without a script";

    test(`${language}: a chosen file becomes a report${how}`, () => on({ javaScriptEnabled }, async (page) => {
      await open(page, `/${language}/`);
      await page.setInputFiles("#file", sample(`${language}.txt`));
      await page.click("#send");
      await page.waitForURL(`**/${language}/check`);
      await seesReport(page, language);
    }));

    test(`${language}: pasted messages become a report${how}`, () => on({ javaScriptEnabled }, async (page) => {
      await paste(page, language);
      await seesReport(page, language);
    }));

    test(`${language}: the report is saved as one file that opens by itself${how}`, () => on({ javaScriptEnabled }, async (page, { context }) => {
      await paste(page, language);
      const [download] = await Promise.all([page.waitForEvent("download"), page.click("#save")]);
      assert.doesNotMatch(download.suggestedFilename(), /chắn|chan|shield|report|bao-cao/i);
      const path = `${await download.path()}.html`;
      await download.saveAs(path);
      assert.doesNotMatch(await readFile(path, "utf8"), /<(script|link|img|iframe)\b|@import|url\(\s*["']?(?!data:)/i);
      const alone = await context.newPage();
      await alone.goto(`file://${path}`);
      assert.equal(await alone.getAttribute("html", "lang"), language);
      await seesReport(alone, language);
    }));

    test(`${language}: nothing sent, and a picture, are answered kindly${how}`, () => on({ javaScriptEnabled, viewport: { width: 360, height: 740 } }, async (page) => {
      await open(page, `/${language}/`);
      await page.click("#send");
      await page.locator("#trouble:visible").waitFor();
      // The browser goes to it a moment after it is there.
      let box;
      for (let tries = 0; tries < 40; tries += 1) {
        box = await page.locator("#trouble").boundingBox();
        if (box.y >= 0 && box.y + box.height <= 740) break;
        await page.waitForTimeout(50);
      }
      assert.ok(box.y >= 0 && box.y + box.height <= 740, `out of sight: ${JSON.stringify(box)}`);
      await open(page, `/${language}/`);
      // A picture by its bytes, with a name that hides it.
      const buffer = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(64)]);
      await page.setInputFiles("#file", { name: "chat.txt", mimeType: "text/plain", buffer });
      await page.click("#send");
      await page.locator("#trouble:visible").waitFor();
      assert.match(await page.locator("#trouble").innerText(), /111/);
      assert.equal(await page.locator("[data-level]").count(), 0);
    }));

    test(`${language}: help is one step away${how}`, () => on({ javaScriptEnabled }, async (page) => {
      await open(page, `/${language}/`);
      await page.click(".help-link");
      const help = page.locator("#help");
      assert.ok(await help.isVisible());
      assert.match(await help.innerText(), { vi: /Không phải lỗi của em/, en: /It is not your fault/ }[language]);
      assert.equal(await help.locator('a[href="tel:111"]').count(), 1);
      for (let tries = 0; tries < 40 && (await help.boundingBox()).y > 400; tries += 1) await page.waitForTimeout(50);
      assert.ok((await help.boundingBox()).y <= 400, "the page does not go there");
    }));
  }

  test(`${language}: a file dropped anywhere on the page is taken`, () => on({}, async (page) => {
    await open(page, `/${language}/`);
    const files = await page.evaluateHandle((text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], "chat.txt", { type: "text/plain" }));
      return transfer;
    }, sampleText(`${language}.txt`));
    await page.dispatchEvent("h1", "drop", { dataTransfer: files });
    assert.equal(await page.locator("#chosen").innerText(), "chat.txt");
    await page.click("#send");
    await page.waitForURL(`**/${language}/check`);
    await seesReport(page, language);
  }));

  test(`${language}: a picture does not leave the browser`, () => on({}, async (page) => {
    await open(page, `/${language}/`);
    await page.setInputFiles("#file", { name: "a.png", mimeType: "image/png", buffer: Buffer.alloc(8) });
    await page.locator("#trouble:visible").waitFor();
    assert.equal(await page.evaluate(() => document.getElementById("file").files.length), 0);
  }));

  test(`${language}: the keyboard alone leads from the page to the report and out`, () => on({}, async (page) => {
    await open(page, `/${language}/`);
    const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.className);
    const tabTo = async (wanted) => {
      for (let presses = 0; presses < 60; presses += 1) {
        if (await focused() === wanted) return;
        await page.keyboard.press("Tab");
      }
      assert.fail(`the keyboard does not reach ${wanted}`);
    };
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "skip");
    await page.keyboard.press("Enter");
    await tabTo("file");
    await tabTo("text");
    await page.keyboard.insertText(sampleText(`${language}.txt`));
    await tabTo("send");
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/${language}/check`);
    await seesReport(page, language);
    await tabTo("print");
    await tabTo("save");
  }));

  test(`${language}: where the keyboard is can be seen, and nothing covers it`, () => on({ viewport: { width: 360, height: 740 }, reducedMotion: "reduce" }, async (page) => {
    await open(page, `/${language}/`);
    for (let presses = 0; presses < 22; presses += 1) {
      await page.keyboard.press("Tab");
      await page.waitForTimeout(30);
      const seen = await page.evaluate(() => {
        const element = document.activeElement;
        if (!element || element === document.body) return { fine: true };
        const { left, top, width, height } = element.getBoundingClientRect();
        const fine = [0.1, 0.5, 0.9].some((part) => {
          const over = document.elementFromPoint(left + width / 2, top + height * part);
          return over && (element.contains(over) || over.contains(element) || over.closest("label, .drop")?.contains(element));
        });
        return { fine: Boolean(fine), id: element.id || element.className || element.outerHTML.slice(0, 80) };
      });
      assert.ok(seen.fine, `hidden under something: ${seen.id}`);
    }
  }));

  test(`${language}: the name of the child and the reader are taken`, () => on({}, async (page) => {
    await open(page, `/${language}/`);
    await page.fill("#text", sampleText(`${language}.txt`));
    await page.fill("#child", { vi: "bong", en: "lily" }[language]);
    await page.check('input[value="parent"]');
    await page.click("#send");
    await page.waitForURL(`**/${language}/check`);
    await seesReport(page, language);
    const unknown = { vi: /Không thấy ai tên/, en: /Nobody in the chat has the name/ }[language];
    assert.doesNotMatch(await page.locator("main").innerText(), unknown);
    await open(page, `/${language}/`);
    await page.fill("#text", sampleText(`${language}.txt`));
    await page.fill("#child", "Nobody Here");
    await page.click("#send");
    await page.waitForURL(`**/${language}/check`);
    assert.match(await page.locator("main").innerText(), unknown);
  }));

  test(`${language}: title and address say nothing of the case`, () => on({}, async (page) => {
    await paste(page, language);
    assert.equal(new URL(page.url()).search, "");
    assert.doesNotMatch(await page.title(), /Minh|Max|Bống|Lily|lừa|grooming|sextortion|nguy|danger|high|cao/i);
  }));

  test(`${language}: what is behind the sticky bars is never all of a small screen`, () => on({ viewport: { width: 320, height: 256 } }, async (page) => {
    await open(page, `/${language}/`);
    const taken = await page.evaluate(() => [".top", ".hotline"]
      .map((bar) => document.querySelector(bar))
      .filter((bar) => getComputedStyle(bar).position === "sticky")
      .reduce((sum, bar) => sum + bar.offsetHeight, 0));
    assert.ok(taken < 128, `${taken} of 256 pixels`);
    assert.equal(await overflow(page), 0);
  }));

  for (const colorScheme of ["light", "dark"]) for (const width of [360, 1280]) {
    test(`${language}, ${colorScheme}, ${width} px: no barrier that axe can find, nothing wider than the window`, () =>
      on({ colorScheme, viewport: { width, height: 740 } }, async (page) => {
        await open(page, `/${language}/`);
        for (const app of await page.locator("details").all()) await app.evaluate((element) => { element.open = true; });
        assert.deepEqual(await violations(page), []);
        assert.equal(await overflow(page), 0);
        await page.click("#send");
        await page.locator("#trouble:visible").waitFor();
        assert.deepEqual(await violations(page), []);
        await paste(page, language);
        assert.deepEqual(await violations(page), []);
        assert.equal(await overflow(page), 0);
        await open(page, `/${language}/helplines`);
        assert.deepEqual(await violations(page), []);
        assert.equal(await overflow(page), 0);
        await open(page, `/${language}/nowhere`);
        assert.deepEqual(await violations(page), []);
      }));
  }

  test(`${language}: twice the size, nothing to scroll sideways`, () =>
    // 200 % in a window of 1280 is a page of 640; and the text alone at 200 % on a phone.
    on({ viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }, async (page) => {
      for (const path of [`/${language}/`, `/${language}/helplines`]) {
        await open(page, path);
        assert.equal(await overflow(page), 0);
      }
      await paste(page, language);
      assert.equal(await overflow(page), 0);
      await page.setViewportSize({ width: 360, height: 740 });
      await page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
      assert.equal(await overflow(page), 0);
      await open(page, `/${language}/`);
      await page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
      assert.equal(await overflow(page), 0);
    }));
}

/** Every page that teaches, as links lead to them from the one on which all are found. */
async function lessons(page, language) {
  const known = [`/${language}/learn`];
  for (let place = 0; place < known.length; place += 1) {
    await open(page, known[place]);
    const links = await page.locator(`main a[href^='/${language}/']`).evaluateAll((all) => all.map((link) => link.getAttribute("href").split("#")[0]));
    const pages = links.filter((link) => !/\/practice\/|\.pdf$|\/calendar$|\/$/.test(link));
    known.push(...new Set(pages.filter((link) => !known.includes(link))));
  }
  return known;
}

/** How many pages of paper a page takes. */
async function paper(page) {
  const pdf = await page.pdf({ preferCSSPageSize: true });
  return pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g).length;
}

for (const [place, language] of LANGUAGES.entries()) {
  test(`${language}: no page that teaches has a barrier or is too wide, and help is one step away`, () => on({ viewport: { width: 360, height: 740 } }, async (page) => {
    const paths = await lessons(page, language);
    assert.ok(paths.length >= 120, `only ${paths.length} pages`);
    for (const [index, path] of paths.entries()) {
      // Each page on a phone in one language and on a large screen in the other.
      const narrow = (index + place) % 2 === 0;
      await page.setViewportSize({ width: narrow ? 360 : 1280, height: 740 });
      await page.emulateMedia({ colorScheme: narrow ? "dark" : "light" });
      await open(page, path);
      assert.deepEqual(await violations(page), [], path);
      assert.equal(await overflow(page), 0, path);
      assert.ok(await page.locator("a[href='tel:111']").count() >= 1, path);
      assert.ok(await page.locator(`a[href='/${language}/help']`).count() >= 1, path);
    }
  }));

  test(`${language}: every lesson is one page of paper, with its answers`, () => on({}, async (page) => {
    await open(page, `/${language}/lessons`);
    const paths = await page.locator("main .tile").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
    assert.ok(paths.length >= 30);
    for (const path of paths) {
      await open(page, path);
      assert.equal(await paper(page), 1, path);
    }
    await page.emulateMedia({ media: "print" });
    assert.ok(await page.locator(".key").isVisible());
    assert.equal(await page.locator("details:visible, .hotline:visible, nav:visible").count(), 0);
  }));

  test(`${language}: a class votes, and nothing of it is kept`, () => on({}, async (page) => {
    await open(page, `/${language}/lessons/threatened-with-a-picture/class`);
    const fields = page.locator(".vote").first().locator("input");
    await fields.nth(0).fill("9");
    await fields.nth(1).fill("3");
    const bars = await page.locator(".vote").first().locator(".bar").evaluateAll((all) => all.map((bar) => bar.style.getPropertyValue("--share")));
    assert.deepEqual(bars, ["75%", "25%", "0%"]);
    await page.reload();
    assert.equal(await page.locator(".vote input").first().inputValue(), "0");
  }));

  test(`${language}: a test is counted in the browser, kept there when asked to, and forgotten`, () => on({}, async (page) => {
    await open(page, `/${language}/transfer`);
    await page.locator("main .tile").first().click();
    const chats = page.locator(".chat");
    const count = await chats.count();
    const tricks = await page.locator(".chat[data-trick]").count();
    assert.ok(tricks >= 2 && count - tricks >= 2);
    for (let chat = 0; chat < count; chat += 1) {
      assert.ok(await page.locator("#counted").isHidden());
      await chats.nth(chat).locator("input[value=wrong]").check();
    }
    assert.match(await page.locator("#found-tricks").innerText(), new RegExp(`^${tricks} .+ ${tricks}$`));
    assert.match(await page.locator("#feared").innerText(), new RegExp(`^${count - tricks} .+ ${count - tricks}$`));
    assert.deepEqual(await violations(page), []);
    await page.click("#keep");
    await page.reload();
    assert.equal(await page.evaluate(() => JSON.parse(localStorage.getItem("lachan-transfer")).length), 1);
    for (let chat = 0; chat < count; chat += 1) await chats.nth(chat).locator("input[value=fine]").check();
    assert.equal(await page.locator("#kept li").count(), 1);
    await page.click("#forget");
    assert.equal(await page.locator("#kept li").count(), 0);
  }));

  test(`${language}: a part is read aloud by a voice of this machine, and by no other`, () => on({}, async (page) => {
    await page.addInitScript(() => {
      window.said = [];
      class Utterance extends EventTarget { constructor(text) { super(); this.text = text; } }
      window.SpeechSynthesisUtterance = Utterance;
      const voices = ["vi-VN", "en-GB"].flatMap((lang) => [{ lang, localService: false, name: "elsewhere" }, { lang, localService: true, name: "here" }]);
      const speech = Object.assign(new EventTarget(), { speaking: false, getVoices: () => voices, cancel() {}, speak: (one) => window.said.push([one.voice.name, one.lang, one.text]) });
      Object.defineProperty(window, "speechSynthesis", { value: speech });
    });
    await open(page, `/${language}/lessons/three-grown-ups`);
    assert.deepEqual(await violations(page), []);
    await page.locator("section .aloud").first().click();
    const [[voice, lang, text]] = await page.evaluate(() => window.said);
    assert.equal(voice, "here");
    assert.ok(lang.startsWith(language));
    assert.match(text, { vi: /Na ngồi ở sạp rau/, en: /Na sits at her/ }[language]);
  }));


  test(`${language}: a trick is found by other words and without marks`, () => on({}, async (page) => {
    await open(page, `/${language}/learn`);
    const seen = () => page.locator("#library li:visible").count();
    assert.equal(await seen(), 20);
    await page.fill("#query", { vi: "doa tung anh", en: "blackmail" }[language]);
    assert.ok(await seen() >= 1 && await seen() <= 4, `${await seen()} found`);
    await page.fill("#query", "zzzz");
    assert.equal(await seen(), 0);
    assert.match(await page.locator("#found").innerText(), /111/);
  }));

  for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? "" : ", without a script";

    test(`${language}: a sentence is tried on the page of a trick${how}`, () => on({ javaScriptEnabled }, async (page) => {
      await open(page, `/${language}/tricks/blackmail-for-money`);
      assert.equal(await page.locator("mark").count() >= 2, true);
      await page.fill("#sentence", { vi: "không chuyển 5 triệu trong 10 phút là tao gửi ảnh mày cho cả lớp", en: "send 500 in ten minutes or your whole class gets your picture" }[language]);
      await page.locator("form button[type=submit]").click();
      await page.waitForURL(`**/${language}/check`);
      await seesReport(page, language);
    }));

    test(`${language}: help asks one thing at a time and leads to the steps${how}`, () => on({ javaScriptEnabled, viewport: { width: 360, height: 740 } }, async (page) => {
      await open(page, `/${language}/`);
      await page.locator(".help-ways .small-button").click();
      const first = page.locator("main p").first();
      assert.match(await first.innerText(), { vi: /Không phải lỗi của em/, en: /It is not your fault/ }[language]);
      assert.deepEqual(javaScriptEnabled ? await violations(page) : [], []);
      await page.locator('.answer[value="sextortion"]').click();
      await page.locator('.answer[name="now"][value="no"]').click();
      await page.locator('input[name="pays"]').check();
      assert.deepEqual(javaScriptEnabled ? await violations(page) : [], []);
      await page.locator(".main-button").click();
      await page.locator("form .small-button").click();
      await page.locator('.answer[name="home"][value="no"]').click();
      const steps = await page.locator(".help-steps").innerText();
      assert.match(steps, /111/);
      assert.match(page.url(), new RegExp(`/${language}/help$`), "an answer stands in the address");
      assert.deepEqual(javaScriptEnabled ? await violations(page) : [], []);
      assert.equal(await overflow(page), 0);
    }));

    test(`${language}: a practice chat is played to its end${how}`, () => on({ javaScriptEnabled, viewport: { width: 360, height: 740 } }, async (page) => {
      await open(page, `/${language}/practice`);
      await page.locator("main .tile").first().click();
      for (let answers = 0; answers < 8 && await page.locator("a.answer").count(); answers += 1) {
        assert.deepEqual(javaScriptEnabled ? await violations(page) : [], []);
        assert.equal(await overflow(page), 0);
        await page.locator("a.answer").last().click();
      }
      assert.equal(await page.locator("a.answer").count(), 0);
      assert.ok(await page.locator("#ending").isVisible());
      assert.deepEqual(javaScriptEnabled ? await violations(page) : [], []);
    }));

    test(`${language}: in danger now, nothing more is asked${how}`, () => on({ javaScriptEnabled }, async (page) => {
      await open(page, `/${language}/help`);
      await page.locator("form .small-button").click();
      await page.locator('.answer[name="now"][value="yes"]').click();
      assert.match(await page.locator(".help-steps").innerText(), /113/);
      assert.equal(await page.locator("form").count(), 0);
    }));
  }
}

/** The page has been read, and what it keeps is kept. */
async function isKept(page) {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    while (!navigator.serviceWorker.controller) await new Promise((done) => setTimeout(done, 20));
  });
}

test("the written pages on a web server are there without it, once they were read", async () => {
  const folder = await mkdtemp(`${tmpdir()}/lachan-site-`);
  writeSite(folder);
  const school = await serveFiles(folder);
  try {
    await withPage(browser, school, { serviceWorkers: "allow" }, async (page, { complaints }) => {
      await page.goto(`${school.address}/vi/`);
      await isKept(page);
      await school.stop();
      for (const path of ["lessons/false-hurry.html", "help/steps.html", "index.html", ""]) {
        await page.goto(`${school.address}/vi/${path}`);
        assert.ok(await page.locator("h1").count() === 1, path);
      }
      complaints.splice(0, complaints.length, ...complaints.filter((one) => !UNANSWERED.test(one)));
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("once read, the pages that teach and help are there without a network", async () => {
  const own = await serve();
  try {
    await withPage(browser, own, { serviceWorkers: "allow" }, async (page, { strangers, complaints, context }) => {
      for (const language of LANGUAGES) {
        await page.goto(`${own.address}/${language}/learn`);
        await isKept(page);
      }
      await own.stop();
      for (const language of LANGUAGES) {
        await page.goto(`${own.address}/${language}/lessons`);
        await page.locator("main .tile").first().click();
        assert.ok(await page.locator(".try").count() >= 2);
        assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector(".try")).display), "grid", "no style");
        await page.goto(`${own.address}/${language}/help`);
        await page.locator("form .small-button").click();
        assert.match(await page.locator(".help-steps").innerText(), /111/);
      }
      // Whoever leaves quickly leaves nothing of it.
      const [left, other] = LANGUAGES.toReversed();
      await page.click("#leave");
      await page.waitForURL((url) => url.origin !== own.address);
      assert.equal(strangers.splice(0).length, 1);
      const isThere = async (language) => {
        const fresh = await context.newPage();
        const there = await fresh.goto(`${own.address}/${language}/learn`).then(() => true, () => false);
        await fresh.close();
        return there;
      };
      for (let tries = 0; tries < 20 && await isThere(left); tries += 1) await page.waitForTimeout(100);
      assert.equal(await isThere(left), false, "it can still be read");
      assert.equal(await isThere(other), true);
      complaints.splice(0, complaints.length, ...complaints.filter((one) => !UNANSWERED.test(one)));
    });
  } finally {
    await own.stop();
  }
});

test("pages are small, and there at once", () => on({ viewport: { width: 360, height: 740 } }, async (page, { context }) => {
  const weights = [];
  const paths = LANGUAGES.flatMap((language) => ["", "learn", "help", "laws", "guidelines", "platforms", "lessons/three-grown-ups", "sheets", "transfer", "helplines"].map((path) => `/${language}/${path}`));
  for (const path of paths) {
    const fresh = await context.newPage();
    await fresh.goto(server.address + path, { waitUntil: "networkidle" });
    const [bytes, paint] = await fresh.evaluate(() => {
      const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
      return [all.reduce((sum, one) => sum + one.encodedBodySize, 0), performance.getEntriesByName("first-contentful-paint")[0]?.startTime];
    });
    weights.push([path, bytes, paint]);
    await fresh.close();
  }
  const heaviest = weights.toSorted((a, b) => b[1] - a[1])[0];
  const quickest = weights.map(([, , paint]) => paint).filter(Boolean).toSorted((a, b) => a - b);
  console.log(`heaviest page: ${heaviest[0]}, ${Math.round(heaviest[1] / 1000)} kB with letters; first paint: median ${Math.round(quickest[quickest.length >> 1])} ms`);
  assert.ok(heaviest[1] <= 150_000, `${heaviest[0]}: ${heaviest[1]} bytes`);
  // How long a paint takes depends on what else the machine does: the figure is in docs/pages.md.
  assert.ok(quickest[0] <= 500, `${quickest[0]} ms`);
}));

test("the written pages open from a disk, whole and by themselves", async () => {
  const folder = await mkdtemp(`${tmpdir()}/lachan-site-`);
  try {
    writeSite(folder);
    await on({ viewport: { width: 360, height: 740 } }, async (page) => {
      await page.goto(pathToFileURL(`${folder}/index.html`).href);
      for (const language of LANGUAGES) {
        await page.goto(pathToFileURL(`${folder}/${language}/index.html`).href);
        await page.fill("#query", { vi: "bat nat", en: "bullying" }[language]);
        await page.locator("#library li:visible a").first().click();
        assert.ok(await page.locator("mark").count() >= 2);
        assert.equal(await page.locator("form").count(), 0, "nothing can be read here");
        const letters = () => document.fonts.ready.then((all) => [...all].filter((one) => one.status === "loaded").length);
        assert.ok(await page.evaluate(letters) >= 2, "other letters than ours");
        assert.equal(await overflow(page), 0);
        const other = LANGUAGES.find((one) => one !== language);
        await page.click(`.languages a[hreflang="${other}"]`);
        assert.equal(await page.getAttribute("html", "lang"), other);
      }
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

describe("leaving quickly", () => {
  for (const [name, leave] of [
    ["by the button", (page) => page.click("#leave")],
    ["by Esc three times", async (page) => { for (let i = 0; i < 3; i += 1) await page.keyboard.press("Escape"); }],
  ]) {
    test(`${name}: at once, and "back" does not lead to the report`, () => on({}, async (page, { strangers }) => {
      await paste(page, "vi");
      await leave(page);
      await page.waitForURL((url) => url.origin !== server.address);
      assert.equal(strangers.length, 1);
      strangers.length = 0;
      await page.goBack();
      assert.doesNotMatch(page.url(), /check/);
    }));
  }

  test("without a script it is a plain link", () => on({ javaScriptEnabled: false }, async (page, { strangers }) => {
    await open(page, "/en/");
    await page.click("#leave");
    await page.waitForURL((url) => url.origin !== server.address);
    strangers.length = 0;
  }));
});

test("the language follows the browser and can be changed", async () => {
  await on({ locale: "en-GB" }, async (page) => {
    await open(page, "/");
    assert.equal(new URL(page.url()).pathname, "/en/");
    await page.click('.languages a[hreflang="vi"]');
    assert.equal(await page.getAttribute("html", "lang"), "vi");
  });
  await on({ locale: "vi-VN" }, async (page) => {
    await open(page, "/");
    assert.equal(new URL(page.url()).pathname, "/vi/");
  });
});

test("111 stays in view wherever one scrolls", () => on({ viewport: { width: 360, height: 640 } }, async (page) => {
  for (const path of ["/vi/", "/en/helplines"]) {
    await open(page, path);
    for (const part of [0, 0.5, 1]) {
      await page.evaluate((part) => scrollTo({ top: part * document.documentElement.scrollHeight, behavior: "instant" }), part);
      const box = await page.locator('.hotline a[href="tel:111"]').boundingBox();
      assert.ok(box.y >= 0 && box.y + box.height <= 640, `${path} at ${part}: ${JSON.stringify(box)}`);
      assert.ok(box.height >= 44);
    }
  }
}));

test("what is touched is large enough", () => on({ viewport: { width: 360, height: 740 }, hasTouch: true }, async (page) => {
  await open(page, "/vi/");
  const small = await page.evaluate(() => [...document.querySelectorAll("a, button, summary, input, textarea")]
    .filter((element) => element.checkVisibility() && !element.matches(".skip"))
    .map((element) => element.closest("label") ?? element)
    .map((element) => ({ what: element.outerHTML.slice(0, 60), ...element.getBoundingClientRect().toJSON() }))
    .filter(({ width, height }) => width < 24 || height < 24)
    .map(({ what, width, height }) => `${what} ${width}×${height}`));
  assert.deepEqual(small, []);
}));

test("the program says nothing of what it read", async () => {
  for (const word of ["Minh", "Lily", "Telegram", "gift cards"]) {
    assert.ok(!server.said().includes(word), `"${word}" was said`);
  }
});
