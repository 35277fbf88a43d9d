-- claim: lease due notices to one worker, urgent lanes first, then the oldest.
-- KEYS[1..4]  see common    KEYS[5] revisions
-- ARGV[1] now if simulated, else 0    ARGV[2] the daemon's wall clock, ms    ARGV[3] most skew, ms
-- ARGV[4] lease length, ms   ARGV[5] most notices (<= 256)   ARGV[6] most of one lane
-- ARGV[7] owner   ARGV[8] 1 if lanes of this partition were set by the caller
-- ARGV[9..] endpoint, room: endpoints that can take fewer than ARGV[6] now
-- returns  {now, next, more, lane, number, token, settled, again, due, …}
--   next: the earliest later head, -1 if none;  more: 1 if due lanes were left
--   again: 1 if an earlier lease ended without a settlement, so that its outcome is unknown
--   {"LOST", now} if lanes were set but the partition is empty: set everything again
--   {"SKEW", now} and no change if the clocks differ too much: hold rather than fire early
-- Atomic: a number is leased to one worker; its score becomes the end of the lease.
-- Safe to repeat: a repeat takes other numbers; the first come back when their lease ends.
local now, wall, most_skew = read_clock(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local lease, limit, per_lane, owner = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV[7]
if not (now and wall and most_skew and lease and limit and per_lane and owner) or limit > 256
    or #ARGV < 8 or #ARGV % 2 == 1 then
    return redis.error_reply('ERR claim: bad argument')
end
if ARGV[1] == '0' and math.abs(now - wall) > most_skew then return {'SKEW', int(now)} end
if ARGV[8] == '1' and redis.call('EXISTS', KEYS[5]) == 0 then return {'LOST', int(now)} end
local rooms = {}
for i = 9, #ARGV, 2 do rooms[ARGV[i]] = tonumber(ARGV[i + 1]) end

local out, taken, more = {int(now), '-1', 0}, 0, 0

local function lease_from(lane, want)
    local key = lane_key(lane)
    local found = redis.call('ZRANGEBYSCORE', key, '-inf', int(now), 'WITHSCORES',
                             'LIMIT', 0, int(want))
    local numbers, dues, fields = {}, {}, {}
    for i = 1, #found, 2 do
        numbers[#numbers + 1] = found[i]
        dues[#dues + 1] = found[i + 1]
        fields[#fields + 1] = field_of(lane, found[i])
    end
    if #numbers == 0 then return 0 end
    local final = redis.call('SMISMEMBER', done_key(lane), unpack(numbers))
    local states = redis.call('HMGET', flight, unpack(fields))
    local ticket = redis.call('HINCRBY', flight, '#', #numbers) - #numbers
    local scores, records, got = {}, {}, 0
    for i, number in ipairs(numbers) do
        if final[i] == 1 then
            redis.call('ZREM', key, number)
            redis.call('HDEL', flight, fields[i])
        else
            local old, settled = read_flight(states[i])
            local token = int(ticket + i) .. '-' .. owner
            scores[#scores + 1] = int(now + lease)
            scores[#scores + 1] = number
            records[#records + 1] = fields[i]
            records[#records + 1] = token .. ' ' .. int(settled)
            local base = #out
            out[base + 1], out[base + 2], out[base + 3] = lane, number, token
            out[base + 4], out[base + 5] = int(settled), old == '-' and 0 or 1
            out[base + 6] = dues[i]
            got = got + 1
        end
    end
    if got > 0 then
        redis.call('ZADD', key, unpack(scores))
        redis.call('HSET', flight, unpack(records))
    end
    return got
end

for _, key in ipairs({urgent_heads, heads}) do
    local passed = 0
    while taken < limit and passed < 512 do
        local lanes = redis.call('ZRANGEBYSCORE', key, '-inf', int(now), 'LIMIT', passed, 32)
        if #lanes == 0 then break end
        for _, lane in ipairs(lanes) do
            local endpoint = endpoint_of(lane)
            local want = math.min(rooms[endpoint] or per_lane, per_lane, limit - taken)
            if want > 0 then
                local got = lease_from(lane, want)
                taken = taken + got
                if rooms[endpoint] then rooms[endpoint] = rooms[endpoint] - got end
                refresh(lane)
            end
            if tonumber(redis.call('ZSCORE', key, lane) or now + 1) <= now then
                passed, more = passed + 1, 1
            end
        end
    end
    if redis.call('ZCOUNT', key, '-inf', int(now)) > 0 then more = 1 end
    local later = redis.call('ZRANGEBYSCORE', key, '(' .. int(now), '+inf', 'WITHSCORES',
                             'LIMIT', 0, 1)
    if later[2] and (out[2] == '-1' or tonumber(later[2]) < tonumber(out[2])) then
        out[2] = int(tonumber(later[2]))
    end
end
out[3] = more
return out
