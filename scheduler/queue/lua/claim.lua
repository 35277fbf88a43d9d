-- claim: lease due notices to one worker, urgent lanes first, then the oldest.
-- KEYS[1..4]  see common    KEYS[5] revisions
-- ARGV[1] now if simulated, else 0    ARGV[2] the daemon's wall clock, ms    ARGV[3] most skew, ms
-- ARGV[4] lease length, ms   ARGV[5] most notices (<= 256)   ARGV[6] most of one lane
-- ARGV[7] owner   ARGV[8] 1 if lanes of this partition were set by the caller
-- ARGV[9..] endpoint, room, 1 if ordered, burst (0: no rate), interval in µs; an endpoint that is
--   not listed has room for ARGV[6]
-- returns  {now, next, more, lane, number, token, settled, again, due, …}
--   next: the earliest later head, -1 if none;  more: 1 if due lanes were left
--   again: 1 if an earlier lease ended without a settlement, so that its outcome is unknown
--   {"LOST", now} if lanes were set but the partition is empty: set everything again
--   {"SKEW", now} and no change if the clocks differ too much: hold rather than fire early
-- Of what an endpoint takes, retries get half at most while first attempts wait.
-- Atomic: a number is leased to one worker; its score becomes the end of the lease, or in an ordered
-- lane the lane's gate does.
-- Safe to repeat: a repeat takes other numbers; the first come back when their lease ends.
local now, wall, most_skew = read_clock(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local lease_length, limit, per_lane, owner = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV[7]
if not (now and wall and most_skew and lease_length and limit and per_lane and owner) or limit > 256
    or #ARGV < 8 or (#ARGV - 8) % 5 ~= 0 then
    return redis.error_reply('ERR claim: bad argument')
end
if ARGV[1] == '0' and math.abs(now - wall) > most_skew then return {'SKEW', int(now)} end
if ARGV[8] == '1' and redis.call('EXISTS', KEYS[5]) == 0 then return {'LOST', int(now)} end
local rooms, ordered = {}, {}
local rates, rates_key = {}, prefix .. 'rates'
for i = 9, #ARGV, 5 do
    local endpoint, room = ARGV[i], tonumber(ARGV[i + 1])
    ordered[endpoint] = ARGV[i + 2] == '1'
    local burst, interval = tonumber(ARGV[i + 3]), tonumber(ARGV[i + 4]) / 1000
    if burst > 0 then
        local full = math.max(tonumber(redis.call('HGET', rates_key, endpoint) or '0'), now)
        -- A clock that was set back, or a rate that was slower once, costs one burst at most.
        if full > now + burst * interval then
            full = now + burst * interval
            redis.call('HSET', rates_key, endpoint, string.format('%.3f', full))
        end
        local tokens = math.floor(burst - (full - now) / interval + 0.001)
        rates[endpoint] = {full = full, interval = interval, next = full + (1 - burst) * interval}
        if tokens < 1 then rates[endpoint].none = true end
        room = math.min(room, math.max(tokens, 0))
    end
    rooms[endpoint] = room
end

local out, taken, more = {int(now), '-1', 0}, 0, 0
local kPage, kPages = 128, 8

-- Up to `want` due numbers of a lane, the oldest first; of those that were tried before at most
-- `again`. Says too whether it left some of those.
local function pick(lane, want, again)
    local key = lane_key(lane)
    local firsts, tried, at = {}, {}, 0
    for page = 1, kPages do
        local size = page == 1 and want or kPage
        local found = redis.call('ZRANGEBYSCORE', key, '-inf', int(now), 'WITHSCORES',
                                 'LIMIT', int(at), int(size))
        if #found == 0 then break end
        local fields = {}
        for i = 1, #found, 2 do fields[#fields + 1] = field_of(lane, found[i]) end
        local states = redis.call('HMGET', flight, unpack(fields))
        for i = 1, #fields do
            local record = {number = found[i * 2 - 1], due = found[i * 2], state = states[i]}
            local token, settled = read_flight(record.state)
            record.token, record.settled, record.field = token, settled, fields[i]
            local into = settled > 0 and tried or firsts
            if #into < want then into[#into + 1] = record end
        end
        at = at + #fields
        if #fields < size or #tried <= again or #firsts >= want - again then break end
    end
    -- Behind so many retries: first attempts are the latest to fall due.
    if at >= want + (kPages - 1) * kPage and #firsts < want - again then
        local young = redis.call('ZREVRANGEBYSCORE', key, int(now), '-inf', 'WITHSCORES',
                                 'LIMIT', 0, kPage)
        local fields, known = {}, {}
        for i = 1, #young, 2 do fields[#fields + 1] = field_of(lane, young[i]) end
        local states = redis.call('HMGET', flight, unpack(fields))
        for _, each in ipairs(firsts) do known[each.number] = true end
        for i = #fields, 1, -1 do
            local number = young[i * 2 - 1]
            local token, settled = read_flight(states[i])
            if settled == 0 and not known[number] and #firsts < want then
                firsts[#firsts + 1] = {number = number, due = young[i * 2], state = states[i],
                                       token = token, settled = 0, field = fields[i]}
            end
        end
    end
    local second = math.min(#tried, again)
    local picked = {}
    for i = 1, math.min(#firsts, want - second) do picked[#picked + 1] = firsts[i] end
    for i = 1, second do picked[#picked + 1] = tried[i] end
    return picked, #tried > second
end

-- The oldest of an ordered lane, whatever it is; nothing else until it is through.
local function pick_oldest(lane)
    local found = redis.call('ZRANGEBYSCORE', lane_key(lane), '-inf', int(now), 'WITHSCORES',
                             'LIMIT', 0, 1)
    if #found == 0 then return {} end
    local field = field_of(lane, found[1])
    local token, settled = read_flight(redis.call('HGET', flight, field))
    return {{number = found[1], due = found[2], token = token, settled = settled, field = field}}
end

local function lease(lane, picked, in_order)
    if #picked == 0 then return 0 end
    local key, numbers = lane_key(lane), {}
    for i, each in ipairs(picked) do numbers[i] = each.number end
    local final = redis.call('SMISMEMBER', done_key(lane), unpack(numbers))
    local ticket = redis.call('HINCRBY', flight, '#', #picked) - #picked
    local scores, records, got = {}, {}, 0
    for i, each in ipairs(picked) do
        if final[i] == 1 then
            redis.call('ZREM', key, each.number)
            redis.call('HDEL', flight, each.field)
        else
            local token = int(ticket + i) .. '-' .. owner
            scores[#scores + 1] = int(now + lease_length)
            scores[#scores + 1] = each.number
            records[#records + 1] = each.field
            records[#records + 1] = token .. ' ' .. int(each.settled)
            local base = #out
            out[base + 1], out[base + 2], out[base + 3] = lane, each.number, token
            out[base + 4], out[base + 5] = int(each.settled), each.token == '-' and 0 or 1
            out[base + 6] = each.due
            got = got + 1
        end
    end
    if got > 0 then
        redis.call('HSET', flight, unpack(records))
        if in_order then
            set_lane_gate(lane, now + lease_length)
        else
            redis.call('ZADD', key, unpack(scores))
        end
    end
    return got
end

-- The lanes of an endpoint without a token rest exactly until its next one.
local touched = {}
local function wait_for_token(lane, endpoint, rate)
    local until_ms = math.ceil(rate.next)
    if until_ms > now and until_ms > gate_time(redis.call('HGET', gates, endpoint)) then
        redis.call('HSET', gates, endpoint, int(until_ms) .. ' rate')
    end
    touched[lane] = true
end

-- Leases what a lane gives; `fill`: retries may take what nobody else wants. True if it left some.
local function serve(lane, fill)
    local endpoint = endpoint_of(lane)
    local rate = rates[endpoint]
    if rate and rate.none then
        wait_for_token(lane, endpoint, rate)
        return false
    end
    rooms[endpoint] = rooms[endpoint] or per_lane
    local want = math.min(rooms[endpoint], per_lane, limit - taken)
    if want <= 0 then return false end
    local got, left
    if ordered[endpoint] then
        got = lane_gate(lane) > now and 0 or lease(lane, pick_oldest(lane), true)
    else
        -- Of a single place retries get every other one.
        local again = fill and want or math.floor((want + now % 2) / 2)
        local picked
        picked, left = pick(lane, want, again)
        got = lease(lane, picked, false)
    end
    touched[lane] = true
    taken = taken + got
    rooms[endpoint] = rooms[endpoint] - got
    if rate and got > 0 then
        rate.full = rate.full + got * rate.interval
        redis.call('HSET', rates_key, endpoint, string.format('%.3f', rate.full))
    end
    return left
end

for _, key in ipairs({urgent_heads, heads}) do
    local lanes = redis.call('ZRANGEBYSCORE', key, '-inf', int(now), 'LIMIT', 0, 512)
    local again = {}
    for _, lane in ipairs(lanes) do
        if taken >= limit then break end
        if serve(lane, false) then again[#again + 1] = lane end
    end
    for _, lane in ipairs(again) do
        if taken >= limit then break end
        serve(lane, true)
    end
    for lane in pairs(touched) do refresh(lane) end
    touched = {}
    if redis.call('ZCOUNT', key, '-inf', int(now)) > 0 then more = 1 end
    local later = redis.call('ZRANGEBYSCORE', key, '(' .. int(now), '+inf', 'WITHSCORES',
                             'LIMIT', 0, 1)
    if later[2] and (out[2] == '-1' or tonumber(later[2]) < tonumber(out[2])) then
        out[2] = int(tonumber(later[2]))
    end
end
out[3] = more
return out
