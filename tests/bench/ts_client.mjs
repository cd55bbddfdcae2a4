// The official TypeScript SDK's client under load: what compare.py holds MCP Dyno against.
//   node ts_client.mjs (--server-cmd 'CMD ARGS…' | --url URL) --tool NAME [--args JSON] --calls N [--concurrency N] [--warmup N]
// Writes one line of JSON: {callsPerSecond, p50, p99 (µs), cpuSeconds, calls}.
import {createRequire} from 'node:module';
import {parseArgs} from 'node:util';

// The SDK is installed next door, with the interop tests' servers.
const require = createRequire(new URL('../interop/package.json', import.meta.url));
const {Client} = require('@modelcontextprotocol/sdk/client/index.js');
const {StdioClientTransport} = require('@modelcontextprotocol/sdk/client/stdio.js');
const {StreamableHTTPClientTransport} = require('@modelcontextprotocol/sdk/client/streamableHttp.js');

const {values: options} = parseArgs({
    options: {
        'server-cmd': {type: 'string'},
        url: {type: 'string'},
        tool: {type: 'string'},
        args: {type: 'string', default: '{}'},
        calls: {type: 'string'},
        concurrency: {type: 'string', default: '1'},
        warmup: {type: 'string', default: '0'},
    },
});
const call = {name: options.tool, arguments: JSON.parse(options.args)};
const concurrency = Number(options.concurrency);

function newTransport() {
    if (options.url) return new StreamableHTTPClientTransport(new URL(options.url));
    const [command, ...args] = options['server-cmd'].split(' ');
    return new StdioClientTransport({command, args, stderr: 'ignore'});
}

const client = new Client({name: 'ts-client-bench', version: '1.0.0'});
const transport = newTransport();
await client.connect(transport);

// As many loops as calls may be in flight, each calling again as soon as it has its answer.
async function load(calls) {
    const microseconds = new Float64Array(calls);
    let next = 0;
    const worker = async () => {
        while (next < calls) {
            const index = next++;
            const begin = performance.now();
            const result = await client.callTool(call);
            microseconds[index] = (performance.now() - begin) * 1000;
            if (result.isError) throw new Error(`call failed: ${JSON.stringify(result.content)}`);
        }
    };
    await Promise.all(Array.from({length: concurrency}, worker));
    return microseconds.sort();
}

await load(Number(options.warmup));
const cpuBefore = process.cpuUsage();
const begin = performance.now();
const microseconds = await load(Number(options.calls));
const seconds = (performance.now() - begin) / 1000;
const cpu = process.cpuUsage(cpuBefore);
if (options.url) await transport.terminateSession();
await client.close();

const percentile = (p) => Math.round(microseconds[Math.min(microseconds.length - 1, Math.floor(microseconds.length * p))]);
console.log(JSON.stringify({
    callsPerSecond: microseconds.length / seconds,
    p50: percentile(0.5),
    p99: percentile(0.99),
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    calls: microseconds.length,
}));
