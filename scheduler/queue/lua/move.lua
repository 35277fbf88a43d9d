-- move: give one waiting notice another time.
-- KEYS[1..4]  see common
-- ARGV[1] now if simulated, else 0    ARGV[2] lane   ARGV[3] number   ARGV[4] due, ms
-- returns  "OK", "LEASED" while it is being sent, "ABSENT" if it is not waiting
-- Atomic: the time and the lane's head.
-- Safe to repeat: a repeat sets the same time.
local now, lane, number, due = read_clock(ARGV[1]), ARGV[2], ARGV[3], tonumber(ARGV[4])
if not (now and number and due and endpoint_of(lane)) then
    return redis.error_reply('ERR move: bad argument')
end
local score = tonumber(redis.call('ZSCORE', lane_key(lane), number) or nil)
if not score then return 'ABSENT' end
local token = read_flight(redis.call('HGET', flight, field_of(lane, number)))
if is_leased(lane, token, score, now) then return 'LEASED' end
local before = earliest()
lift_order(lane, number)
redis.call('ZADD', lane_key(lane), int(due), number)
refresh(lane)
wake_if_earlier(before)
return 'OK'
