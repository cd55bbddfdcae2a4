"""A server on the official Python SDK over streamable HTTP. usage: PORT=N python python_http_server.py"""

import asyncio
import os

from mcp.server.mcpserver import Context, MCPServer

server = MCPServer("python-http", version="1.0.0")


@server.tool(structured_output=False)
def echo(message: str) -> str:
    """Answers with the message"""
    return f"Echo: {message}"


@server.tool(structured_output=False)
async def work(seconds: float, steps: int, context: Context) -> str:
    """Takes its time, and tells of it"""
    try:
        for step in range(steps):
            await asyncio.sleep(seconds / steps)
            await context.report_progress(step + 1, steps)
    except asyncio.CancelledError:
        print("call cancelled", flush=True)
        raise
    return "done"


server.run("streamable-http", host="127.0.0.1", port=int(os.environ["PORT"]))
