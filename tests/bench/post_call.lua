-- For wrk: one tools/call of a legacy session, each under a new id, since servers file requests in flight under theirs.
-- Set by wrk_client.py: BENCH_SESSION, BENCH_VERSION, BENCH_PARAMS.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Accept"] = "application/json, text/event-stream"
wrk.headers["Mcp-Session-Id"] = os.getenv("BENCH_SESSION")
wrk.headers["MCP-Protocol-Version"] = os.getenv("BENCH_VERSION")

local id = 0
local tail = ',"method":"tools/call","params":' .. os.getenv("BENCH_PARAMS") .. "}"

function request()
    id = id + 1
    return wrk.format(nil, nil, nil, '{"jsonrpc":"2.0","id":' .. id .. tail)
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        '{"calls":%d,"seconds":%f,"p50":%d,"p99":%d,"errors":%d}\n',
        summary.requests, summary.duration / 1e6, latency:percentile(50), latency:percentile(99),
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
