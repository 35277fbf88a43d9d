-- common: what every step begins with; the build puts it in front of each script.
-- KEYS[1] heads  KEYS[2] heads:urgent  KEYS[3] flight  KEYS[4] gates  (all of one partition)
-- Lanes and done sets are derived from KEYS[1]; they carry the same hash tag, so the same slot.
local heads, urgent_heads, flight, gates = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local prefix = string.sub(heads, 1, -6)

local function int(n) return string.format('%d', n) end
local function lane_key(lane) return prefix .. 'lane:' .. lane end
local function done_key(lane) return prefix .. 'done:' .. lane end
local function lanes_key(endpoint) return prefix .. 'lanes:' .. endpoint end
local function field_of(lane, number) return lane .. ' ' .. number end

-- A lane is campaign/partner/endpoint/n or …/u. A gate is an endpoint's, or that of an ordered lane
-- of which a notice is being sent or retried.
local function endpoint_of(lane) return string.match(lane, '^[^/]+/([^/]+/[^/]+)/[nu]$') end
local function heads_of(lane)
    if string.sub(lane, -2) == '/u' then return urgent_heads end
    return heads
end

-- The simulated time where the daemon has one, else Redis' own; milliseconds.
local function read_clock(simulated)
    if simulated ~= '0' then return tonumber(simulated) end
    local time = redis.call('TIME')
    return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local function gate_time(gate)
    if not gate then return 0 end
    return tonumber(string.match(gate, '^%d+'))
end
local function lane_gate(lane) return gate_time(redis.call('HGET', gates, lane)) end
local function set_lane_gate(lane, until_ms)
    redis.call('HSET', gates, lane, int(until_ms) .. ' order')
end
local function gate_of(lane)
    local both = redis.call('HMGET', gates, endpoint_of(lane), lane)
    return math.max(gate_time(both[1]), gate_time(both[2]))
end

-- The head of a lane is the earliest moment at which anything can happen in it.
local function refresh(lane)
    local first = redis.call('ZRANGE', lane_key(lane), 0, 0, 'WITHSCORES')
    if not first[2] then
        redis.call('ZREM', heads_of(lane), lane)
        return
    end
    redis.call('ZADD', heads_of(lane), int(math.max(tonumber(first[2]), gate_of(lane))), lane)
end

local function earliest()
    local best = nil
    for _, key in ipairs({urgent_heads, heads}) do
        local first = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
        if first[2] and (not best or tonumber(first[2]) < best) then best = tonumber(first[2]) end
    end
    return best
end

-- Wakes the sleepers, but only if there is now something earlier than what they sleep for.
local function wake_if_earlier(before)
    local after = earliest()
    if after and (not before or after < before) then
        redis.call('PUBLISH', prefix .. 'wake', int(after))
    end
end

-- flight[lane number] is "token settled": the token of the lease ("-" between attempts) and how
-- many attempts have been settled.
local function read_flight(value)
    if not value then return '-', 0 end
    local token, settled = string.match(value, '^(%S+) (%d+)$')
    return token, tonumber(settled)
end

-- A lease lasts until its end, which is the score, or in an ordered lane the lane's gate.
local function is_leased(lane, token, score, now)
    return token ~= '-' and score and (score > now or lane_gate(lane) > now)
end

-- An ordered lane's gate is that of its first number; it goes when that one does.
local function lift_order(lane, number)
    local first = redis.call('ZRANGE', lane_key(lane), 0, 0)[1]
    if first == number then redis.call('HDEL', gates, lane) end
end

-- The number is no more of this lane.
local function forget(lane, number)
    lift_order(lane, number)
    redis.call('ZREM', lane_key(lane), number)
    redis.call('HDEL', flight, field_of(lane, number))
end
