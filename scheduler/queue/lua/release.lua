-- release: give leases back, on shutdown; the attempt does not count.
-- KEYS[1..4]  see common
-- ARGV[1] now if simulated, else 0    ARGV[2] count (<= 256), then lane, number, token for each
-- returns  how many were given back; the others' tokens were no longer the lease's
-- Atomic: all of it. A released notice is due again at once.
-- Safe to repeat: a repeat finds the tokens gone.
local now, count = read_clock(ARGV[1]), tonumber(ARGV[2])
if not (now and count) or count > 256 or #ARGV < 2 + count * 3 then
    return redis.error_reply('ERR release: bad argument')
end
local before = earliest()
local released, touched = 0, {}
for i = 1, count do
    local base = 3 + (i - 1) * 3
    local lane, number = ARGV[base], ARGV[base + 1]
    local field = field_of(lane, number)
    local held, settled = read_flight(redis.call('HGET', flight, field))
    if held == ARGV[base + 2] then
        if redis.call('HDEL', gates, lane) == 0 then
            redis.call('ZADD', lane_key(lane), int(now), number)
        end
        redis.call('HSET', flight, field, '- ' .. int(settled))
        released = released + 1
        touched[lane] = true
    end
end
for lane in pairs(touched) do refresh(lane) end
wake_if_earlier(before)
return released
