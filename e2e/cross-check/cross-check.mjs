// Holds what Lá Chắn reads from WhatsApp exports against what whatsapp-chat-parser (MIT) reads,
// message by message. Outside the ordinary tests, for it is about another's program as much as ours:
//
//     cargo build --release && cd e2e/cross-check && npm ci && npm start
//
// Prints docs/cross-check.md. Every difference is put down to a reason; one that has none ends the
// run with an error.

import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseString } from 'whatsapp-chat-parser';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const lachan = process.env.LACHAN_BIN ?? join(root, 'target/release/lachan');
const folders = ['crates/chats/tests/fixtures/whatsapp', 'fixtures/constructed/whatsapp', 'fixtures/chat-miner/test/whatsapp'];

// Why the two may differ, each with how it is told. Who wrote it and when must be the same in all but
// those that are about just that.
const REASONS = [
  ['signs', 'signs that nobody sees, such as those for the direction of writing, we leave out',
    (ours, theirs) => sameWriter(ours, theirs) && sameTime(ours, theirs) && sameWords(ours, theirs)],
  ['notice', 'what the app itself says is nobody’s words for us; for it some of it is words of the group or of a person',
    (ours, theirs) => ours.kind === 'system' && (ours.from ?? null) === null && (sameTime(ours, theirs) || otherOrder(ours, theirs))],
  ['attachment', 'we keep the name of the file and the words under it apart; it gives the line as it stands',
    (ours, theirs) => ours.kind === 'media' && sameWriter(ours, theirs) && told(ours, theirs)],
  ['mark', 'we take the app’s marks (edited, deleted, a call) off the words and keep them as what they are',
    (ours, theirs) => (ours.edited || ours.deleted || ours.kind === 'call') && sameWriter(ours, theirs) && told(ours, theirs)],
  ['order', 'day and month can be read both ways, and the two guess differently; our reading warns of it',
    (ours, theirs, warned) => warned && sameWriter(ours, theirs) && sameWords(ours, theirs) && otherOrder(ours, theirs)],
  ['afternoon', 'hours told with a word for morning or afternoon that it does not know are twelve off',
    (ours, theirs) => sameWriter(ours, theirs) && sameWords(ours, theirs) && twelveLater(ours, theirs)],
  ['line within', 'a line within a message that begins like a date is a message of its own for it',
    (ours, theirs) => sameWriter(ours, theirs) && ours.text.startsWith(`${theirs.message}\n`)],
];

const seen = (text) => text.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '').trim();
const sameWords = (ours, theirs) => seen(ours.text) === seen(theirs.message);
// Their dates stand on the clock of this process, ours on the export's: both are read as the wall shows.
const sameTime = (ours, theirs) => ours.at?.slice(0, 19) === wall(theirs.date);
const sameWriter = (ours, theirs) => (ours.from ?? null) === theirs.author;
const swapped = (at) => `${at.slice(0, 5)}${at.slice(8, 10)}-${at.slice(5, 7)}${at.slice(10, 19)}`;
const otherOrder = (ours, theirs) => ours.at !== undefined && swapped(ours.at) === wall(theirs.date);
// We are right: the word says afternoon, and it took the hour for one of the morning.
const twelveLater = (ours, theirs) => Number(ours.at?.slice(11, 13)) - theirs.date.getHours() === 12;
const told = (ours, theirs) => sameTime(ours, theirs) || otherOrder(ours, theirs) || twelveLater(ours, theirs);
const wall = (date) => {
  const two = (number) => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
};

function ourReading(file) {
  const read = spawnSync(lachan, ['read', '--lang', 'en', file], { encoding: 'utf8' });
  if (read.status !== 0) throw new Error(`${file}: ${read.stderr}`);
  const messages = read.stdout.trim().split('\n').flatMap((line) => JSON.parse(line).messages);
  return { messages, warned: /which number is the day/.test(read.stderr) };
}

function compare(file) {
  const { messages: ours, warned } = ourReading(file);
  const theirs = parseString(readFileSync(file, 'utf8'));
  const result = { file: relative(root, file), ours: ours.length, theirs: theirs.length, same: 0, reasons: {}, unexplained: [] };
  const put = (reason) => { result.reasons[reason] = (result.reasons[reason] ?? 0) + 1; };
  if (theirs.length === 0) {
    put('unread');
    return result;
  }
  // Both keep the order of the file, so they go side by side; where one has a line more, the other waits.
  let place = 0;
  for (const their of theirs) {
    const before = ours[place - 1];
    if (their.author === null && before?.text.split('\n').slice(1).some((line) => line.endsWith(their.message))) {
      put('line within');
      continue;
    }
    const our = ours[place];
    if (our === undefined) {
      result.unexplained.push(`theirs alone: ${their.author}`);
      continue;
    }
    place += 1;
    if (our.text === their.message && sameWriter(our, their) && sameTime(our, their)) {
      result.same += 1;
      continue;
    }
    const reason = REASONS.find(([, , tells]) => tells(our, their, warned));
    if (reason) put(reason[0]);
    else result.unexplained.push(`${our.from} / ${their.author} at ${our.at} / ${wall(their.date)}`);
  }
  if (place < ours.length) result.unexplained.push(`${ours.length - place} messages ours alone`);
  return result;
}

const results = folders
  .flatMap((folder) => readdirSync(join(root, folder)).filter((name) => /(?<!EXPECTED)\.txt$/.test(name)).sort().map((name) => join(root, folder, name)))
  .map(compare);

const unread = ['unread', 'it finds no message in such a layout', undefined];
console.log('# Read by another parser\n\nMade by `npm start` in `e2e/cross-check`: each WhatsApp fixture, read by `lachan read` and by\nwhatsapp-chat-parser 4.0.2 (MIT), message by message.\n\n| export | ours | theirs | the same | different |\n|---|---|---|---|---|');
for (const it of results) {
  const different = Object.entries(it.reasons).map(([reason, count]) => `${count} ${reason}`);
  console.log(`| ${it.file} | ${it.ours} | ${it.theirs} | ${it.same} | ${[...different, ...it.unexplained].join(', ')} |`);
}
console.log('\nWhy they differ:\n');
for (const [reason, why] of [...REASONS, unread]) console.log(`- *${reason}*: ${why}.`);
if (results.some((it) => it.unexplained.length > 0)) process.exitCode = 1;
