-- gate: let nothing of an endpoint go before a time, or lift that.
-- KEYS[1..4]  see common
-- ARGV[1] endpoint   ARGV[2] not before, ms; 0 lifts the gate   ARGV[3] reason
-- ARGV[4] only if the present gate has this reason; empty: whatever it is
-- returns  how many lanes were concerned
-- Atomic: the gate and the heads of all its lanes.
-- Safe to repeat: a repeat sets the same gate.
local endpoint, not_before = ARGV[1], tonumber(ARGV[2])
if not (endpoint and not_before and ARGV[3]) then
    return redis.error_reply('ERR gate: bad argument')
end
if ARGV[4] and ARGV[4] ~= '' then
    local reason = string.match(redis.call('HGET', gates, endpoint) or '', '^%d+ (.*)$')
    if reason ~= ARGV[4] then return 0 end
end
local before = earliest()
if not_before == 0 then
    redis.call('HDEL', gates, endpoint)
else
    redis.call('HSET', gates, endpoint, int(not_before) .. ' ' .. ARGV[3])
end
local lanes = redis.call('SMEMBERS', lanes_key(endpoint))
for _, lane in ipairs(lanes) do refresh(lane) end
wake_if_earlier(before)
return #lanes
