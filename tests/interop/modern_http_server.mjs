// A server over HTTP that speaks only the newest protocol revision: no initialize, no session, no stream to wait on.
//   PORT=N node modern_http_server.mjs
import {createServer} from 'node:http';
import {setTimeout as sleep} from 'node:timers/promises';
import {toNodeHandler} from '@modelcontextprotocol/node';
import {McpServer, createMcpHandler, fromJsonSchema} from '@modelcontextprotocol/server';

async function work({seconds, steps}, context) {
    const progressToken = context.mcpReq._meta?.progressToken;
    for (let step = 1; step <= steps; ++step) {
        await sleep((seconds / steps) * 1000, undefined, {signal: context.mcpReq.signal});
        if (progressToken !== undefined) {
            const params = {progressToken, progress: step, total: steps};
            await context.mcpReq.notify({method: 'notifications/progress', params});
        }
    }
    return {content: [{type: 'text', text: 'done'}]};
}

function newServer() {
    const server = new McpServer({name: 'modern-http', version: '1.0.0'});
    const message = fromJsonSchema({type: 'object', properties: {message: {type: 'string'}}, required: ['message']});
    server.registerTool('echo', {description: 'Answers with the message', inputSchema: message}, ({message}) => ({
        content: [{type: 'text', text: `Echo: ${message}`}],
    }));
    const time = fromJsonSchema({type: 'object', properties: {seconds: {type: 'number'}, steps: {type: 'integer'}}});
    server.registerTool('work', {description: 'Takes its time, and tells of it', inputSchema: time}, async (args, context) => {
        try {
            return await work(args, context);
        } catch (error) {
            if (error.name === 'AbortError') console.log('call cancelled');
            throw error;
        }
    });
    return server;
}

const serve = toNodeHandler(createMcpHandler(newServer, {legacy: 'reject'}));
createServer((request, response) => {
    console.log(request.method, request.headers['mcp-method'] ?? '-');
    serve(request, response);
}).listen(Number(process.env.PORT), '127.0.0.1');
