// Opens an HTML report in Chromium as a reader might: light, dark, on paper and on a phone. Writes a picture of each
// and fails on a script error, a console message of an error, a request to anywhere, a page wider than the phone or an
// empty one. Each header that sorts a table is clicked once.
//   node html_pages.mjs FILE.html FOLDER
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const patience = 60_000;
const ways = [
  { name: 'light', width: 1280, scheme: 'light', media: 'screen' },
  { name: 'dark', width: 1280, scheme: 'dark', media: 'screen' },
  { name: 'print', width: 794, scheme: 'light', media: 'print' }, // A4 at 96 dpi
  { name: 'phone', width: 400, scheme: 'light', media: 'screen' },
];

// Two pipes carry the browser's protocol, so that no library for web sockets is needed.
function startBrowser(profile) {
  // Without a sandbox Chromium starts as root, too; the page is our own.
  const browser = spawn('chromium', ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage',
    '--hide-scrollbars', '--remote-debugging-pipe', `--user-data-dir=${profile}`, 'about:blank'],
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] });
  let said = '';
  browser.stderr.on('data', (part) => { said += part; });
  const ended = new Promise((done) => browser.on('close', done));
  const failed = new Promise((_, fail) => {
    browser.on('error', fail);
    browser.on('close', () => fail(new Error(`Chromium ended:\n${said}`)));
  });
  failed.catch(() => {});
  return { pipes: browser.stdio, failed, stop: () => { browser.kill(); return ended; } };
}

// The browser's protocol: numbered requests, and events of one page. A zero byte ends each message.
class Browser {
  #out; #last = 0; #waiting = new Map(); #listeners = new Map();

  constructor([, , , out, input]) {
    this.#out = out;
    let rest = Buffer.alloc(0);
    input.on('data', (part) => {
      rest = Buffer.concat([rest, part]);
      for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
        const message = rest.subarray(0, end).toString();
        rest = rest.subarray(end + 1);
        this.#receive(JSON.parse(message));
      }
    });
    out.on('error', () => {}); // the browser has ended, which is told elsewhere
  }

  on(session, listener) { this.#listeners.set(session, listener); }

  send(session, method, params = {}) {
    const id = ++this.#last;
    return new Promise((done, failed) => {
      this.#waiting.set(id, { method, done, failed });
      this.#out.write(`${JSON.stringify({ id, method, params, sessionId: session })}\0`);
    });
  }

  #receive({ id, sessionId, method, params, result, error }) {
    if (id === undefined) return this.#listeners.get(sessionId)?.(method, params);
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return error ? waiting.failed(new Error(`${waiting.method}: ${error.message}`)) : waiting.done(result);
  }
}

const textOf = ({ value, description, type }) => String(value ?? description ?? type);

// Calls `problem` with each thing that a quiet page does not do.
function listen(browser, session, url, problem, loaded) {
  browser.on(session, (method, params) => {
    if (method === 'Page.loadEventFired') loaded();
    if (method === 'Runtime.exceptionThrown') {
      problem(`script error: ${params.exceptionDetails.exception?.description ?? params.exceptionDetails.text}`);
    }
    if (method === 'Runtime.consoleAPICalled' && ['error', 'assert'].includes(params.type)) {
      problem(`console error: ${params.args.map(textOf).join(' ')}`);
    }
    // What the browser itself complains of: a blocked request, a policy that was broken.
    if (method === 'Log.entryAdded' && params.entry.level === 'error') problem(`browser error: ${params.entry.text}`);
    if (method === 'Network.webSocketCreated') problem(`web socket to ${params.url}`);
    if (method === 'Network.requestWillBeSent') {
      const asked = params.request.url;
      if (asked.split('#')[0] !== url && !asked.startsWith('data:')) problem(`request to ${asked}`);
    }
  });
}

const measurePage = `({
  text: document.body?.innerText.trim().length ?? 0,
  wanted: document.scrollingElement.scrollWidth,
  there: document.scrollingElement.clientWidth,
})`;

// Two frames later, what the click has caused has been said.
const clickHeaders = `(async () => {
  const headers = document.querySelectorAll('th[aria-sort], th button');
  for (const header of headers) header.click();
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return headers.length;
})()`;

async function lookAt(browser, url, way, folder) {
  const problems = [];
  const problem = (text) => problems.push(`${way.name}: ${text}`);
  const { targetId } = await browser.send(undefined, 'Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await browser.send(undefined, 'Target.attachToTarget', { targetId, flatten: true });
  const send = (method, params) => browser.send(sessionId, method, params);
  const evaluate = async (expression) => {
    const { result } = await send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
    return result.value;
  };

  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await send(`${domain}.enable`);
  await send('Emulation.setDeviceMetricsOverride',
    { width: way.width, height: 900, deviceScaleFactor: 1, mobile: way.name === 'phone' });
  await send('Emulation.setEmulatedMedia',
    { media: way.media, features: [{ name: 'prefers-color-scheme', value: way.scheme }] });
  const loaded = new Promise((done) => listen(browser, sessionId, url, problem, done));
  const { errorText } = await send('Page.navigate', { url });
  if (errorText) throw new Error(`${url}: ${errorText}`);
  await loaded;

  const page = await evaluate(measurePage);
  if (page.text === 0) problem('the page shows no text');
  if (way.name === 'phone' && page.wanted > page.there) {
    problem(`the page is ${page.wanted} px wide on a screen of ${page.there} px`);
  }
  // The whole page, up to what a picture can hold.
  const { cssContentSize: size } = await send('Page.getLayoutMetrics');
  const clip = { x: 0, y: 0, width: way.width, height: Math.min(size.height, 16_000), scale: 1 };
  const { data } = await send('Page.captureScreenshot', { format: 'png', captureBeyondViewport: true, clip });
  writeFileSync(join(folder, `${way.name}.png`), Buffer.from(data, 'base64'));
  const headers = await evaluate(clickHeaders);
  await browser.send(undefined, 'Target.closeTarget', { targetId });
  return { problems, headers };
}

async function lookInAllWays(file, folder) {
  mkdirSync(folder, { recursive: true });
  const profile = mkdtempSync(join(tmpdir(), 'dyno-chromium-'));
  const chromium = startBrowser(profile);
  try {
    const browser = new Browser(chromium.pipes);
    const url = pathToFileURL(resolve(file)).href;
    const problems = [];
    let headers = 0;
    for (const way of ways) {
      const seen = await Promise.race([lookAt(browser, url, way, folder), chromium.failed]);
      problems.push(...seen.problems);
      headers = Math.max(headers, seen.headers);
    }
    return { problems, headers };
  } finally {
    await chromium.stop();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

const [file, folder] = process.argv.slice(2);
if (!file || !folder) {
  console.error('usage: node html_pages.mjs FILE.html FOLDER');
  process.exit(2);
}
setTimeout(() => { console.error(`no end after ${patience / 1000} s`); process.exit(1); }, patience).unref();
const { problems, headers } = await lookInAllWays(file, folder);
for (const text of problems) console.error(text);
if (problems.length) process.exit(1);
console.log(`${ways.length} ways, ${headers} sortable headers, no error`);
process.exit(0);
