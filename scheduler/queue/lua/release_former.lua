-- release_former: give back the leases of a daemon's former self, found by its owner name.
-- KEYS[1..4]  see common
-- ARGV[1] now if simulated, else 0    ARGV[2] owner (without the part that names one run)
-- ARGV[3] cursor, 0 to begin
-- returns  {next cursor, how many were given back}; call until the cursor is 0
-- Atomic: one page of the flight table. The leases keep their tokens, so that the next claim
-- knows that their outcome is unknown.
-- Safe to repeat: a lease that is due already stays due.
local now, owner = read_clock(ARGV[1]), ARGV[2]
if not (now and owner and ARGV[3]) then
    return redis.error_reply('ERR release_former: bad argument')
end
local before = earliest()
local page = redis.call('HSCAN', flight, ARGV[3], 'COUNT', 256)
local released, touched = 0, {}
for i = 1, #page[2], 2 do
    local field, token = page[2][i], read_flight(page[2][i + 1])
    local lane, number = string.match(field, '^(%S+) (%d+)$')
    if lane and string.find(token, '-' .. owner .. '-', 1, true) then
        local score = tonumber(redis.call('ZSCORE', lane_key(lane), number) or nil)
        local held = score and redis.call('HDEL', gates, lane) == 1
        if score and score > now and not held then
            redis.call('ZADD', lane_key(lane), int(now), number)
            held = true
        end
        if held then
            released = released + 1
            touched[lane] = true
        end
    end
end
for lane in pairs(touched) do refresh(lane) end
wake_if_earlier(before)
return {page[1], released}
