-- set_lane: make one lane what the plan says; called in parts of at most 256 items.
-- KEYS[1..4]  see common    KEYS[5] revisions  hash  lane -> revision that last set it
-- ARGV[1] lane   ARGV[2] revision   ARGV[3] now if simulated, else 0
-- ARGV[4] count of upserts, then number, due ms, settled attempts for each
-- then count of drops, then numbers;  then of finals;  then of revived: final, but no more
-- returns  {"OK", added, moved, dropped} or {"STALE", 0, 0, 0} if a newer revision has been here
-- Atomic: one part of one lane. Leased and final numbers are never touched.
-- Safe to repeat: a repeat finds everything as it should be and changes nothing.
local lane, revision, now = ARGV[1], tonumber(ARGV[2]), read_clock(ARGV[3])
if not (lane and endpoint_of(lane) and revision and now) then
    return redis.error_reply('ERR set_lane: bad argument')
end
local at = 4
local function next_count(width)
    local count = tonumber(ARGV[at])
    if not count or count > 256 or #ARGV < at + count * width then return nil end
    local first = at + 1
    at = first + count * width
    return count, first
end
local upserts, first_upsert = next_count(3)
local drops, first_drop
if upserts then drops, first_drop = next_count(1) end
local finals, first_final
if drops then finals, first_final = next_count(1) end
local revived, first_revived
if finals then revived, first_revived = next_count(1) end
if not revived or upserts + drops + finals + revived > 256 then
    return redis.error_reply('ERR set_lane: bad argument')
end

local known = tonumber(redis.call('HGET', KEYS[5], lane) or '0')
if known > revision then return {'STALE', 0, 0, 0} end
local before = earliest()
local key, done = lane_key(lane), done_key(lane)
redis.call('HSET', KEYS[5], lane, int(revision))
redis.call('SADD', lanes_key(endpoint_of(lane)), lane)

local added, moved, dropped = 0, 0, 0
for i = first_revived, first_revived + revived - 1 do
    redis.call('SREM', done, ARGV[i])
    redis.call('ZREM', prefix .. 'dead', field_of(lane, ARGV[i]))
end
for i = first_final, first_final + finals - 1 do
    redis.call('SADD', done, ARGV[i])
    forget(lane, ARGV[i])
end
for i = first_upsert, first_upsert + upserts * 3 - 1, 3 do
    local number, due, attempts = ARGV[i], tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
    local score = tonumber(redis.call('ZSCORE', key, number) or nil)
    local token, settled = read_flight(redis.call('HGET', flight, field_of(lane, number)))
    local leased = is_leased(lane, token, score, now)
    -- Waiting for its next attempt, or leased by a worker that died: due by itself already.
    -- With attempts the caller knows of them, and gives the time of the next.
    local begun = attempts == 0 and (token ~= '-' or settled > 0) and score and due <= now
    if leased or begun or redis.call('SISMEMBER', done, number) == 1 then
        -- nothing to do
    elseif not score then
        redis.call('ZADD', key, int(due), number)
        if attempts > 0 then
            redis.call('HSET', flight, field_of(lane, number), '- ' .. int(attempts))
        end
        added = added + 1
    elseif score ~= due then
        lift_order(lane, number)
        redis.call('ZADD', key, int(due), number)
        if attempts > 0 then
            redis.call('HSET', flight, field_of(lane, number), '- ' .. int(attempts))
        elseif token == '-' then
            redis.call('HDEL', flight, field_of(lane, number))
        end
        moved = moved + 1
    end
end
for i = first_drop, first_drop + drops - 1 do
    local number = ARGV[i]
    local score = tonumber(redis.call('ZSCORE', key, number) or nil)
    local token = read_flight(redis.call('HGET', flight, field_of(lane, number)))
    if score and not is_leased(lane, token, score, now) then
        forget(lane, number)
        dropped = dropped + 1
    end
end
refresh(lane)
wake_if_earlier(before)
return {'OK', added, moved, dropped}
