-- settle: record what became of leased notices, and the gates that their answers ask for.
-- KEYS[1..4]  see common    KEYS[5] dead  zset  "lane number" -> time
-- ARGV[1] now if simulated, else 0    ARGV[2] count of notices (<= 256), then for each
--   lane, number, token, verdict, at   verdict: d delivered, e expired, w withdrawn, k dead,
--   r retry at the time `at`, b put back until `at` without an attempt; in an ordered lane r keeps
--   its place and the lane waits; o does so without an attempt
-- then count of gates, then endpoint, not before ms, reason for each; the later gate wins
-- returns  for each notice 1, or 0 if the token is not the lease's (fenced): nothing was changed
-- Atomic: all of it. A final number joins the done set and leaves the lane in one step.
-- Safe to repeat: a repeat is fenced, because the token is gone.
local now, count = read_clock(ARGV[1]), tonumber(ARGV[2])
if not (now and count) or count > 256 or #ARGV < 3 + count * 5 then
    return redis.error_reply('ERR settle: bad argument')
end
local gate_count = tonumber(ARGV[3 + count * 5])
if not gate_count or #ARGV < 3 + count * 5 + gate_count * 3 then
    return redis.error_reply('ERR settle: bad argument')
end
local before = earliest()
local answers, touched = {}, {}
for i = 1, count do
    local base = 3 + (i - 1) * 5
    local lane, number, token = ARGV[base], ARGV[base + 1], ARGV[base + 2]
    local verdict, at = ARGV[base + 3], ARGV[base + 4]
    local field = field_of(lane, number)
    local held, settled = read_flight(redis.call('HGET', flight, field))
    if held ~= token then
        answers[i] = 0
    else
        local in_order = redis.call('HDEL', gates, lane) == 1
        if verdict == 'r' or verdict == 'b' or verdict == 'o' then
            if verdict == 'r' then settled = settled + 1 end
            if verdict == 'o' or (verdict == 'r' and in_order) then
                set_lane_gate(lane, tonumber(at))
            else
                redis.call('ZADD', lane_key(lane), at, number)
            end
            if settled > 0 then
                redis.call('HSET', flight, field, '- ' .. int(settled))
            else
                redis.call('HDEL', flight, field)
            end
        else
            redis.call('ZREM', lane_key(lane), number)
            redis.call('SADD', done_key(lane), number)
            redis.call('HDEL', flight, field)
            if verdict == 'k' then redis.call('ZADD', KEYS[5], int(now), field) end
        end
        answers[i] = 1
        touched[lane] = true
    end
end
for i = 1, gate_count do
    local base = 4 + count * 5 + (i - 1) * 3
    local endpoint, not_before = ARGV[base], tonumber(ARGV[base + 1])
    local old = redis.call('HGET', gates, endpoint)
    if not old or tonumber(string.match(old, '^%d+')) < not_before then
        redis.call('HSET', gates, endpoint, int(not_before) .. ' ' .. ARGV[base + 2])
        for _, lane in ipairs(redis.call('SMEMBERS', lanes_key(endpoint))) do touched[lane] = true end
    end
end
for lane in pairs(touched) do refresh(lane) end
wake_if_earlier(before)
return answers
