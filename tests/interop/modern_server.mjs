// A server that speaks only the newest protocol revision. The published ones that speak it also accept the older
// ones, so a client that falls back to `initialize` too eagerly would go unnoticed with them.
import {McpServer, fromJsonSchema} from '@modelcontextprotocol/server';
import {serveStdio} from '@modelcontextprotocol/server/stdio';

function newServer() {
    const server = new McpServer({name: 'modern-echo', version: '1.0.0'});
    const inputSchema = fromJsonSchema({
        type: 'object',
        properties: {message: {type: 'string'}},
        required: ['message'],
    });
    server.registerTool('echo', {description: 'Answers with the message', inputSchema}, ({message}) => ({
        content: [{type: 'text', text: `Echo: ${message}`}],
    }));
    return server;
}

serveStdio(newServer, {legacy: 'reject'});
