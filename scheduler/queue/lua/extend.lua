-- extend: lengthen leases that are still held, for slow partners.
-- KEYS[1..4]  see common
-- ARGV[1] now if simulated, else 0    ARGV[2] lease length, ms
-- ARGV[3] count (<= 256), then lane, number, token for each
-- returns  for each 1, or 0 if the lease is not held any more
-- Atomic: all of it.
-- Safe to repeat: a repeat sets the same end or a little later.
local now, lease, count = read_clock(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
if not (now and lease and count) or count > 256 or #ARGV < 3 + count * 3 then
    return redis.error_reply('ERR extend: bad argument')
end
local answers, touched = {}, {}
for i = 1, count do
    local base = 4 + (i - 1) * 3
    local lane, number = ARGV[base], ARGV[base + 1]
    local held = read_flight(redis.call('HGET', flight, field_of(lane, number)))
    answers[i] = 0
    if held == ARGV[base + 2] then
        if redis.call('HEXISTS', gates, lane) == 1 then
            set_lane_gate(lane, now + lease)
        else
            redis.call('ZADD', lane_key(lane), int(now + lease), number)
        end
        answers[i] = 1
        touched[lane] = true
    end
end
for lane in pairs(touched) do refresh(lane) end
return answers
